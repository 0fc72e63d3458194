package import JobModel
import Platform
package import Telemetry
package import WorkerProtocol

/// # WorkerPool
///
/// Runs attempts in sealed child processes of this machine: the local implementation of ``AttemptExecutor``.
///
/// ```
///  manifest ─► InstalledBackend ─► Lane (backend × requesting user)
///                                    │ template ── fork command ──► worker, worker, …   one process = one job
///                                    │ parked workers (sealed, wait in recvmsg)
///                                    │ waiting attempts
/// ```
///
/// A **template** is a backend's executable, started once; it binds its libraries, seals itself and forks a **worker**
/// for each job. A few workers are forked ahead and parked, so that a job starts in well under a millisecond. A lane
/// keeps the templates of two users apart. A template is replaced after a bounded number of forks (its children share
/// its memory layout; the successor is started first, so nobody waits), and at once after a child died in a way that
/// may have revealed that layout. Deaths that repeat are answered with a growing delay (``RespawnPenalty``).
///
/// What happens to one process is decided by a value without I/O (``WorkerLife``, ``TemplateLife``): the pool feeds it
/// events (frames, the pidfd, the timer) and carries out its actions. An attempt ends when its process was reaped,
/// never before: until then it could still write.
///
/// What workers send is hostile. Frames are received without room for descriptors, decoded strictly and rationed;
/// the first violation ends the worker. Logs are rationed, cut and cleaned. Numbers are claims.
///
/// The pool is an actor on a serial Dispatch queue; sockets, pidfds, pipes and the one timer are sources on it. Files:
/// `Backends` manifests · `Template` and `Worker` the state machines and their values · `Channels` what connects a
/// child with the pool · `WorkerPool+*` the actor.
package actor WorkerPool: AttemptExecutor {
    nonisolated let executor = DispatchExecutor(label: "worker-pool")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    let configuration: PoolConfiguration
    let logger: Logger
    var found: [FoundBackend] = []
    /// What each backend last reported of itself.
    var known: [String: (capabilities: BackendCapabilities, sandbox: SandboxStamp)] = [:]
    var lanes: [LaneKey: Lane] = [:]
    var templates: [UInt64: Template] = [:]
    var workers: [UInt64: Worker] = [:]
    /// The worker that runs each attempt.
    var running: [AttemptKey: UInt64] = [:]
    /// Processes of this pool that were not yet reaped.
    var pids: Set<Int32> = []
    var lastID: UInt64 = 0
    var deadlines = DeadlineTable<Subject>()
    var timer: (source: TimerSource, fires: UInt64)?
    var frameBuffer = [UInt8](repeating: 0, count: WorkerProtocol.maxFrameBytes)
    var isClosing = false
    var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    var waitingForStart: [CheckedContinuation<Void, Never>] = []

    /// Whom a deadline concerns.
    enum Subject: Hashable, Sendable {
        case worker(UInt64), workerLog(UInt64), template(UInt64), templateLog(UInt64), lane(LaneKey)
    }

    /// A pool that has started nothing yet.
    package init(_ configuration: PoolConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Finds the backends and starts a template of each for this process's own user; returns without waiting for them.
    /// - Throws: `backend_unavailable` where the backends folder cannot be used. A single wrong manifest is no error
    ///   here; ``backends()`` tells of it.
    package func start() throws(Failure) {
        do throws(BackendProblem) {
            found = try BackendFolder.backends(
                in: configuration.backendsFolder, programFolder: configuration.programFolder)
        } catch {
            throw Failure(.backendUnavailable, error.words)
        }
        for entry in found {
            switch entry.backend {
            case .success(let backend): serve(lane(of: backend, user: User.effectiveID))
            case .failure(let problem): logger.error("\(problem.words)", ["backend": entry.name])
            }
        }
    }

    /// Every backend of the folder. Waits until each has either started or failed for the first time.
    package func backends() async -> [BackendStatus] {
        while found.contains(where: { status(of: $0).health == .starting }), !isClosing {
            await withCheckedContinuation { waitingForStart.append($0) }
        }
        return found.map(status(of:))
    }

    /// See ``AttemptExecutor/run(_:onProgress:)``. Cancelling the calling task does what ``terminate(_:)`` does.
    package nonisolated func run(
        _ order: AttemptOrder, onProgress: @escaping @Sendable (JobProgress) -> Void
    ) async -> AttemptOutcome {
        guard let message = order.job.message() else {
            return .withoutWorker(
                Failure(
                    .invalidSpec, "The job is longer than \(WorkerProtocol.maxJobBytes) bytes as a worker's message.",
                    hint: "Split it into jobs with fewer outputs."), order)
        }
        return await withTaskCancellationHandler {
            await accept(order, message, onProgress)
        } onCancel: {
            Task { await terminate(order.job.key) }
        }
    }

    package func terminate(_ key: AttemptKey) {
        if let worker = running[key].flatMap({ workers[$0] }) { return feed(worker, .cancel) }
        for lane in lanes.values {
            guard let index = lane.waiting.firstIndex(where: { $0.key == key }) else { continue }
            settle(lane.waiting.remove(at: index), .failure(Self.cancelled))
            return serve(lane)
        }
    }

    package func shutdown() async {
        isClosing = true
        for lane in lanes.values {
            let waiting = lane.waiting
            lane.waiting = []
            for attempt in waiting { settle(attempt, .failure(Self.cancelled)) }
        }
        for template in templates.values { retire(template) }
        for worker in workers.values { feed(worker, .cancel) }
        resumeWaiting(&waitingForStart)
        while !workers.isEmpty || !templates.isEmpty {
            await withCheckedContinuation { waitingForEnd.append($0) }
        }
        timer = nil
    }

    static let cancelled = Failure(.cancelled, "The attempt was cancelled before a worker had begun it.")

    private func status(of entry: FoundBackend) -> BackendStatus {
        let report = known[entry.name]
        func status(_ health: BackendStatus.Health, _ detail: String? = nil) -> BackendStatus {
            BackendStatus(
                name: entry.name, health: health, detail: detail, sandbox: report?.sandbox,
                capabilities: report?.capabilities)
        }
        switch entry.backend {
        case .failure(let problem): return status(.failed, problem.words)
        case .success:
            let lane = lanes[LaneKey(backend: entry.name, user: User.effectiveID)]
            if let problem = lane?.problem { return status(.failed, problem) }
            return status(report == nil ? .starting : .ready)
        }
    }

    /// Has everybody on the list look again.
    func resumeWaiting(_ list: inout [CheckedContinuation<Void, Never>]) {
        let all = list
        list = []
        for continuation in all { continuation.resume() }
    }

    func nextID() -> UInt64 {
        lastID += 1
        return lastID
    }
}
