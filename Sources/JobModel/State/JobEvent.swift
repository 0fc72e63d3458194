/// One line of a job's history. Durable events are written in the transaction that changes the job and carry a
/// gap-free sequence; progress is not durable and carries the sequence of the last durable event.
package struct JobEvent: Sendable, Codable, Equatable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case queued = "job.queued"
        case running = "job.running"
        case publishing = "job.publishing"
        case succeeded = "job.succeeded"
        case failed = "job.failed"
        case cancelled = "job.cancelled"
        /// A retry was scheduled after a failed attempt.
        case retrying = "job.retrying"
        /// Droppable, at most four a second for each job.
        case progress = "job.progress"

        /// False for progress, which is never stored.
        package var isDurable: Bool { self != .progress }
    }

    package var sequence: Int64
    package var time: Timestamp
    package var kind: Kind
    package var job: JobID
    package var state: JobState
    package var attempt: Int
    package var progress: JobProgress?
    package var problem: Failure?

    package init(
        sequence: Int64, time: Timestamp, kind: Kind, job: JobID, state: JobState, attempt: Int,
        progress: JobProgress? = nil, problem: Failure? = nil
    ) {
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.job = job
        self.state = state
        self.attempt = attempt
        self.progress = progress
        self.problem = problem
    }
}
