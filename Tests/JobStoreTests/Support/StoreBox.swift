import JobModel
import Platform
import TestSupport

@testable import JobStore

/// A store in a folder of its own, with a clock that the test moves.
struct StoreBox {
    let folder: TemporaryDirectory
    let clock = ManualClock()
    let store: SQLiteJobStore

    /// - Parameter parent: the folder's folder; a memory file system makes fsync free.
    init(in parent: String = "/tmp") throws {
        folder = try TemporaryDirectory(in: parent)
        store = try SQLiteJobStore(path: folder.file("jobs.db")) { [clock] in clock.now }
    }

    var path: String { folder.file("jobs.db") }

    /// The same database opened by a new life.
    func reopened() throws -> SQLiteJobStore {
        try SQLiteJobStore(path: path) { [clock] in clock.now }
    }

    @discardableResult
    func submit(_ job: NewJob = Samples.job()) async throws -> JobRecord {
        try await store.submit([job])[0].record
    }

    /// Submits a job and leases it.
    func claimed(_ job: NewJob = Samples.job()) async throws -> ClaimedJob {
        try await submit(job)
        return try await store.claim(upTo: 1, lease: 30)[0]
    }

    /// A job that was brought into a state by the calls that lead there.
    func job(in state: JobState) async throws -> AttemptKey {
        let claimed = try await claimed()
        let key = claimed.key
        switch state {
        case .queued: try await store.fail(key, Samples.crash, then: .retry(afterSeconds: 0, reason: "retry_backoff"))
        case .held: preconditionFailure("no call of the seam leads to held")
        case .running: break
        case .publishing: try await store.recordIntent(key, Samples.intents, result: Samples.result)
        case .succeeded: try await store.finish(key, Samples.result)
        case .failed: try await store.fail(key, Samples.crash, then: .final)
        case .cancelled:
            _ = try await store.cancel(key.job)
            try await store.finishCancelled(key)
        }
        return key
    }

    /// The kinds of the events of a job, in order.
    func history(_ id: JobID) async throws -> [JobEvent.Kind] {
        try await store.events(since: 0, limit: 1000).filter { $0.job == id }.map(\.kind)
    }
}

/// What a call was refused with; nil where it was not.
func refusal(_ call: () async throws -> Void) async -> StoreFailure? {
    do {
        try await call()
        return nil
    } catch {
        return error as? StoreFailure
    }
}
