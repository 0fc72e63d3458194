/// A job as the store keeps it and the API shows it.
package struct JobRecord: Sendable, Codable, Equatable {
    package var id: JobID
    package var spec: JobSpec
    package var state: JobState
    /// A short machine word that says why the job is in its state, such as `retry_backoff`; nil where the state says all.
    package var reason: String?
    /// How many attempts were started.
    package var attempt: Int
    package var createTime: Timestamp
    /// When the newest attempt was claimed.
    package var startTime: Timestamp?
    /// When the job became final.
    package var endTime: Timestamp?
    /// Not claimed before this moment (retry back-off).
    package var notBefore: Timestamp?
    package var requester: Requester
    package var progress: JobProgress?
    package var result: JobResult?
    /// Why the newest attempt failed: final in `failed`, informative between attempts.
    package var problem: Failure?
    /// The row's version; its decimal text is the ETag.
    package var version: Int64

    package init(
        id: JobID, spec: JobSpec, state: JobState, reason: String? = nil, attempt: Int = 0, createTime: Timestamp,
        startTime: Timestamp? = nil, endTime: Timestamp? = nil, notBefore: Timestamp? = nil, requester: Requester,
        progress: JobProgress? = nil, result: JobResult? = nil, problem: Failure? = nil, version: Int64 = 1
    ) {
        self.id = id
        self.spec = spec
        self.state = state
        self.reason = reason
        self.attempt = attempt
        self.createTime = createTime
        self.startTime = startTime
        self.endTime = endTime
        self.notBefore = notBefore
        self.requester = requester
        self.progress = progress
        self.result = result
        self.problem = problem
        self.version = version
    }

    package enum CodingKeys: String, CodingKey {
        case id, spec, state, reason, attempt, requester, progress, result, problem
        case createTime = "create_time"
        case startTime = "start_time"
        case endTime = "end_time"
        case notBefore = "not_before"
        case version = "etag"
    }
}
