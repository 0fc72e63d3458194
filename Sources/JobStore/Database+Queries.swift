import JobModel

/// The reading operations.
extension Database {
    func job(_ id: JobID) throws(StoreFailure) -> JobRow? {
        try query("SELECT * FROM job WHERE id = ?1", id.text, read: JobRow.init).first
    }

    /// The job that an idempotency key was first used for; nil where the key is new.
    func submission(_ key: IdempotencyKey, by requester: Requester) throws(StoreFailure) -> JobRow? {
        let first = try query(
            "SELECT fingerprint, job FROM idempotency WHERE uid = ?1 AND key = ?2", Int64(requester.uid), key.key
        ) { (fingerprint: $0.text(0), job: $0.integer(1)) }.first
        guard let first else { return nil }
        guard first.fingerprint == key.fingerprint else { throw .idempotencyMismatch(key: key.key) }
        return try query("SELECT * FROM job WHERE seq = ?1", first.job, read: JobRow.init).first
    }

    func attempts(_ id: JobID) throws(StoreFailure) -> [AttemptRecord] {
        let rows = try query(
            """
            SELECT fence, round, started, ended, outcome, problem FROM attempt
            WHERE job = (SELECT seq FROM job WHERE id = ?1) ORDER BY fence
            """, id.text
        ) {
            (
                fence: $0.integer(0), round: $0.integer(1), started: $0.integer(2), ended: $0.optionalInteger(3),
                outcome: $0.integer(4), problem: $0.optionalText(5)
            )
        }
        return try rows.map { row throws(StoreFailure) in
            guard let outcome = AttemptRecord.Outcome(stored: row.outcome) else {
                throw .unavailable("The queue database holds an attempt with the unknown outcome \(row.outcome).")
            }
            return AttemptRecord(
                key: AttemptKey(job: id, fence: row.fence), round: Int(row.round),
                startTime: Timestamp(milliseconds: row.started), endTime: row.ended.map(Timestamp.init(milliseconds:)),
                outcome: outcome, problem: try StoredJSON.decode(Failure.self, row.problem, of: "problem"))
        }
    }

    /// Durable events above `sequence`, in order.
    func events(since sequence: Int64, limit: Int) throws(StoreFailure) -> [JobEvent] {
        let rows = try query(
            """
            SELECT seq, time, kind, job, state, attempt, problem FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2
            """, sequence, max(0, limit)
        ) {
            (
                sequence: $0.integer(0), time: $0.integer(1), kind: $0.integer(2), job: $0.text(3),
                state: $0.integer(4), attempt: $0.integer(5), problem: $0.optionalText(6)
            )
        }
        return try rows.map { row throws(StoreFailure) in
            guard let kind = JobEvent.Kind(stored: row.kind), let state = JobState(stored: row.state),
                let job = JobID(row.job)
            else { throw .unavailable("Event \(row.sequence) of the queue database cannot be read.") }
            return JobEvent(
                sequence: row.sequence, time: Timestamp(milliseconds: row.time), kind: kind, job: job, state: state,
                attempt: Int(row.attempt), problem: try StoredJSON.decode(Failure.self, row.problem, of: "problem"))
        }
    }

    func eventRange() throws(StoreFailure) -> ClosedRange<Int64> {
        let oldest = try query("SELECT min(seq) FROM event") { $0.integer(0) }.first ?? 0
        let newest = try query("SELECT max(seq) FROM event") { $0.integer(0) }.first ?? 0
        return oldest...max(oldest, newest)
    }

    func counts() throws(StoreFailure) -> [JobState: Int] {
        let rows = try query("SELECT state, count(*) FROM job GROUP BY state") { ($0.integer(0), Int($0.integer(1))) }
        var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
        for (number, count) in rows {
            if let state = JobState(stored: number) { counts[state] = count }
        }
        return counts
    }

    /// When the first of the queued jobs that have a time becomes due.
    func nextDue() throws(StoreFailure) -> Timestamp? {
        try query(
            """
            SELECT min(not_before) FROM job INDEXED BY job_delayed WHERE state = 0 AND not_before IS NOT NULL
            """
        ) { $0.optionalInteger(0) }.first?.map(Timestamp.init(milliseconds:))
    }
}
