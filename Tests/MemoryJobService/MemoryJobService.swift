package import ControlAPI
package import JobModel

/// A ``JobService`` in memory: the double of the coordinator for tests of the API and for its benchmark.
///
/// It resolves documents as the coordinator does, keeps jobs, events and idempotency keys, and runs nothing: a test
/// moves jobs on with ``move(_:to:problem:)``.
package actor MemoryJobService: JobService {
    private var jobs: [JobID: JobRecord] = [:]
    private var order: [JobID] = []
    private var keys: [IdempotencyKey: JobID] = [:]
    private var fingerprints: [String: String] = [:]
    private var events: [JobEvent] = []
    private var sequence: Int64 = 0
    private var oldestKept: Int64 = 1
    private var readers: [Int: EventReader] = [:]
    private var nextReader = 0
    private var generator = SystemRandomNumberGenerator()
    private var clock: Int64 = 1_790_000_000_000
    private var failure: ServiceFailure?
    private var checks: [Readiness.Check] = [.init(name: "store", ok: true)]
    /// How many waits for a job are under way.
    package private(set) var waiting = 0

    /// What a reader of events may be behind before it is cut off.
    package static let readerBound = 1000

    package init() {}

    // MARK: What tests do to it

    /// The next call that can fail does, with this.
    package func failNext(_ failure: ServiceFailure) { self.failure = failure }

    package func setChecks(_ checks: [Readiness.Check]) { self.checks = checks }

    /// Forgets the oldest events.
    package func trimEvents(below sequence: Int64) {
        oldestKept = sequence
        events.removeAll { $0.sequence < sequence }
    }

    package var readerCount: Int { readers.count }

    /// Puts a job into another state, with its event.
    package func move(_ id: JobID, to state: JobState, problem: Failure? = nil) {
        guard var record = jobs[id] else { return }
        record.state = state
        record.version += 1
        record.problem = problem
        if state == .running { record.attempt += 1 }
        if state.isFinal { record.endTime = now() }
        jobs[id] = record
        let kind: JobEvent.Kind =
            switch state {
            case .queued, .held: .queued
            case .running: .running
            case .publishing: .publishing
            case .succeeded: .succeeded
            case .failed: .failed
            case .cancelled: .cancelled
            }
        sequence += 1
        let event = JobEvent(
            sequence: sequence, time: now(), kind: kind, job: id, state: state, attempt: record.attempt,
            problem: problem)
        events.append(event)
        tell(event)
    }

    /// Reports progress, which is not kept.
    package func progress(_ id: JobID, _ progress: JobProgress) {
        jobs[id]?.progress = progress
        tell(
            JobEvent(
                sequence: sequence, time: now(), kind: .progress, job: id, state: .running, attempt: 1,
                progress: progress))
    }

    // MARK: JobService

    package func submit(
        _ document: JobDocument, requester: Requester, idempotency: IdempotencyKey?
    ) async throws(ServiceFailure) -> Submitted {
        try failIfAsked()
        if let idempotency {
            if let known = fingerprints[idempotency.key], known != idempotency.fingerprint {
                throw .idempotencyMismatch(key: idempotency.key)
            }
            if let id = keys[idempotency], let record = jobs[id] { return Submitted(record: record, replayed: true) }
        }
        let spec = try resolve(document)
        let time = now()
        let id = JobID(created: time, using: &generator)
        jobs[id] = JobRecord(id: id, spec: spec, state: .queued, createTime: time, requester: requester, version: 0)
        order.append(id)
        if let idempotency {
            keys[idempotency] = id
            fingerprints[idempotency.key] = idempotency.fingerprint
        }
        move(id, to: .queued)
        return Submitted(record: try found(id), replayed: false)
    }

    package func validate(_ document: JobDocument, requester: Requester) async throws(ServiceFailure) -> JobSpec {
        try failIfAsked()
        return try resolve(document)
    }

    package func job(_ id: JobID) async throws(ServiceFailure) -> JobRecord {
        try failIfAsked()
        return try found(id)
    }

    package func job(_ id: JobID, waitingUpTo seconds: Double) async throws(ServiceFailure) -> JobRecord {
        waiting += 1
        defer { waiting -= 1 }
        let end = ContinuousClock.now + .seconds(seconds)
        while !Task.isCancelled, try !found(id).state.isFinal, ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(5))
        }
        return try found(id)
    }

    package func jobs(_ query: JobQuery) async throws(ServiceFailure) -> JobPage {
        try failIfAsked()
        let fitting = order.reversed().lazy.compactMap { self.jobs[$0] }.filter { record in
            (query.states.isEmpty || query.states.contains(record.state))
                && query.labels.allSatisfy { record.spec.labels[$0.key] == $0.value }
                && query.before.map { record.id < $0 } ?? true
        }
        let page = Array(fitting.prefix(query.pageSize + 1))
        return JobPage(
            jobs: Array(page.prefix(query.pageSize)),
            next: page.count > query.pageSize ? page[query.pageSize - 1].id : nil)
    }

    package func cancel(_ id: JobID) async throws(ServiceFailure) -> JobRecord {
        let state = try found(id).state
        if state == .cancelled { return try found(id) }
        guard !state.isFinal else { throw .conflict(detail: "job \(id) is \(state.rawValue)", job: id) }
        move(id, to: .cancelled)
        return try found(id)
    }

    package func retry(_ id: JobID) async throws(ServiceFailure) -> JobRecord {
        let state = try found(id).state
        guard state == .failed || state == .cancelled else {
            throw .conflict(detail: "job \(id) is \(state.rawValue)", job: id)
        }
        move(id, to: .queued)
        return try found(id)
    }

    package func events(
        since start: Int64?, job: JobID?
    ) async throws(ServiceFailure) -> AsyncStream<EventItem> {
        if let start, start < oldestKept - 1 { throw .eventsTrimmed(oldest: oldestKept) }
        let reader = EventReader(job: job, bound: Self.readerBound)
        let number = nextReader
        nextReader += 1
        readers[number] = reader
        for event in events where event.sequence > start ?? sequence { reader.offer(event) }
        return AsyncStream(
            unfolding: {
                let item = await reader.next()
                switch item {
                case .event: break
                case .lagged, nil: await self.forget(number)
                }
                return item
            },
            // Between two items nobody calls the function above any more.
            onCancel: { Task { await self.forget(number) } })
    }

    package func backends() async -> [BackendStatus] {
        [BackendStatus(name: "synthetic", health: .ready, capabilities: Self.capabilities)]
    }

    package func presets() async -> [Preset] { PresetCatalog.standard.presets }

    package func readiness() async -> Readiness { Readiness(checks: checks) }

    package func serverInfo() async -> ServerInfo {
        ServerInfo(version: "0.0.0-test", features: ["events"], workers: 2, counts: ["queued": jobs.count])
    }

    // MARK: Parts

    private func now() -> Timestamp {
        clock += 1
        return Timestamp(milliseconds: clock)
    }

    private func failIfAsked() throws(ServiceFailure) {
        guard let failure else { return }
        self.failure = nil
        throw failure
    }

    private func found(_ id: JobID) throws(ServiceFailure) -> JobRecord {
        guard let record = jobs[id] else { throw .notFound(id) }
        return record
    }

    private func resolve(_ document: JobDocument) throws(ServiceFailure) -> JobSpec {
        do throws(FieldErrors) {
            return try document.resolved(capabilities: [Self.capabilities])
        } catch {
            throw .invalid(error.errors)
        }
    }

    private func tell(_ event: JobEvent) { for reader in readers.values { reader.offer(event) } }

    private func forget(_ number: Int) { readers[number] = nil }

    private static let capabilities = BackendCapabilities(
        name: "synthetic", version: "1", operations: [.transcode, .probe, .verify],
        videoEncoders: [EncoderInfo(name: "synthetic", codec: "synthetic", options: ["frames"])],
        audioEncoders: [],
        containers: [
            ContainerInfo(
                name: "synthetic", extensions: ["syn"], videoCodecs: ["synthetic"], audioCodecs: [],
                defaultVideoEncoder: "synthetic")
        ], limits: BackendLimits())
}
