import JobModel

/// The queue in as few lines as it can be said: what the store must agree with, call by call.
struct OracleQueue {
    struct Job {
        var id: JobID
        var priority: Int
        var path: String
        var state: JobState = .queued
        var fence: Int64 = 0
        var due: Timestamp?
        var cancelRequested = false
    }

    /// In the order of submission.
    private(set) var jobs: [Job] = []
    /// Kind by kind, the whole history.
    private(set) var history: [JobEvent.Kind] = []

    func holder(of path: String) -> JobID? { jobs.first { $0.path == path && !$0.state.isFinal }?.id }

    mutating func submit(_ id: JobID, priority: Int, path: String) -> StoreFailure? {
        if let holder = holder(of: path) { return .outputClaimed(path: path, by: holder) }
        jobs.append(Job(id: id, priority: priority, path: path))
        history.append(.queued)
        return nil
    }

    mutating func claim(_ count: Int, now: Timestamp) -> [AttemptKey] {
        let due = jobs.indices.filter { jobs[$0].state == .queued && (jobs[$0].due.map { $0 <= now } ?? true) }
        let best = due.sorted { (-jobs[$0].priority, $0) < (-jobs[$1].priority, $1) }.prefix(count)
        return best.map { index in
            jobs[index].state = .running
            jobs[index].fence += 1
            jobs[index].due = nil
            history.append(.running)
            return AttemptKey(job: jobs[index].id, fence: jobs[index].fence)
        }
    }

    mutating func intent(_ key: AttemptKey) -> StoreFailure? {
        change(key, from: [.running], refuseCancelled: true) { job in
            job.state = .publishing
            return .publishing
        }
    }

    mutating func finish(_ key: AttemptKey) -> StoreFailure? {
        change(key, from: [.running, .publishing], refuseCancelled: true) { job in
            job.state = .succeeded
            return .succeeded
        }
    }

    mutating func fail(_ key: AttemptKey, retryAt due: Timestamp?) -> StoreFailure? {
        let cancelled = jobs.first { $0.id == key.job }?.cancelRequested ?? false
        return change(key, from: due == nil || cancelled ? [.running, .publishing] : [.running]) { job in
            guard let due else {
                job.state = .failed
                return .failed
            }
            job.state = cancelled ? .cancelled : .queued
            job.due = cancelled ? nil : due
            return cancelled ? .cancelled : .retrying
        }
    }

    mutating func finishCancelled(_ key: AttemptKey) -> StoreFailure? {
        change(key, from: [.running]) { job in
            job.state = .cancelled
            return .cancelled
        }
    }

    mutating func cancel(_ id: JobID) -> StoreFailure? {
        guard let index = jobs.firstIndex(where: { $0.id == id }) else { return .notFound(id) }
        switch jobs[index].state {
        case .queued:
            jobs[index].state = .cancelled
            jobs[index].due = nil
            history.append(.cancelled)
        case .running: jobs[index].cancelRequested = true
        case .cancelled: break
        default: return .wrongState(id, jobs[index].state)
        }
        return nil
    }

    mutating func retry(_ id: JobID) -> StoreFailure? {
        guard let index = jobs.firstIndex(where: { $0.id == id }) else { return .notFound(id) }
        guard [.failed, .cancelled].contains(jobs[index].state) else { return .wrongState(id, jobs[index].state) }
        if let holder = holder(of: jobs[index].path) { return .outputClaimed(path: jobs[index].path, by: holder) }
        jobs[index].state = .queued
        jobs[index].cancelRequested = false
        history.append(.queued)
        return nil
    }

    private mutating func change(
        _ key: AttemptKey, from states: [JobState], refuseCancelled: Bool = false,
        _ body: (inout Job) -> JobEvent.Kind
    ) -> StoreFailure? {
        guard let index = jobs.firstIndex(where: { $0.id == key.job }) else { return .notFound(key.job) }
        guard jobs[index].fence == key.fence else { return .staleFence(key) }
        guard states.contains(jobs[index].state) else { return .wrongState(key.job, jobs[index].state) }
        if refuseCancelled && jobs[index].cancelRequested { return .cancelRequested(key) }
        history.append(body(&jobs[index]))
        return nil
    }
}
