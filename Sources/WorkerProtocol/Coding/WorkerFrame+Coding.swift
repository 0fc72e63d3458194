import JobModel

/// Header: magic `MRW1`, kind (1 byte), flags (1, zero), payload length (2), fence (8).
extension WorkerFrame {
    /// Bytes before the payload.
    package static let headerBytes = 16
    /// Longest piece of a document that fits one ``report(_:)`` frame.
    package static let maxChunkBytes = WorkerProtocol.maxFrameBytes - headerBytes

    /// The frame as one message of at most ``WorkerProtocol/maxFrameBytes`` bytes. Text is cut to its bound and
    /// numbers are clamped to their range, so that an honest worker never sends what ``decode(_:)`` refuses.
    /// - Parameter fence: the fence of the job; 0 before one is known and in frames of a template.
    package func encoded(fence: Int64) -> [UInt8] {
        var payload = ByteWriter()
        encodePayload(to: &payload)
        var message = ByteWriter()
        message.raw(Self.magic)
        message.integer(kind.rawValue)
        message.integer(UInt8(0))
        message.integer(UInt16(payload.bytes.count))
        message.integer(fence)
        message.raw(payload.bytes)
        return message.bytes
    }

    /// Reads one message of an untrusted peer.
    /// - Returns: the frame, and the fence that it claims (never negative).
    package static func decode(
        _ message: ArraySlice<UInt8>
    ) throws(ProtocolViolation) -> (frame: WorkerFrame, fence: Int64) {
        guard message.count <= WorkerProtocol.maxFrameBytes else { throw .oversize(message.count) }
        var reader = ByteReader(message)
        guard try reader.bytes(4).elementsEqual(magic) else { throw .badMagic }
        let kindByte = try reader.integer(UInt8.self)
        let flags = try reader.integer(UInt8.self)
        let length = try reader.integer(UInt16.self)
        let fence = try reader.integer("fence", in: 0...Int64.max)
        guard let kind = Kind(rawValue: kindByte) else { throw .unknownKind(kindByte) }
        guard flags == 0, reader.count == Int(length) else { throw .badHeader }
        let frame = try decodePayload(kind, from: &reader)
        try reader.finish()
        return (frame, fence)
    }

    private static let magic = Array("MRW1".utf8)

    /// The kind byte of each frame.
    private enum Kind: UInt8 {
        case ready = 1
        case started, progress, report, done, failed, forked, forkFailed, refused
    }

    private var kind: Kind {
        switch self {
        case .ready: .ready
        case .started: .started
        case .progress: .progress
        case .report: .report
        case .done: .done
        case .failed: .failed
        case .forked: .forked
        case .forkFailed: .forkFailed
        case .refused: .refused
        }
    }

    private func encodePayload(to writer: inout ByteWriter) {
        switch self {
        case .ready(let ready): ready.encode(to: &writer)
        case .started(let nanoseconds): writer.integer(nanoseconds)
        case .progress(let progress): progress.encode(to: &writer)
        case .report(let chunk):
            precondition((1...Self.maxChunkBytes).contains(chunk.count), "a report chunk must fit one frame")
            writer.raw(chunk)
        case .done: break
        case .failed(let failure): failure.encode(to: &writer)
        case .forked(let slot, let pid):
            writer.integer(slot)
            writer.integer(pid)
        case .forkFailed(let slot, let errno):
            writer.integer(slot)
            writer.integer(errno)
        case .refused(let words): writer.text(words, atMost: Self.maxRefusalBytes)
        }
    }

    private static func decodePayload(
        _ kind: Kind, from reader: inout ByteReader
    ) throws(ProtocolViolation) -> WorkerFrame {
        switch kind {
        case .ready: return .ready(try Ready(from: &reader))
        case .started: return .started(monotonicNanoseconds: try reader.integer("time", in: 0...(UInt64.max >> 1)))
        case .progress: return .progress(try JobProgress(from: &reader))
        case .report:
            guard reader.count > 0 else { throw .outOfRange(field: "report chunk") }
            return .report(Array(try reader.bytes(reader.count)))
        case .done: return .done
        case .failed: return .failed(try Failure(from: &reader))
        case .forked:
            return .forked(slot: try reader.integer(), pid: try reader.integer("pid", in: 1...(1 << 22)))
        case .forkFailed:
            return .forkFailed(slot: try reader.integer(), errno: try reader.integer("errno", in: 1...4095))
        case .refused: return .refused(try reader.text("refusal", atMost: maxRefusalBytes))
        }
    }

    private static let maxRefusalBytes = 2048
}
