import ControlAPI
import JobModel
import Synchronization
import Telemetry

/// Tells readers what happens to jobs: durable events in the order and numbering of the store, and progress, which is
/// never stored.
///
/// The store is the truth. After every commit someone calls ``storeChanged()``; the bus then reads the new events
/// **from the store**, so that what a reader sees is what a reader after a crash would see. It keeps the newest events
/// in a window in memory; a reader that is behind the window when it begins reads the store at its own pace, and one
/// that falls out of the window later is cut off with ``EventItem/lagged`` and may begin anew where it stopped.
/// Memory is bounded: the window is shared, and a reader holds at most one progress event for each running job.
final class EventBus: Sendable {
    /// Durable events kept in memory.
    static let window = 8192
    /// Events read from the store at a time.
    private static let page = 256
    /// Least nanoseconds between two progress events of one job.
    static let progressInterval: UInt64 = 250_000_000

    private let store: any JobStore
    private let log: Logger
    private let state = Mutex(EventBusState())

    init(store: any JobStore, log: Logger) {
        self.store = store
        self.log = log
    }

    /// Begins after the newest event there is. Call once, before the first change.
    func start() async throws(StoreFailure) {
        let newest = try await store.eventRange().upperBound
        state.withLock { $0.newest = newest }
    }

    /// Ends every stream and every wait.
    func close() {
        let (readers, waits) = state.withLock { $0.close() }
        for reader in readers { reader.resume() }
        for wait in waits { wait.finish() }
    }

    // MARK: Sources

    /// Something was committed: new events will be read and handed on. Cheap, never blocks.
    func storeChanged() {
        let begin = state.withLock { state in
            state.dirty = true
            defer { state.reading = true }
            return !state.reading
        }
        if begin { Task { await self.readNewEvents() } }
    }

    /// Hands on how far a running attempt is; too frequent reports are kept for ``progress(of:)`` only.
    func report(_ progress: JobProgress, job: JobID, attempt: Int, now: UInt64, time: Timestamp) {
        let woken = state.withLock { state in
            state.report(progress, job: job, attempt: attempt, now: now, time: time)
        }
        for reader in woken { reader.resume() }
    }

    /// Forgets the progress of a job whose attempt ended.
    func forgetProgress(of job: JobID) {
        state.withLock { $0.forgetProgress(of: job) }
    }

    /// The newest report of a running job.
    func progress(of job: JobID) -> JobProgress? {
        state.withLock { $0.latest[job]?.progress }
    }

    private func readNewEvents() async {
        while let since = state.withLock({ $0.nextRead() }) {
            do {
                let events = try await store.events(since: since, limit: Self.page)
                let woken = state.withLock { state in
                    if events.count == Self.page { state.dirty = true }
                    return state.append(events)
                }
                for reader in woken.readers { reader.resume() }
                for wait in woken.waits { wait.finish() }
            } catch {
                log.error("new events cannot be read; they follow with the next change", ["cause": "\(error)"])
            }
        }
    }

    // MARK: Readers

    /// Events above `sequence` (nil: from now on), of one job or of all, then live ones.
    /// - Returns: nil where the store no longer has what was asked for.
    func events(since sequence: Int64?, job: JobID?) async throws(StoreFailure) -> AsyncStream<EventItem>? {
        if let sequence {
            let kept = try await store.eventRange()
            // Numbers above the newest come from another store: the reader must list again as well.
            if sequence > kept.upperBound || sequence + 1 < kept.lowerBound { return nil }
        }
        let token = state.withLock { $0.subscribe(since: sequence, job: job) }
        let reader = EventReader(token: token) { [weak self] in self?.unsubscribe(token) }
        return AsyncStream(unfolding: { [weak self] in
            await self?.next(reader)
        })
    }

    private func unsubscribe(_ token: UInt64) {
        let reader = state.withLock { $0.subscribers.removeValue(forKey: token)?.waiting }
        reader?.resume()
    }

    private func next(_ reader: EventReader) async -> EventItem? {
        while !Task.isCancelled {
            switch state.withLock({ $0.step(reader.token) }) {
            case .item(let item): return item
            case .end: return nil
            case .wait: await pause(reader.token)
            case .read(let since):
                guard let events = try? await store.events(since: since, limit: Self.page) else {
                    unsubscribe(reader.token)
                    return .lagged
                }
                state.withLock { $0.deliver(events, to: reader.token) }
            }
        }
        return nil
    }

    private func pause(_ token: UInt64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { $0.park(continuation, token) }
                if ready { continuation.resume() }
            }
        } onCancel: {
            unsubscribe(token)
        }
    }

    // MARK: Waiting for an end

    /// A wait that ends when the job becomes final. Take it **before** reading the job, so that no end is missed.
    func expectFinal(_ job: JobID) -> FinalWait {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        let token = state.withLock { $0.addWait(continuation, job: job) }
        return FinalWait(stream: stream, continuation: continuation) { [weak self] in
            self?.state.withLock { $0.removeWait(token, job: job) }
        }
    }
}

/// Names a subscription and ends it when the last owner lets go.
final class EventReader: Sendable {
    let token: UInt64
    private let end: @Sendable () -> Void

    init(token: UInt64, end: @escaping @Sendable () -> Void) {
        self.token = token
        self.end = end
    }

    deinit { end() }
}
