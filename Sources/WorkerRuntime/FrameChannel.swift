import Platform
import WorkerProtocol

/// The way up from this process: frames on the packet socket, one `write` each. No other call is needed, and a sealed
/// worker has no other: it cannot send a descriptor.
struct FrameChannel: Sendable {
    let socket: Int32
    /// The fence of the job; 0 before one is known.
    var fence: Int64 = 0

    /// - Returns: false where the coordinator is gone.
    @discardableResult
    func send(_ frame: WorkerFrame) -> Bool {
        do throws(SystemFailure) {
            try File.writeAll(frame.encoded(fence: fence), to: socket)
            return true
        } catch {
            return false
        }
    }

    /// Sends a JSON document in pieces, and ``WorkerFrame/done`` behind it.
    @discardableResult
    func send(document: [UInt8]) -> Bool {
        for chunk in ReportAssembler.chunks(of: document) where !send(chunk) { return false }
        return send(.done)
    }
}
