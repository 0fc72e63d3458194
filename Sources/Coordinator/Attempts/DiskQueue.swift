import Dispatch
import JobModel

/// Runs calls that may wait for a disk away from actors: an fsync of a large file takes seconds, a dead network mount
/// for ever, and nobody else may wait for it.
struct DiskQueue: Sendable {
    private let queue = DispatchQueue(label: "millrace.disk", attributes: .concurrent)

    init() {}

    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation { (waiting: CheckedContinuation<Result<Value, Failure>, Never>) in
            queue.async { waiting.resume(returning: Result { () throws(Failure) in try body() }) }
        }
        return try result.get()
    }

    /// For what cannot fail.
    func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { waiting in
            queue.async { waiting.resume(returning: body()) }
        }
    }
}
