import JobModel

extension Transaction {
    /// Leases the best jobs that are due. Attempt and fence rise here, before any work: a job that kills the
    /// coordinator is counted all the same.
    func claim(upTo count: Int, lease seconds: Double) throws(StoreFailure) -> [JobRow] {
        // The planner would rather sort all queued jobs than walk the index that has them in order.
        let due = try database.query(
            """
            SELECT seq FROM job INDEXED BY job_ready WHERE state = 0 AND (not_before IS NULL OR not_before <= ?1)
            ORDER BY priority DESC, seq LIMIT ?2
            """, now.milliseconds, max(0, count)
        ) { $0.integer(0) }
        var claimed: [JobRow] = []
        for seq in due {
            let row = try database.query(
                """
                UPDATE job SET state = ?2, fence = fence + 1, started = ?3, lease_until = ?4, not_before = NULL,
                    reason = NULL, problem = NULL, version = version + 1
                WHERE seq = ?1 RETURNING *
                """, seq, JobState.running.stored, now.milliseconds, now.advanced(bySeconds: seconds).milliseconds,
                read: JobRow.init
            ).first
            guard let row else { continue }
            try database.execute(
                "INSERT INTO attempt (job, fence, round, started, outcome) VALUES (?1, ?2, ?3, ?4, ?5)",
                seq, row.fence, row.round, now.milliseconds, AttemptRecord.Outcome.running.stored)
            try append(.running, row, .running)
            claimed.append(row)
        }
        return claimed
    }

    /// Renews leases; returns the keys that are not current. The row's version stays: a lease is no news to a client.
    func heartbeat(_ attempts: [AttemptKey], lease seconds: Double) throws(StoreFailure) -> [AttemptKey] {
        let until = now.advanced(bySeconds: seconds).milliseconds
        var lost: [AttemptKey] = []
        for key in attempts {
            let renewed = try database.execute(
                "UPDATE job SET lease_until = ?3 WHERE id = ?1 AND fence = ?2 AND state IN (2, 3)",
                key.job.text, key.fence, until)
            if renewed == 0 { lost.append(key) }
        }
        return lost
    }

    /// Commits the intent to publish, unless a cancel came first.
    func recordIntent(_ key: AttemptKey, intents: String, result: String) throws(StoreFailure) {
        let row = try row(key)
        let state = try row.jobState
        guard state == .running else { throw .wrongState(key.job, state) }
        guard !row.cancelRequested else { throw .cancelRequested(key) }
        try database.execute(
            "UPDATE job SET state = ?2, intents = ?3, result = ?4, version = version + 1 WHERE seq = ?1",
            row.seq, JobState.publishing.stored, intents, result)
        try append(.publishing, row, .publishing)
    }
}
