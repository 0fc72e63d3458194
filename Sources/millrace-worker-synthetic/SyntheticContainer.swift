import JobModel
import Platform
import WorkerProtocol

/// The file that the synthetic backend writes, extension `syn`. Numbers are little-endian.
///
/// ```
/// header   "MRSYNTH1"  seed (8)  frames (4)  bytes of a frame (4)  width (4)  height (4)  FNV-1a of these 32 bytes (8)
/// frame    "FRAM"  index (4)  FNV-1a of the payload (8)  payload
/// trailer  "TEND"  frames (4)  sum of all frame hashes (8)
/// ```
///
/// A frame lasts 40 ms. Its payload is SplitMix64 seeded with `seed` + index: a reader can make it again.
struct SyntheticHeader: Equatable {
    static let byteCount = 40
    static let magic = Array("MRSYNTH1".utf8)
    static let frameMicroseconds: Int64 = 40_000

    var seed: UInt64
    var frames: UInt32
    var frameBytes: UInt32
    var width: UInt32
    var height: UInt32

    var bytes: [UInt8] {
        var bytes =
            Self.magic + LittleEndian.bytes(seed) + LittleEndian.bytes(frames) + LittleEndian.bytes(frameBytes)
            + LittleEndian.bytes(width) + LittleEndian.bytes(height)
        bytes += LittleEndian.bytes(FNV.hash(bytes))
        return bytes
    }

    /// Nil unless the bytes are a header.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.magic),
            LittleEndian.integer(bytes[32..<40]) == FNV.hash(Array(bytes[..<32]))
        else { return nil }
        seed = LittleEndian.integer(bytes[8..<16])
        frames = LittleEndian.integer(bytes[16..<20])
        frameBytes = LittleEndian.integer(bytes[20..<24])
        width = LittleEndian.integer(bytes[24..<28])
        height = LittleEndian.integer(bytes[28..<32])
        guard frames <= SyntheticOptions.maxFrames, frameBytes <= SyntheticOptions.maxFrameBytes else { return nil }
    }

    init(seed: UInt64, frames: UInt32, frameBytes: UInt32, width: UInt32, height: UInt32) {
        self.seed = seed
        self.frames = frames
        self.frameBytes = frameBytes
        self.width = width
        self.height = height
    }

    var seconds: Double { Double(Int64(frames) * Self.frameMicroseconds) / 1e6 }

    /// Length of a whole file.
    var fileBytes: Int64 {
        Int64(Self.byteCount) + Int64(frames) * (Int64(SyntheticFrame.headerBytes) + Int64(frameBytes))
            + Int64(SyntheticFrame.trailerBytes)
    }

    func payload(_ index: UInt32) -> [UInt8] { SplitMix.bytes(seed: seed &+ UInt64(index), count: Int(frameBytes)) }

    /// What verification holds the file against.
    func outputReport(source: Int = 0, action: StreamResult.Action) -> OutputReport {
        OutputReport(
            container: SyntheticBackend.name, bytes: fileBytes, duration: seconds,
            streams: [
                StreamReport(
                    result: StreamResult(
                        index: 0, kind: .video, action: action, codec: SyntheticBackend.name, source: source,
                        packets: Int64(frames), frames: Int64(frames), bytes: Int64(frames) * Int64(frameBytes),
                        width: Int(width), height: Int(height)),
                    firstPTS: 0, lastPTS: Int64(frames) * Self.frameMicroseconds,
                    parametersHash: SHA256.hexDigest(of: bytes))
            ])
    }

    func probeReport(bytes: Int64) -> ProbeReport {
        var report = ProbeReport(format: SyntheticBackend.name, bytes: bytes)
        report.duration = seconds
        var stream = ProbeReport.Stream(index: 0, kind: .video, codec: SyntheticBackend.name)
        stream.duration = seconds
        stream.frames = Int64(frames)
        stream.width = Int(width)
        stream.height = Int(height)
        stream.frameRate = "25/1"
        report.streams = [stream]
        return report
    }
}

/// The parts of a file behind its header.
enum SyntheticFrame {
    static let headerBytes = 16
    static let trailerBytes = 16
    private static let magic = Array("FRAM".utf8)
    private static let end = Array("TEND".utf8)

    static func bytes(_ index: UInt32, _ payload: [UInt8]) -> [UInt8] {
        magic + LittleEndian.bytes(index) + LittleEndian.bytes(FNV.hash(payload)) + payload
    }

    static func trailer(frames: UInt32, sum: UInt64) -> [UInt8] {
        end + LittleEndian.bytes(frames) + LittleEndian.bytes(sum)
    }
}
