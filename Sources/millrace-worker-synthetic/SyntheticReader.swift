import JobModel
import Platform

/// Reads a synthetic file and holds every part of it against its hashes.
struct SyntheticReader {
    let header: SyntheticHeader
    private let input: InputFile

    /// What a walk over the whole file found.
    struct Walk {
        var bytes: Int64
        var frames: Int64
        /// Payloads that were made again from the seed and compared.
        var compared: Int64
        var sha256: String
    }

    init(_ input: InputFile) throws(Failure) {
        let bytes = try input.read(SyntheticHeader.byteCount, at: 0)
        guard let header = SyntheticHeader(bytes) else {
            throw Failure(
                .inputUnsupported,
                bytes.isEmpty ? "The input is empty." : "The input does not begin like a synthetic file.",
                hint: "The synthetic backend reads only what it wrote.", stage: "open")
        }
        self.header = header
        self.input = input
    }

    /// Every part in order: header, frames, trailer.
    /// - Parameters:
    ///   - comparing: whether the payload of a frame is made again and compared.
    ///   - visit: gets the bytes of each part as they stand in the file.
    func walk(
        comparing: (UInt32) -> Bool = { _ in false }, visit: ([UInt8]) throws(Failure) -> Void = { _ in }
    ) throws(Failure) -> Walk {
        var hash = SHA256()
        var walk = Walk(bytes: 0, frames: 0, compared: 0, sha256: "")
        var sum: UInt64 = 0
        func take(_ bytes: [UInt8], _ expected: [UInt8], _ what: String) throws(Failure) {
            guard bytes == expected else {
                throw Failure(
                    .inputCorrupt, "\(what) is damaged.", stage: "demux", stream: 0,
                    timestamp: Double(walk.frames * SyntheticHeader.frameMicroseconds) / 1e6)
            }
            hash.update(bytes)
            walk.bytes += Int64(bytes.count)
            try visit(bytes)
        }
        try take(try input.read(SyntheticHeader.byteCount, at: 0), header.bytes, "The header")
        for index in 0..<header.frames {
            let bytes = try input.read(SyntheticFrame.headerBytes + Int(header.frameBytes), at: walk.bytes)
            var payload = Array(bytes.dropFirst(SyntheticFrame.headerBytes))
            if comparing(index) {
                payload = header.payload(index)
                walk.compared += 1
            }
            try take(bytes, SyntheticFrame.bytes(index, payload), "Frame \(index)")
            sum &+= FNV.hash(payload)
            walk.frames += 1
        }
        let end = try input.read(SyntheticFrame.trailerBytes + 1, at: walk.bytes)
        try take(end, SyntheticFrame.trailer(frames: header.frames, sum: sum), "The end of the file")
        walk.sha256 = hash.hexDigest()
        return walk
    }
}
