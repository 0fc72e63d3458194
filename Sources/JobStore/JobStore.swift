package import JobModel
import Platform

/// # JobStore
///
/// The durable queue on SQLite: the default implementation of the seam `JobStore`.
///
/// **Promise.** A call that returns has committed with `synchronous=FULL` in WAL mode: `kill -9` of everything or a power
/// cut after it loses nothing. (`synchronous=NORMAL`, the popular setting, loses acknowledged jobs at a power cut.)
///
/// **One writer** (``GroupCommit``) gathers what waits into one transaction and answers after the commit, so that the
/// price of safety is one fsync for each batch and not for each call. **One reader** on its own connection sees every
/// commit that was answered.
///
/// **Time** is the store's clock, read once for each batch. Leases are recorded and renewed; nothing expires them,
/// since one coordinator owns the database (a lock file sees to it) and sees its children's death by itself. What a dead
/// coordinator left is taken over by ``recover()``.
///
/// **Fences.** Every claim raises the job's fence, and every write of an attempt names it: an attempt that was given up
/// cannot change the job any more. Fence and attempt number are one column, for both rise with each claim.
///
/// **What is kept.** `job` (a row for each job, with the document it ran with), `attempt` (a row for each try, with its
/// failure), `event` (append-only history, written in the transaction that changes the job), `output_claim` (one
/// unfinished job for each path), `idempotency`, `label`. See ``Schema``.
///
/// **When it fails.** A full disk refuses the batch and changes nothing (``StoreFailure/noSpace(_:)``); the next batch
/// may pass. After an I/O error or corruption nothing more is written: an fsync that failed must not be repeated.
///
/// Folders: `SQLite` connection, statement, failure · `Transaction*` the operations, by part of a job's life.
package final class SQLiteJobStore: JobStore {
    private let writer: GroupCommit
    private let reader: Reader
    private let clock: @Sendable () -> Timestamp

    /// Opens the database, makes it where it is missing, and brings its schema up to date.
    /// - Parameters:
    ///   - path: the database file; its directory exists. SQLite keeps two more files beside it (`-wal`, `-shm`).
    ///   - clock: the store's time.
    package init(
        path: String,
        clock: @escaping @Sendable () -> Timestamp = { Timestamp(milliseconds: RealtimeClock.milliseconds()) }
    ) throws(StoreFailure) {
        self.clock = clock
        writer = GroupCommit(try Self.openWriter(path), clock: clock)
        reader = Reader(try Self.openReader(path))
    }

    /// Finishes what waits, writes the log back and closes. Later calls fail with ``StoreFailure/unavailable(_:)``.
    package func close() async {
        await reader.close()
        await writer.close()
    }

    /// Counts since the store was opened.
    package var statistics: StoreStatistics { writer.statistics }

    package func submit(_ jobs: [NewJob]) async throws(StoreFailure) -> [Submitted] {
        var encoded: [EncodedJob] = []
        encoded.reserveCapacity(jobs.count)
        for job in jobs { encoded.append(try EncodedJob(job)) }
        let batch = encoded
        let (answers, committed) = try await writer.performTimed { transaction throws(StoreFailure) in
            try transaction.submit(batch)
        }
        return try zip(batch, answers).map { encoded, answer throws(StoreFailure) in
            let record = try answer.row.record(known: answer.replayed ? nil : encoded.job.spec)
            return Submitted(
                record: record, replayed: answer.replayed, committed: answer.replayed ? nil : committed)
        }
    }

    package func submission(
        _ key: IdempotencyKey, by requester: Requester
    ) async throws(StoreFailure) -> Submitted? {
        let row = try await reader.perform { database throws(StoreFailure) in
            try database.submission(key, by: requester)
        }
        guard let row else { return nil }
        return Submitted(record: try row.record(), replayed: true)
    }

    package func claim(upTo count: Int, lease seconds: Double) async throws(StoreFailure) -> [ClaimedJob] {
        let rows = try await writer.perform { transaction throws(StoreFailure) in
            try transaction.claim(upTo: count, lease: seconds)
        }
        return try rows.map { row throws(StoreFailure) in
            ClaimedJob(key: try row.key, record: try row.record())
        }
    }

    package func heartbeat(
        _ attempts: [AttemptKey], lease seconds: Double
    ) async throws(StoreFailure) -> [AttemptKey] {
        try await writer.perform { transaction throws(StoreFailure) in
            try transaction.heartbeat(attempts, lease: seconds)
        }
    }

    package func recordIntent(
        _ key: AttemptKey, _ intents: [PublicationIntent], result: JobResult
    ) async throws(StoreFailure) {
        let (intents, result) = (try StoredJSON.encode(intents), try StoredJSON.encode(result))
        try await writer.perform { transaction throws(StoreFailure) in
            try transaction.recordIntent(key, intents: intents, result: result)
        }
    }

    package func finish(_ key: AttemptKey, _ result: JobResult) async throws(StoreFailure) {
        let result = try StoredJSON.encode(result)
        try await writer.perform { transaction throws(StoreFailure) in try transaction.finish(key, result: result) }
    }

    package func fail(
        _ key: AttemptKey, _ failure: Failure, then disposition: FailureDisposition
    ) async throws(StoreFailure) {
        let problem = try StoredJSON.encode(failure)
        try await writer.perform { transaction throws(StoreFailure) in
            try transaction.fail(key, problem: problem, then: disposition)
        }
    }

    package func finishCancelled(_ key: AttemptKey) async throws(StoreFailure) {
        try await writer.perform { transaction throws(StoreFailure) in try transaction.finishCancelled(key) }
    }

    package func cancel(_ id: JobID) async throws(StoreFailure) -> CancelOutcome {
        let row = try await writer.perform { transaction throws(StoreFailure) in try transaction.cancel(id) }
        let record = try row.record()
        return record.state == .cancelled ? .cancelled(record) : .kill(try row.key, record)
    }

    package func retry(_ id: JobID) async throws(StoreFailure) -> JobRecord {
        let row = try await writer.perform { transaction throws(StoreFailure) in try transaction.retry(id) }
        return try row.record()
    }

    package func job(_ id: JobID) async throws(StoreFailure) -> JobRecord? {
        try await reader.perform { database throws(StoreFailure) in try database.job(id) }?.record()
    }

    package func attempts(_ id: JobID) async throws(StoreFailure) -> [AttemptRecord] {
        try await reader.perform { database throws(StoreFailure) in try database.attempts(id) }
    }

    package func list(_ query: JobQuery) async throws(StoreFailure) -> JobPage {
        let size = min(max(query.pageSize, 1), 1000)
        // One row more than asked for tells whether there is a next page.
        let rows = try await reader.perform { database throws(StoreFailure) in
            try database.list(query, limit: size + 1)
        }
        let jobs = try rows.prefix(size).map { row throws(StoreFailure) in try row.record() }
        return JobPage(jobs: jobs, next: rows.count > size ? jobs.last?.id : nil)
    }

    package func events(since sequence: Int64, limit: Int) async throws(StoreFailure) -> [JobEvent] {
        try await reader.perform { database throws(StoreFailure) in try database.events(since: sequence, limit: limit) }
    }

    package func eventRange() async throws(StoreFailure) -> ClosedRange<Int64> {
        try await reader.perform { database throws(StoreFailure) in try database.eventRange() }
    }

    package func recover() async throws(StoreFailure) -> Recovery {
        try await reader.perform { database throws(StoreFailure) in try database.unfinished() }.recovery()
    }

    package func counts() async throws(StoreFailure) -> [JobState: Int] {
        try await reader.perform { database throws(StoreFailure) in try database.counts() }
    }

    package func secondsUntilDue() async throws(StoreFailure) -> Double? {
        let now = clock()
        let due = try await reader.perform { database throws(StoreFailure) in try database.nextDue() }
        return due.map { max(0, $0.seconds(since: now)) }
    }
}
