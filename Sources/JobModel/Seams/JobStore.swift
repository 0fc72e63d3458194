/// The durable queue: the first of the two seams. SQLite implements it now, PostgreSQL may later; one conformance
/// suite runs against every implementation.
///
/// Rules that hold for every store:
/// * A call that returns has committed; a crash after it loses nothing. Every change of a job writes its events in
///   the same transaction.
/// * Time is the store's time. Leases and back-off are durations here, never moments.
/// * Calls are batched; no caller assumes one job for each commit.
/// * An attempt's writes carry its ``AttemptKey``; a stale fence is refused with ``StoreFailure/staleFence(_:)`` and
///   changes nothing.
package protocol JobStore: Sendable {
    /// Adds jobs, all or none, in state `queued`.
    ///
    /// A job whose idempotency key is known with the same fingerprint is not added again: the first answer comes back
    /// with `replayed` true. Output paths are claimed: two non-final jobs never share one.
    func submit(_ jobs: [NewJob]) async throws(StoreFailure) -> [Submitted]

    /// The first answer to a submission with this idempotency key (`replayed` is true); nil where the key is new.
    /// Asked before the checks of a submission: its replay must not be refused because its own output exists by now.
    /// The same key with another fingerprint is refused with ``StoreFailure/idempotencyMismatch(key:)``.
    func submission(_ key: IdempotencyKey, by requester: Requester) async throws(StoreFailure) -> Submitted?

    /// Leases up to `count` queued jobs that are due, best first (priority, then age), raising attempt and fence
    /// before any work starts, so that a job that kills the coordinator is counted.
    func claim(upTo count: Int, lease seconds: Double) async throws(StoreFailure) -> [ClaimedJob]

    /// Renews leases; returns the keys that are no longer current and must be killed.
    func heartbeat(_ attempts: [AttemptKey], lease seconds: Double) async throws(StoreFailure) -> [AttemptKey]

    /// Commits the intent to publish: state `publishing`, the point of no return.
    /// The result is stored with it, so that recovery can complete the job without the worker.
    /// Refused with ``StoreFailure/cancelRequested(_:)`` where a cancel was committed before.
    func recordIntent(
        _ key: AttemptKey, _ intents: [PublicationIntent], result: JobResult
    ) async throws(StoreFailure)

    /// Ends the attempt with a result: state `succeeded`. From `running` (a probe) or `publishing`.
    /// Refused with ``StoreFailure/cancelRequested(_:)`` where a cancel was committed before.
    func finish(_ key: AttemptKey, _ result: JobResult) async throws(StoreFailure)

    /// Ends the attempt with a failure: back to `queued` after a delay (not from `publishing`), or `failed`.
    /// Where a cancel was committed before, the job becomes `cancelled` instead of `queued`.
    func fail(_ key: AttemptKey, _ failure: Failure, then disposition: FailureDisposition) async throws(StoreFailure)

    /// Ends an attempt that was cancelled on request: state `cancelled`. The worker is gone before this is called.
    func finishCancelled(_ key: AttemptKey) async throws(StoreFailure)

    /// Asks for a cancel. A waiting job becomes `cancelled` at once; for a running one the answer names the attempt
    /// to kill.
    func cancel(_ id: JobID) async throws(StoreFailure) -> CancelOutcome

    /// Puts a failed or cancelled job back into the queue, with its attempts counted on and a fresh retry budget.
    func retry(_ id: JobID) async throws(StoreFailure) -> JobRecord

    func job(_ id: JobID) async throws(StoreFailure) -> JobRecord?

    /// Every try at a job, oldest first. The newest ``AttemptRecord/round`` is what a retry budget counts.
    func attempts(_ id: JobID) async throws(StoreFailure) -> [AttemptRecord]

    /// A page of jobs, newest first.
    func list(_ query: JobQuery) async throws(StoreFailure) -> JobPage

    /// Durable events with a sequence above `sequence`, in order.
    func events(since sequence: Int64, limit: Int) async throws(StoreFailure) -> [JobEvent]

    /// The oldest and the newest sequence that ``events(since:limit:)`` can return; 0...0 for none.
    func eventRange() async throws(StoreFailure) -> ClosedRange<Int64>

    /// What a new coordinator takes over from a dead one: attempts that were running (their processes are gone
    /// by now) and publications that were begun. Leases of the former life end with this call.
    func recover() async throws(StoreFailure) -> Recovery

    /// How many jobs stand in each state.
    func counts() async throws(StoreFailure) -> [JobState: Int]

    /// Seconds until the next queued job with a `notBefore` becomes due, 0 where one is due already (no wake-up is
    /// missed between a claim and this call); nil when none has one.
    func secondsUntilDue() async throws(StoreFailure) -> Double?
}

/// A job to add.
package struct NewJob: Sendable {
    package var id: JobID
    package var spec: JobSpec
    package var requester: Requester
    package var idempotency: IdempotencyKey?
    /// The canonical path of each output (directories resolved): what is claimed until the job is final.
    /// The paths of the spec where the caller gives none.
    package var outputClaims: [String]

    package init(
        id: JobID, spec: JobSpec, requester: Requester, idempotency: IdempotencyKey? = nil,
        outputClaims: [String]? = nil
    ) {
        self.id = id
        self.spec = spec
        self.requester = requester
        self.idempotency = idempotency
        self.outputClaims = outputClaims ?? spec.outputs.map(\.path)
    }
}

