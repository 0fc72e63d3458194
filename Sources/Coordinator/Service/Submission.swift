package import ControlAPI
package import JobModel
import Platform
import WorkerProtocol

/// Step 1 of a job's way: nothing is accepted that is known to fail, and nothing is answered before it is durable.
extension Coordinator {
    package func submit(
        _ document: JobDocument, requester: Requester, idempotency: IdempotencyKey?
    ) async throws(ServiceFailure) -> Submitted {
        try checkAccepting()
        if let idempotency, let first = try await replay(idempotency, requester) { return first }
        let (spec, claims) = try await check(document)
        let job = NewJob(
            id: JobID(created: .now), spec: spec, requester: requester, idempotency: idempotency, outputClaims: claims)
        do throws(StoreFailure) {
            guard let first = try await house.store.submit([job]).first else {
                throw StoreFailure.unavailable("the store answered a submission with nothing")
            }
            if let committed = first.committed, running.count < configuration.workers {
                commits.add(first.record.id, at: committed)
            }
            doorbell.ring()
            house.bus.storeChanged()
            return first
        } catch .outputClaimed(let path, let other) {
            let index = claims.firstIndex(of: path) ?? 0
            throw .invalid([
                FieldError(
                    pointer: "/outputs/\(index)/path",
                    detail: "\(path) is being written by job \(other); wait for it, cancel it, or choose another name")
            ])
        } catch {
            throw ServiceFailure(error)
        }
    }

    package func validate(_ document: JobDocument, requester: Requester) async throws(ServiceFailure) -> JobSpec {
        try await check(document).spec
    }

    private func replay(_ key: IdempotencyKey, _ requester: Requester) async throws(ServiceFailure) -> Submitted? {
        do throws(StoreFailure) {
            return try await house.store.submission(key, by: requester)
        } catch {
            throw ServiceFailure(error)
        }
    }

    private func checkAccepting() throws(ServiceFailure) {
        guard isAccepting else {
            throw .unavailable(
                detail: isStopping ? "the coordinator is stopping" : "the coordinator is starting",
                retryAfterSeconds: isStopping ? 30 : 1)
        }
    }

    /// The document against what the backends can do, then against the file system.
    private func check(_ document: JobDocument) async throws(ServiceFailure) -> (spec: JobSpec, claims: [String]) {
        let statuses = await house.executor.backends()
        let capabilities = statuses.filter { $0.health == .ready }.compactMap(\.capabilities)
        if capabilities.isEmpty {
            let words = statuses.map { "\($0.name): \($0.detail ?? $0.health.rawValue)" }.joined(separator: "; ")
            throw .unavailable(
                detail: statuses.isEmpty ? "no backend is installed" : "no backend is ready (\(words))",
                retryAfterSeconds: statuses.contains { $0.health == .starting } ? 1 : 30)
        }
        let spec: JobSpec
        do throws(FieldErrors) {
            spec = try document.resolved(capabilities: capabilities)
        } catch {
            throw .invalid(error.errors)
        }
        let files = await house.disk.run { FileChecks(spec) }
        guard files.errors.isEmpty else { throw .invalid(files.errors) }
        return (spec, files.claims)
    }
}

extension ServiceFailure {
    /// What a client is told when the store refuses.
    init(_ failure: StoreFailure) {
        switch failure {
        case .notFound(let id): self = .notFound(id)
        case .wrongState(let id, let state):
            self = .conflict(detail: "job \(id) is \(state.rawValue)", job: id)
        case .staleFence(let key), .cancelRequested(let key):
            self = .conflict(detail: "job \(key.job) changed meanwhile", job: key.job)
        case .outputClaimed(let path, let id):
            self = .conflict(detail: "\(path) is being written by job \(id)", job: id)
        case .idempotencyMismatch(let key): self = .idempotencyMismatch(key: key)
        case .noSpace(let words): self = .noSpace(detail: words)
        case .unavailable(let words): self = .unavailable(detail: words, retryAfterSeconds: 5)
        }
    }
}
