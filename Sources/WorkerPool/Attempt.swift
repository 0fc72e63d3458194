import JobModel
import WorkerProtocol

/// One call of ``WorkerPool/run(_:onProgress:)``.
struct Attempt {
    let order: AttemptOrder
    /// The job message.
    let message: [UInt8]
    let onProgress: @Sendable (JobProgress) -> Void
    let continuation: CheckedContinuation<AttemptOutcome, Never>

    var key: AttemptKey { order.job.key }
}