/// The `Idempotency-Key` of a submission, scoped by the requester's uid.
package struct IdempotencyKey: Sendable, Hashable {
    package var key: String
    /// A digest of the request's content: the same key with another content is an error.
    package var fingerprint: String

    package init(key: String, fingerprint: String) {
        self.key = key
        self.fingerprint = fingerprint
    }
}

package struct Submitted: Sendable {
    package var record: JobRecord
    package var replayed: Bool
    /// CLOCK_MONOTONIC in nanoseconds when the store had committed it; nil for a replay, or where the store cannot tell.
    package var committed: UInt64?

    package init(record: JobRecord, replayed: Bool, committed: UInt64? = nil) {
        self.record = record
        self.replayed = replayed
        self.committed = committed
    }
}

/// A leased job and the key of the attempt that was begun.
package struct ClaimedJob: Sendable {
    package var key: AttemptKey
    package var record: JobRecord

    package init(key: AttemptKey, record: JobRecord) {
        self.key = key
        self.record = record
    }
}

/// What step 3 of a publication commits before the name appears (see `Coordinator/Publication`).
package struct PublicationIntent: Sendable, Codable, Equatable {
    /// Final name.
    package var path: String
    /// Temporary name beside it.
    package var temporaryPath: String
    package var device: UInt64
    /// Inode of the temporary file: how recovery knows whether a final name is ours.
    package var inode: UInt64
    package var bytes: Int64
    package var sha256: String
    /// Inode that stood under the final name when `overwrite` was asked for; nil when none did.
    package var replacedInode: UInt64?

    package init(
        path: String, temporaryPath: String, device: UInt64, inode: UInt64, bytes: Int64, sha256: String,
        replacedInode: UInt64? = nil
    ) {
        self.path = path
        self.temporaryPath = temporaryPath
        self.device = device
        self.inode = inode
        self.bytes = bytes
        self.sha256 = sha256
        self.replacedInode = replacedInode
    }
}

package enum FailureDisposition: Sendable, Equatable {
    /// Dead letter.
    case final
    /// Back to `queued`, due after this many seconds. `reason` becomes the job's reason word.
    case retry(afterSeconds: Double, reason: String)
}

package enum CancelOutcome: Sendable {
    /// It is cancelled now, or was before.
    case cancelled(JobRecord)
    /// An attempt is running: kill it, then call ``JobStore/finishCancelled(_:)``. The request is durable.
    case kill(AttemptKey, JobRecord)
}

/// Which jobs to list.
package struct JobQuery: Sendable, Equatable {
    package var states: Set<JobState>
    /// Every pair must match.
    package var labels: [String: String]
    /// Only jobs created before this one (keyset paging).
    package var before: JobID?
    /// 1...1000.
    package var pageSize: Int

    package init(
        states: Set<JobState> = [], labels: [String: String] = [:], before: JobID? = nil, pageSize: Int = 50
    ) {
        self.states = states
        self.labels = labels
        self.before = before
        self.pageSize = pageSize
    }
}

package struct JobPage: Sendable {
    package var jobs: [JobRecord]
    /// Pass as ``JobQuery/before`` for the next page; nil on the last.
    package var next: JobID?

    package init(jobs: [JobRecord], next: JobID?) {
        self.jobs = jobs
        self.next = next
    }
}

/// Unfinished business of a former life.
package struct Recovery: Sendable {
    /// Attempts that were running: their temporary files are to be swept, and each is to be ended with
    /// ``JobStore/fail(_:_:then:)`` or ``JobStore/finishCancelled(_:)``.
    package var interrupted: [Interrupted]
    /// Publications that were begun: to be completed.
    package var publishing: [Publishing]

    package struct Publishing: Sendable {
        package var key: AttemptKey
        package var record: JobRecord
        package var intents: [PublicationIntent]
        package var result: JobResult

        package init(key: AttemptKey, record: JobRecord, intents: [PublicationIntent], result: JobResult) {
            self.key = key
            self.record = record
            self.intents = intents
            self.result = result
        }
    }

    package struct Interrupted: Sendable {
        package var key: AttemptKey
        package var record: JobRecord
        /// A cancel was asked for while it ran.
        package var cancelRequested: Bool

        package init(key: AttemptKey, record: JobRecord, cancelRequested: Bool) {
            self.key = key
            self.record = record
            self.cancelRequested = cancelRequested
        }
    }

    package init(interrupted: [Interrupted], publishing: [Publishing]) {
        self.interrupted = interrupted
        self.publishing = publishing
    }
}

/// Why the store did not do what it was asked.
package enum StoreFailure: Error, Sendable, Equatable {
    case notFound(JobID)
    /// The job's state does not allow it.
    case wrongState(JobID, JobState)
    case staleFence(AttemptKey)
    /// A cancel was committed before: end the attempt with ``JobStore/finishCancelled(_:)``.
    case cancelRequested(AttemptKey)
    /// Another non-final job writes this path.
    case outputClaimed(path: String, by: JobID)
    /// The idempotency key was used with another content.
    case idempotencyMismatch(key: String)
    /// The disk is full; nothing was changed.
    case noSpace(String)
    /// The store cannot be used: I/O error, corruption, a newer schema. Words for a person.
    case unavailable(String)
}
