package import JobModel
package import Platform
import Scheduling
package import Telemetry
package import WorkerProtocol

/// # Coordinator
///
/// The house in one place: takes documents from `ControlAPI`, keeps them in the `JobStore`, gives them to the
/// `AttemptExecutor`, publishes what comes back, and tells everyone who listens. It owns no socket, no SQL and no
/// process; it owns the order in which things happen. A job's way, top to bottom:
///
/// 1. `Service/Submission` — everything that can be known before work is checked (``FileChecks``: readable input,
///    writable folder, free name, not the same file), then the job is committed. The answer follows the commit.
/// 2. `Dispatch` — claims as many due jobs as there are free slots; the claim counts the attempt before it starts.
/// 3. `Attempts/Attempt` — opens the files, has a worker encode into temporary names, checks that the input stayed
///    the same, syncs, has another worker verify each output, and commits the intent to publish.
/// 4. `Publication` — gives the outputs their final names; see there for the order and what it survives.
/// 5. `Attempts/AttemptEnding` — commits the end: success, a retry later, failure, or cancelled.
/// 6. `Events/EventBus` — reads what was committed from the store and hands it to streams and long polls.
///
/// `Heartbeat` keeps the leases of running attempts. `Recovery` takes over what a dead coordinator left.
/// `Assembly` is configuration, command line, and start and stop of the parts in order (``Daemon``).
///
/// What is true is what the store and the file system hold: this actor's memory can be lost at any moment, and every
/// step is written so that the next life finishes or undoes it. The actor runs on one serial queue and never waits on
/// it: file calls go to ``DiskQueue``, the store has its own threads, workers are processes.
package actor Coordinator {
    /// An attempt that is claimed and not started.
    struct Waiting {
        var attempt: Attempt
        /// Bytes that it may need.
        var memory: Int64
    }

    package nonisolated let executor = DispatchExecutor(label: "millrace.coordinator")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    let configuration: Configuration
    let house: AttemptHouse
    let doorbell: Doorbell
    /// Claims are paused until this moment (CLOCK_MONOTONIC), because a disk was full.
    let pause: ClaimPause
    /// Attempts that are claimed: started, or waiting for memory.
    var running: [AttemptKey: AttemptControl] = [:]
    var waiting: [Waiting] = []
    var commits = RecentCommits()
    var tasks: [AttemptKey: Task<Void, Never>] = [:]
    var admission = MemoryAdmission(available: Machine.memoryBytes)
    /// True from the end of recovery until the stop begins.
    var isAccepting = false
    var isStopping = false
    /// Claims jobs; ends when the stop begins.
    private var dispatching: Task<Void, Never>?
    /// Renews leases; ends when no attempt is left.
    private var heartbeat: Task<Void, Never>?
    /// Ends attempts that outlast being handed back; ends itself when the stop does.
    private var lastResort: Task<Void, Never>?
    /// Wakes the stop when the last attempt has ended.
    var drained: CheckedContinuation<Void, Never>?

    package init(
        configuration: Configuration, store: any JobStore, executor: any AttemptExecutor, log: Logger
    ) {
        self.configuration = configuration
        let doorbell = Doorbell()
        let pause = ClaimPause()
        self.doorbell = doorbell
        self.pause = pause
        house = AttemptHouse(
            store: store, executor: executor, bus: EventBus(store: store, log: log), timing: configuration.timing,
            log: log, noSpace: { pause.extend(bySeconds: configuration.timing.noSpacePause) })
    }

    // MARK: Life

    /// Takes over what the former life left. Needs no worker. Once, before ``begin()``.
    package func takeOver() async throws(StoreFailure) {
        try await house.bus.start()
        try await recover()
    }

    /// Begins to accept and to run jobs.
    package func begin() {
        isAccepting = true
        dispatching = Task { await self.dispatch() }
        heartbeat = Task { await self.keepLeases() }
    }

    /// Stops in order: no new job, no new attempt; running ones may end within `drainSeconds`, the others go back into
    /// the queue. Returns when no attempt is left and every stream has ended.
    package func stop(drainSeconds: Double) async {
        isAccepting = false
        isStopping = true
        doorbell.ring()
        // A claim that was under way ends first: what it brought is handed back by ``take(_:runnable:)``.
        await dispatching?.value
        if !running.isEmpty {
            house.log.notice("waiting for running jobs", ["count": "\(running.count)", "seconds": "\(drainSeconds)"])
            let deadline = Task {
                try? await Task.sleep(for: .seconds(drainSeconds))
                if !Task.isCancelled { await self.handBack() }
            }
            await withCheckedContinuation { drained = $0 }
            deadline.cancel()
            await deadline.value
        }
        lastResort?.cancel()
        await lastResort?.value
        heartbeat?.cancel()
        await heartbeat?.value
        house.bus.close()
    }

    /// Ends running attempts now and puts their jobs back into the queue.
    package func handBack() async {
        for (key, control) in running where control.interrupt(.handedBack) { terminate(key) }
        guard lastResort == nil, !running.isEmpty else { return }
        // What still runs after that waits for a store that does not answer; its rows stay for the next life.
        lastResort = Task {
            try? await Task.sleep(for: .seconds(self.configuration.timing.handBack))
            for task in self.tasks.values { task.cancel() }
        }
    }
}
