/// What is wrong with bytes that claim to be a frame, a fork command or a report. The peer that sent them is killed
/// and its job ends as `worker_misbehaved`; there is no recovery inside a stream of frames.
package enum ProtocolViolation: Error, Sendable, Equatable {
    /// Shorter than its header or than a field it announces.
    case truncated
    /// Longer than the protocol allows, in bytes.
    case oversize(Int)
    /// Does not begin with the magic of this protocol.
    case badMagic
    case unknownKind(UInt8)
    /// A reserved field is not zero, or the announced length is not the length received.
    case badHeader
    /// A value outside its range.
    case outOfRange(field: String)
    /// Text that is not UTF-8.
    case badText(field: String)
    /// Bytes left over behind the last field.
    case trailingBytes(Int)
    /// A frame of another job.
    case wrongFence(expected: Int64, received: Int64)
    /// A frame that may not come at this point.
    case unexpected(String)
    /// A document that is not the JSON it should be.
    case badDocument(String)
}

extension ProtocolViolation: CustomStringConvertible {
    /// One clause in words, such as `frame shorter than its fields`.
    package var description: String {
        switch self {
        case .truncated: "frame shorter than its fields"
        case .oversize(let count): "message of \(count) bytes is longer than allowed"
        case .badMagic: "frame without the protocol's magic"
        case .unknownKind(let kind): "unknown frame kind \(kind)"
        case .badHeader: "frame header with a wrong length or a reserved bit"
        case .outOfRange(let field): "\(field) out of range"
        case .badText(let field): "\(field) is not UTF-8"
        case .trailingBytes(let count): "\(count) bytes behind the last field"
        case .wrongFence(let expected, let received): "frame of fence \(received) where \(expected) runs"
        case .unexpected(let what): "unexpected \(what)"
        case .badDocument(let why): "document cannot be read: \(why)"
        }
    }
}
