import Dispatch
import JobModel
import Platform
import Synchronization

/// The one writer: gathers what waits into one transaction.
///
/// Callers put operations into a mailbox. A serial queue takes everything that is there, runs it inside one
/// `BEGIN IMMEDIATE`, commits (one fsync), and only then answers; what arrives in the meantime is the next batch. There
/// is no timer: an operation that comes alone is committed alone and at once, and under load the batches grow by
/// themselves to what one fsync takes.
///
/// In a batch of several, each operation runs inside its own savepoint: one that is refused leaves nothing behind and
/// does not touch its neighbours.
///
/// `@unchecked Sendable`: the database is touched on `queue` only.
final class GroupCommit: @unchecked Sendable {
    /// An operation that waits, with its caller.
    struct Pending: Sendable {
        /// Runs it; false where it was refused and must be rolled back. Its caller is not answered yet.
        let run: @Sendable (Transaction) -> Bool
        /// Answers the caller: with what `run` found, or with the failure of the whole batch.
        let answer: @Sendable (StoreFailure?) -> Void
    }

    struct Mailbox {
        var waiting: [Pending] = []
        var isDraining = false
        var isClosed = false
    }

    private let database: Database
    private let clock: @Sendable () -> Timestamp
    private let queue = DispatchQueue(label: "millrace.store.writer")
    private let mailbox = Mutex(Mailbox())
    private let counters = Mutex(StoreStatistics())
    /// Commits after which the log was last written back; touched on `queue` only.
    private var commitsAtCheckpoint: Int64 = 0
    private var checkpointIsPlanned = false

    init(_ database: consuming sending Database, clock: @escaping @Sendable () -> Timestamp) {
        self.database = database
        self.clock = clock
    }

    var statistics: StoreStatistics { counters.withLock { $0 } }

    /// Runs an operation in the next batch and returns what it found, once that is on disk.
    func perform<Answer: Sendable>(
        _ operation: @escaping @Sendable (Transaction) throws(StoreFailure) -> Answer
    ) async throws(StoreFailure) -> Answer {
        try await performTimed(operation).answer
    }

    /// As ``perform(_:)``, with the moment when it was on disk (CLOCK_MONOTONIC in nanoseconds).
    func performTimed<Answer: Sendable>(
        _ operation: @escaping @Sendable (Transaction) throws(StoreFailure) -> Answer
    ) async throws(StoreFailure) -> (answer: Answer, committed: UInt64) {
        let (result, committed): (Result<Answer, StoreFailure>, UInt64) = await withCheckedContinuation {
            continuation in
            let found = Found<Answer>()
            enqueue(
                Pending(
                    run: { transaction in
                        do throws(StoreFailure) {
                            found.set(.success(try operation(transaction)))
                            return true
                        } catch {
                            found.set(.failure(error))
                            return false
                        }
                    },
                    answer: { failure in
                        let committed = MonotonicClock.nanoseconds()
                        continuation.resume(returning: (failure.map(Result.failure) ?? found.get(), committed))
                    }))
        }
        return (try result.get(), committed)
    }

    /// Takes no more operations, finishes those that wait, writes the log back and closes the database.
    func close() async {
        mailbox.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                drain()
                _ = try? database.query("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) }
                database.close()
                continuation.resume()
            }
        }
    }

    private func enqueue(_ pending: Pending) {
        let (refused, starts) = mailbox.withLock { mailbox in
            guard !mailbox.isClosed else { return (true, false) }
            mailbox.waiting.append(pending)
            defer { mailbox.isDraining = true }
            return (false, !mailbox.isDraining)
        }
        if refused { pending.answer(.unavailable("The queue is closed: the coordinator is stopping.")) }
        if starts { queue.async { [self] in drain() } }
    }

    private func drain() {
        while true {
            let batch = mailbox.withLock { mailbox in
                let batch = mailbox.waiting
                mailbox.waiting = []
                if batch.isEmpty { mailbox.isDraining = false }
                return batch
            }
            if batch.isEmpty { break }
            let failure = commit(batch)
            for pending in batch { pending.answer(failure) }
        }
        planCheckpoint()
    }

    /// Runs a batch in one transaction.
    /// - Returns: why none of it was done; nil where each operation has its own answer.
    private func commit(_ batch: [Pending]) -> StoreFailure? {
        if let fatal = database.fatal { return fatal }
        do throws(StoreFailure) {
            try database.execute("BEGIN IMMEDIATE")
            let transaction = Transaction(database: database, now: clock())
            for pending in batch {
                if batch.count > 1 { try database.execute("SAVEPOINT operation") }
                let succeeded = pending.run(transaction)
                // Out of disk or an I/O error: SQLite has rolled everything back by itself.
                if !database.isInTransaction { throw lost() }
                if let fatal = database.fatal { throw fatal }
                if batch.count > 1 {
                    if !succeeded { try database.execute("ROLLBACK TO operation") }
                    try database.execute("RELEASE operation")
                } else if !succeeded {
                    try database.execute("ROLLBACK")
                    return nil
                }
            }
            try database.execute("COMMIT")
            counters.withLock { $0.count(batch: batch.count) }
            return nil
        } catch {
            if database.isInTransaction { _ = try? database.execute("ROLLBACK") }
            return error
        }
    }

    private func lost() -> StoreFailure {
        database.newest ?? .unavailable("SQLite rolled the transaction back without saying why.")
    }

    /// Writes the log back once the store has been idle for a second, so that it does not stay at its high-water mark.
    private func planCheckpoint() {
        guard !checkpointIsPlanned, statistics.commits != commitsAtCheckpoint else { return }
        checkpointIsPlanned = true
        let commits = statistics.commits
        queue.asyncAfter(deadline: .now() + 1) { [weak self] in self?.checkpointIfIdle(since: commits) }
    }

    private func checkpointIfIdle(since commits: Int64) {
        checkpointIsPlanned = false
        guard !mailbox.withLock({ $0.isClosed }) else { return }
        guard statistics.commits == commits else { return planCheckpoint() }
        commitsAtCheckpoint = commits
        // A reader may hold it up; then it is done after the next commit.
        _ = try? database.query("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) }
    }
}

/// What an operation found, kept until its batch is on disk.
final class Found<Answer: Sendable>: Sendable {
    private let result = Mutex<Result<Answer, StoreFailure>?>(nil)

    func set(_ found: Result<Answer, StoreFailure>) { result.withLock { $0 = found } }

    func get() -> Result<Answer, StoreFailure> {
        result.withLock { $0 } ?? .failure(.unavailable("The operation was not run."))
    }
}
