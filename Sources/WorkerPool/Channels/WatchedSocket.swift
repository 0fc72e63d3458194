import Platform
import WorkerProtocol

/// One end of a sequenced-packet pair to a child, watched.
final class WatchedSocket {
    let descriptor: SharedDescriptor
    private var source: ReadSource?

    /// - Parameter descriptor: non-blocking.
    init(_ descriptor: SharedDescriptor, _ makeSource: (Int32) -> ReadSource) {
        self.descriptor = descriptor
        source = makeSource(descriptor.rawValue)
    }

    /// Stops watching: at the end of the stream, which would be told again and again.
    func unwatch() {
        let descriptor = descriptor
        source?.cancel { withExtendedLifetime(descriptor) {} }
        source = nil
    }

    /// The next frame; the buffer is the longest one.
    func receive(into buffer: inout [UInt8]) -> Incoming {
        do throws(SystemFailure) {
            // Without room for descriptors: the kernel drops what is sent, and marks the message as truncated.
            switch try Message.receive(from: descriptor.rawValue, into: &buffer) {
            case .message(let count, _):
                do throws(ProtocolViolation) {
                    let (frame, fence) = try WorkerFrame.decode(buffer[..<count])
                    return .frame(frame, fence: fence)
                } catch {
                    return .violation(error)
                }
            case .truncated: return .violation(.oversize(buffer.count + 1))
            case .wouldBlock: return .nothing
            case .endOfStream: return .endOfStream
            }
        } catch {
            return .endOfStream
        }
    }

    /// What a read of the socket brought.
    enum Incoming {
        case frame(WorkerFrame, fence: Int64)
        case violation(ProtocolViolation)
        case endOfStream
        case nothing
    }
}
