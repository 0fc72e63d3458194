package import JobModel

/// What the routes need from the house beneath; `Coordinator` implements it.
///
/// Calls are for one identified caller. A ``ServiceFailure`` becomes a problem document (RFC 9457).
package protocol JobService: Sendable {
    /// Checks what can be known before any work (files, rights, claims), commits the job and returns it.
    func submit(
        _ document: JobDocument, requester: Requester, idempotency: IdempotencyKey?
    ) async throws(ServiceFailure) -> Submitted

    /// What the document would become, with the same checks and no job.
    func validate(_ document: JobDocument, requester: Requester) async throws(ServiceFailure) -> JobSpec

    func job(_ id: JobID) async throws(ServiceFailure) -> JobRecord

    /// The job once it is final, or as it stands after `seconds` or when the task is cancelled (the client has gone).
    func job(_ id: JobID, waitingUpTo seconds: Double) async throws(ServiceFailure) -> JobRecord

    func jobs(_ query: JobQuery) async throws(ServiceFailure) -> JobPage

    func cancel(_ id: JobID) async throws(ServiceFailure) -> JobRecord

    func retry(_ id: JobID) async throws(ServiceFailure) -> JobRecord

    /// Durable events above `sequence`, then live ones, progress included. Ends when the reader stops or lags by more
    /// than a bound (the last element is then `lagged`). The reader may let go of the stream at any time, also before it
    /// took an element: what is held for it is then freed.
    /// - Parameter sequence: nil starts with what happens from now on.
    func events(since sequence: Int64?, job: JobID?) async throws(ServiceFailure) -> AsyncStream<EventItem>

    func backends() async -> [BackendStatus]

    func presets() async -> [Preset]

    /// Whether jobs are accepted and run, check by check.
    func readiness() async -> Readiness

    /// Facts for `GET /v1`.
    func serverInfo() async -> ServerInfo
}

/// One element of an event stream.
package enum EventItem: Sendable {
    case event(JobEvent)
    /// The reader was too slow; the stream ends.
    case lagged
}

/// Result of `GET /readyz`.
package struct Readiness: Sendable, Codable, Equatable {
    package struct Check: Sendable, Codable, Equatable {
        package var name: String
        package var ok: Bool
        package var detail: String?

        package init(name: String, ok: Bool, detail: String? = nil) {
            self.name = name
            self.ok = ok
            self.detail = detail
        }
    }

    package var checks: [Check]
    package var ready: Bool { checks.allSatisfy(\.ok) }

    package init(checks: [Check]) { self.checks = checks }
}

/// Facts of the running server.
package struct ServerInfo: Sendable, Codable, Equatable {
    package var version: String
    package var features: [String]
    package var workers: Int
    package var counts: [String: Int]

    package init(version: String, features: [String], workers: Int, counts: [String: Int]) {
        self.version = version
        self.features = features
        self.workers = workers
        self.counts = counts
    }
}

/// Why a request was not served. ControlAPI turns it into a status and a problem document.
package enum ServiceFailure: Error, Sendable, Equatable {
    /// 422: the document is well-formed but wrong.
    case invalid([FieldError])
    /// 404.
    case notFound(JobID)
    /// 409: the job's state does not allow it.
    case conflict(detail: String, job: JobID)
    /// 422: the idempotency key was used with another content.
    case idempotencyMismatch(key: String)
    /// 410: the events asked for are no longer kept.
    case eventsTrimmed(oldest: Int64)
    /// 503: stopping, or no backend can be used. Retry after so many seconds.
    case unavailable(detail: String, retryAfterSeconds: Int)
    /// 507.
    case noSpace(detail: String)
    /// 500.
    case internalError(detail: String)
}
