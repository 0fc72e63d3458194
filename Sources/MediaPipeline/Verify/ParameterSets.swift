package import LibAV
import Platform

/// A fingerprint of what a decoder must know before the first packet, independent of how a container writes it down.
///
/// An encoder gives H.264's parameter sets with start codes, MP4 keeps them with lengths in a box, a transport stream
/// repeats them between pictures: the sets themselves are the same bytes, and those are what is compared. Computed from
/// the encoder's (or the copied stream's) extradata when an output is made, and again from the file by the verification.
package enum ParameterSets {
    /// SHA-256 in lower-case hex; nil for codecs whose extradata says nothing, or is rewritten by muxers.
    package static func fingerprint(codec: CodecID, extradata: [UInt8]) -> String? {
        guard !extradata.isEmpty else { return nil }
        switch codec.name {
        case "h264":
            return digest(nalUnits(extradata, boxed: avcUnits).filter { [7, 8].contains($0[0] & 0x1f) })
        case "hevc":
            return digest(nalUnits(extradata, boxed: hvcUnits).filter { (32...34).contains($0[0] >> 1 & 0x3f) })
        case "av1":
            // The av1C box has four bytes of its own before the sequence header.
            return digest([extradata[0] == 0x81 ? Array(extradata.dropFirst(4)) : extradata])
        case "aac": return digest([extradata])
        // Identification and setup; Ogg writes the comments between them anew.
        case "vorbis":
            let headers = lacedHeaders(extradata)
            return headers.count == 3 ? digest([headers[0], headers[2]]) : nil
        // The identification header up to the gain: what follows is a table of channels.
        case "opus": return digest([Array(extradata.prefix(18))])
        // Sample rate, channels and depth of the stream information; its sizes and MD5 are known only at the end.
        case "flac": return extradata.count >= 18 ? digest([Array(extradata[10..<14])]) : nil
        default: return nil
        }
    }

    private static func digest(_ sets: [[UInt8]]) -> String? {
        guard !sets.isEmpty else { return nil }
        var hash = SHA256()
        for set in sets {
            hash.update([UInt8(truncatingIfNeeded: set.count >> 8), UInt8(truncatingIfNeeded: set.count)])
            hash.update(set)
        }
        return hash.hexDigest()
    }

    /// The units of a stream with start codes, or of a configuration box.
    private static func nalUnits(_ bytes: [UInt8], boxed: ([UInt8]) -> [[UInt8]]) -> [[UInt8]] {
        bytes[0] == 1 ? boxed(bytes) : startCodeUnits(bytes)
    }

    /// Between `00 00 01` marks; zeros that fill up to the next mark do not count.
    private static func startCodeUnits(_ bytes: [UInt8]) -> [[UInt8]] {
        var starts: [Int] = []
        var index = 0
        while index + 3 <= bytes.count {
            if bytes[index] == 0, bytes[index + 1] == 0, bytes[index + 2] == 1 {
                starts.append(index + 3)
                index += 3
            } else {
                index += 1
            }
        }
        return starts.enumerated().compactMap { number, start in
            var end = number + 1 < starts.count ? starts[number + 1] - 3 : bytes.count
            while end > start, bytes[end - 1] == 0 { end -= 1 }
            return end > start ? Array(bytes[start..<end]) : nil
        }
    }

    /// Xiph lacing: the number of headers less one, the sizes of all but the last in bytes of 255, the headers.
    private static func lacedHeaders(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let last = bytes.first, last < 8 else { return [] }
        var index = 1
        var sizes: [Int] = []
        for _ in 0..<last {
            var size = 0
            while index < bytes.count, bytes[index] == 255 {
                size += 255
                index += 1
            }
            guard index < bytes.count else { return [] }
            sizes.append(size + Int(bytes[index]))
            index += 1
        }
        var headers: [[UInt8]] = []
        for size in sizes {
            guard index + size <= bytes.count else { return [] }
            headers.append(Array(bytes[index..<index + size]))
            index += size
        }
        return headers + [Array(bytes[index...])]
    }

    /// ISO/IEC 14496-15, AVCDecoderConfigurationRecord.
    private static func avcUnits(_ bytes: [UInt8]) -> [[UInt8]] {
        var reader = LengthReader(bytes, from: 5)
        let sequences = Int(reader.byte() ?? 0) & 0x1f
        var units = reader.units(sequences)
        units += reader.units(Int(reader.byte() ?? 0))
        return units
    }

    /// ISO/IEC 14496-15, HEVCDecoderConfigurationRecord.
    private static func hvcUnits(_ bytes: [UInt8]) -> [[UInt8]] {
        var reader = LengthReader(bytes, from: 22)
        var units: [[UInt8]] = []
        for _ in 0..<(reader.byte() ?? 0) {
            guard reader.byte() != nil, let count = reader.short() else { break }
            units += reader.units(count)
        }
        return units
    }
}

/// Reads length-prefixed units; stops at the first that does not fit.
private struct LengthReader {
    private let bytes: [UInt8]
    private var index: Int

    init(_ bytes: [UInt8], from index: Int) {
        self.bytes = bytes
        self.index = index
    }

    mutating func byte() -> UInt8? {
        guard index < bytes.count else { return nil }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func short() -> Int? {
        guard let high = byte(), let low = byte() else { return nil }
        return Int(high) << 8 | Int(low)
    }

    mutating func units(_ count: Int) -> [[UInt8]] {
        var units: [[UInt8]] = []
        for _ in 0..<count {
            guard let length = short(), length > 0, index + length <= bytes.count else { break }
            units.append(Array(bytes[index..<index + length]))
            index += length
        }
        return units
    }
}
