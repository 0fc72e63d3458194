import HTTP1
import JobModel

extension Problem {
    /// What a failure of the service is to a client.
    init(_ failure: ServiceFailure) {
        switch failure {
        case .invalid(let errors): self = .invalid(errors)
        case .notFound(let id): self = .noJob(id.text)
        case .conflict(let detail, let job): self.init(.conflict, "state-conflict", detail, job: job)
        case .idempotencyMismatch(let key):
            let detail = "the key \"\(key)\" was used with another body: take a new key for a new job"
            self.init(
                .unprocessableContent, "idempotency-mismatch", detail,
                errors: [.init(pointer: "Idempotency-Key:", detail: detail)])
        case .eventsTrimmed(let oldest):
            self.init(
                .gone, "events-trimmed",
                "these events are no longer kept, the oldest is \(oldest): list the jobs, then follow from now on")
        case .unavailable(let detail, let seconds):
            self.init(.serviceUnavailable, "unavailable", detail, retryAfterSeconds: seconds)
        case .noSpace(let detail): self.init(.insufficientStorage, "no-space", detail)
        case .internalError(let detail): self.init(.internalServerError, "internal", detail)
        }
    }
}

/// Calls the service and turns its failure into a problem.
func asking<Value>(
    _ call: () async throws(ServiceFailure) -> Value
) async throws(Problem) -> Value {
    do throws(ServiceFailure) { return try await call() } catch { throw Problem(error) }
}
