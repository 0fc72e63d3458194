import ControlAPI
import JobModel

/// What ``EventBus`` keeps under its lock: a value without I/O.
struct EventBusState {
    /// A reader of events.
    struct Subscriber {
        /// The last durable sequence it was given.
        var cursor: Int64
        /// Nil: all jobs.
        var job: JobID?
        /// True once it caught up with the window.
        var isLive = false
        var hasEnded = false
        /// Read from the store while catching up.
        var page: ArraySlice<JobEvent> = []
        /// The newest unread progress of each job.
        var progress: [JobID: JobEvent] = [:]
        var waiting: CheckedContinuation<Void, Never>?
    }

    /// What a reader is to do next.
    enum Step {
        case item(EventItem)
        case read(since: Int64)
        case wait
        case end
    }

    struct Latest {
        var progress: JobProgress
        var emitted: UInt64
    }

    var isClosed = false
    /// New events may be in the store.
    var dirty = false
    /// A task is reading them.
    var reading = false
    /// The newest durable sequence that was handed on.
    var newest: Int64 = 0
    /// The newest durable events, in order.
    var window: [JobEvent] = []
    var latest: [JobID: Latest] = [:]
    var subscribers: [UInt64: Subscriber] = [:]
    var waits: [JobID: [UInt64: AsyncStream<Never>.Continuation]] = [:]
    private var lastToken: UInt64 = 0

    private mutating func token() -> UInt64 {
        lastToken += 1
        return lastToken
    }

    // MARK: Sources

    /// Where to read on from; nil when nothing changed since the last read, which ends the reading task.
    mutating func nextRead() -> Int64? {
        reading = dirty && !isClosed
        dirty = false
        return reading ? newest : nil
    }

    mutating func append(
        _ events: [JobEvent]
    ) -> (readers: [CheckedContinuation<Void, Never>], waits: [AsyncStream<Never>.Continuation]) {
        guard !events.isEmpty else { return ([], []) }
        window += events
        newest = events[events.count - 1].sequence
        if window.count > EventBus.window { window.removeFirst(window.count - EventBus.window / 2) }
        var ended: [AsyncStream<Never>.Continuation] = []
        for event in events where event.state.isFinal {
            forgetProgress(of: event.job)
            ended += (waits.removeValue(forKey: event.job) ?? [:]).values
        }
        return (wakeAll { _ in true }, ended)
    }

    mutating func report(
        _ progress: JobProgress, job: JobID, attempt: Int, now: UInt64, time: Timestamp
    ) -> [CheckedContinuation<Void, Never>] {
        let last = latest[job]
        // A change of phase is always worth telling.
        if let last, last.progress.phase == progress.phase, now < last.emitted &+ EventBus.progressInterval {
            latest[job] = Latest(progress: progress, emitted: last.emitted)
            return []
        }
        latest[job] = Latest(progress: progress, emitted: now)
        let event = JobEvent(
            sequence: newest, time: time, kind: .progress, job: job,
            state: progress.phase == .publishing ? .publishing : .running, attempt: attempt, progress: progress)
        for (token, subscriber) in subscribers where subscriber.job == nil || subscriber.job == job {
            subscribers[token]?.progress[job] = event
        }
        return wakeAll { $0.progress[job] != nil }
    }

    mutating func forgetProgress(of job: JobID) {
        latest[job] = nil
        for token in subscribers.keys { subscribers[token]?.progress[job] = nil }
    }

    private mutating func wakeAll(
        where condition: (Subscriber) -> Bool
    ) -> [CheckedContinuation<Void, Never>] {
        var woken: [CheckedContinuation<Void, Never>] = []
        for (token, subscriber) in subscribers {
            guard let waiting = subscriber.waiting, condition(subscriber) else { continue }
            subscribers[token]?.waiting = nil
            woken.append(waiting)
        }
        return woken
    }

    mutating func close() -> (readers: [CheckedContinuation<Void, Never>], waits: [AsyncStream<Never>.Continuation]) {
        isClosed = true
        let ended = waits.values.flatMap(\.values)
        waits = [:]
        return (wakeAll { _ in true }, ended)
    }

    // MARK: Readers

    mutating func subscribe(since sequence: Int64?, job: JobID?) -> UInt64 {
        let token = token()
        subscribers[token] = Subscriber(cursor: sequence ?? newest, job: job)
        return token
    }

    mutating func step(_ token: UInt64) -> Step {
        guard !isClosed, var subscriber = subscribers[token], !subscriber.hasEnded else { return .end }
        defer { subscribers[token] = subscriber }
        // The cursor already stands behind the page.
        if let event = subscriber.page.popFirst() { return .item(.event(event)) }
        if subscriber.cursor < newest {
            guard let first = window.first, first.sequence <= subscriber.cursor + 1 else {
                guard subscriber.isLive else { return .read(since: subscriber.cursor) }
                subscriber.hasEnded = true
                return .item(.lagged)
            }
            let start = window.partitioningIndex { $0.sequence > subscriber.cursor }
            let next = window[start...].first { subscriber.job == nil || $0.job == subscriber.job }
            subscriber.isLive = true
            subscriber.cursor = next?.sequence ?? newest
            if let next { return .item(.event(next)) }
        }
        subscriber.isLive = true
        if let (job, event) = subscriber.progress.first {
            subscriber.progress[job] = nil
            return .item(.event(event))
        }
        return .wait
    }

    /// Takes a page that was read from the store for a reader that is catching up.
    mutating func deliver(_ events: [JobEvent], to token: UInt64) {
        guard var subscriber = subscribers[token] else { return }
        if let last = events.last {
            subscriber.cursor = max(subscriber.cursor, last.sequence)
            subscriber.page = events.filter { subscriber.job == nil || $0.job == subscriber.job }[...]
        } else {
            subscriber.cursor = newest
        }
        subscribers[token] = subscriber
    }

    /// Parks a reader until something comes; true when it need not wait.
    mutating func park(_ continuation: CheckedContinuation<Void, Never>, _ token: UInt64) -> Bool {
        guard !isClosed, let subscriber = subscribers[token], subscriber.cursor >= newest,
            subscriber.progress.isEmpty, subscriber.page.isEmpty
        else { return true }
        subscribers[token]?.waiting = continuation
        return false
    }

    // MARK: Waits

    mutating func addWait(_ continuation: AsyncStream<Never>.Continuation, job: JobID) -> UInt64 {
        let token = token()
        if isClosed { continuation.finish() } else { waits[job, default: [:]][token] = continuation }
        return token
    }

    mutating func removeWait(_ token: UInt64, job: JobID) {
        waits[job]?[token] = nil
        if waits[job]?.isEmpty == true { waits[job] = nil }
    }
}

extension Array {
    /// The first index whose element satisfies a condition that is false up to some point and true from there on.
    fileprivate func partitioningIndex(_ isAfter: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
