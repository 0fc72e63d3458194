package import Dispatch

/// Runs an actor on a serial Dispatch queue, so that event sources on the same queue call the actor's methods without
/// a hop (`assumeIsolated`). The standard library's `DispatchSerialQueue` is missing on Linux in Swift 6.3.
///
/// ```swift
/// actor Listener {
///     nonisolated let executor = DispatchExecutor(label: "listener")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// }
/// ```
package final class DispatchExecutor: SerialExecutor {
    package let queue: DispatchQueue

    package init(label: String) { queue = DispatchQueue(label: label) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedSerialExecutor()
        queue.async { unsafe job.runSynchronously(on: executor) }
    }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
