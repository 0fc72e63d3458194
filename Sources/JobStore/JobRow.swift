import JobModel

/// A row of the job table with its documents still as text: what crosses from the writer to the caller, who decodes it.
struct JobRow: Sendable {
    var seq: Int64
    var id: String
    var spec: String
    var state: Int64
    var reason: String?
    var fence: Int64
    var round: Int64
    var uid: Int64
    var gid: Int64
    var created: Int64
    var started: Int64?
    var ended: Int64?
    var notBefore: Int64?
    var cancelRequested: Bool
    var intents: String?
    var result: String?
    var problem: String?
    var version: Int64

    /// Reads a row of `SELECT * FROM job`, in the order of the schema.
    init(_ row: Row) {
        seq = row.integer(0)
        id = row.text(1)
        spec = row.text(2)
        state = row.integer(3)
        reason = row.optionalText(4)
        fence = row.integer(5)
        round = row.integer(6)
        uid = row.integer(8)
        gid = row.integer(9)
        created = row.integer(10)
        started = row.optionalInteger(11)
        ended = row.optionalInteger(12)
        notBefore = row.optionalInteger(13)
        cancelRequested = row.integer(15) != 0
        intents = row.optionalText(16)
        result = row.optionalText(17)
        problem = row.optionalText(18)
        version = row.integer(19)
    }

    var jobID: JobID {
        get throws(StoreFailure) {
            guard let id = JobID(id) else { throw .unavailable("The queue database holds a job with the name \(id).") }
            return id
        }
    }

    var jobState: JobState {
        get throws(StoreFailure) {
            guard let state = JobState(stored: state) else {
                throw .unavailable("The queue database holds a job in the unknown state \(state).")
            }
            return state
        }
    }

    var key: AttemptKey {
        get throws(StoreFailure) { AttemptKey(job: try jobID, fence: fence) }
    }

    /// The job as the API shows it.
    /// - Parameter known: its document, where the caller has it already; else it is decoded.
    func record(known: JobSpec? = nil) throws(StoreFailure) -> JobRecord {
        let state = try jobState
        let document: JobSpec
        if let known { document = known } else { document = try StoredJSON.decode(JobSpec.self, spec, of: "spec") }
        return JobRecord(
            id: try jobID, spec: document, state: state, reason: reason,
            attempt: Int(fence), createTime: Timestamp(milliseconds: created),
            startTime: started.map(Timestamp.init(milliseconds:)), endTime: ended.map(Timestamp.init(milliseconds:)),
            notBefore: notBefore.map(Timestamp.init(milliseconds:)),
            requester: Requester(uid: UInt32(truncatingIfNeeded: uid), gid: UInt32(truncatingIfNeeded: gid)),
            // While it is being published the result is only what will be, and nothing to show.
            result: state == .succeeded ? try StoredJSON.decode(JobResult.self, result, of: "result") : nil,
            problem: try StoredJSON.decode(Failure.self, problem, of: "problem"), version: version)
    }
}
