import JobModel

extension Transaction {
    /// Ends the attempt and the job with a result.
    func finish(_ key: AttemptKey, result: String) throws(StoreFailure) {
        let row = try live(key)
        guard !row.cancelRequested else { throw .cancelRequested(key) }
        try database.execute(
            """
            UPDATE job SET state = ?2, ended = ?3, lease_until = NULL, result = ?4, intents = NULL,
                version = version + 1
            WHERE seq = ?1
            """, row.seq, JobState.succeeded.stored, now.milliseconds, result)
        try end(row, .succeeded)
        try releaseClaims(row)
        try append(.succeeded, row, .succeeded)
    }

    /// Ends the attempt with a failure, and the job too unless it is to be tried again.
    func fail(_ key: AttemptKey, problem: String, then disposition: FailureDisposition) throws(StoreFailure) {
        let row = try live(key)
        switch disposition {
        case .retry where row.cancelRequested:
            try close(row, .cancelled, .cancelled, attempt: .failed, problem: problem)
        case .retry(let seconds, let reason):
            guard try row.jobState == .running else { throw .wrongState(key.job, try row.jobState) }
            try database.execute(
                """
                UPDATE job SET state = ?2, reason = ?3, not_before = ?4, lease_until = NULL, problem = ?5,
                    version = version + 1
                WHERE seq = ?1
                """, row.seq, JobState.queued.stored, reason, now.advanced(bySeconds: max(0, seconds)).milliseconds,
                problem)
            try end(row, .failed, problem: problem)
            try append(.retrying, row, .queued, problem: problem)
        case .final:
            try close(row, .failed, .failed, attempt: .failed, problem: problem)
        }
    }

    /// Ends an attempt that was cancelled on request.
    func finishCancelled(_ key: AttemptKey) throws(StoreFailure) {
        let row = try live(key)
        let state = try row.jobState
        guard state == .running else { throw .wrongState(key.job, state) }
        try close(row, .cancelled, .cancelled, attempt: .cancelled, problem: nil)
    }

    /// Cancels a waiting job, or marks a running one.
    func cancel(_ id: JobID) throws(StoreFailure) -> JobRow {
        let row = try row(id)
        let state = try row.jobState
        switch state {
        case .cancelled: return row
        case .queued, .held:
            try close(row, .cancelled, .cancelled, attempt: nil, problem: nil)
        case .running where row.cancelRequested: return row
        case .running:
            try database.execute(
                "UPDATE job SET cancel_requested = 1, reason = 'cancel_requested', version = version + 1 WHERE seq = ?1",
                row.seq)
        case .publishing, .succeeded, .failed: throw .wrongState(id, state)
        }
        return try self.row(id)
    }

    /// Puts a failed or cancelled job back into the queue, where its outputs are not another job's by now.
    func retry(_ id: JobID) throws(StoreFailure) -> JobRow {
        let row = try row(id)
        let state = try row.jobState
        guard state == .failed || state == .cancelled else { throw .wrongState(id, state) }
        let paths = try database.query("SELECT path FROM output_claim WHERE job = ?1 ORDER BY position", row.seq) {
            $0.text(0)
        }
        for path in paths { try requireUnclaimed(path) }
        try database.execute("UPDATE output_claim SET active = 1 WHERE job = ?1", row.seq)
        try database.execute(
            """
            UPDATE job SET state = ?2, reason = NULL, round = round + 1, ended = NULL, not_before = NULL,
                cancel_requested = 0, intents = NULL, result = NULL, problem = NULL, version = version + 1
            WHERE seq = ?1
            """, row.seq, JobState.queued.stored)
        try append(.queued, row, .queued)
        return try self.row(id)
    }

    /// The job of a current attempt that has not ended.
    private func live(_ key: AttemptKey) throws(StoreFailure) -> JobRow {
        let row = try row(key)
        let state = try row.jobState
        guard state == .running || state == .publishing else { throw .wrongState(key.job, state) }
        return row
    }

    /// Makes a job final without a result.
    private func close(
        _ row: JobRow, _ state: JobState, _ kind: JobEvent.Kind, attempt outcome: AttemptRecord.Outcome?,
        problem: String?
    ) throws(StoreFailure) {
        try database.execute(
            """
            UPDATE job SET state = ?2, reason = NULL, ended = ?3, lease_until = NULL, not_before = NULL, intents = NULL,
                result = NULL, problem = ?4, version = version + 1
            WHERE seq = ?1
            """, row.seq, state.stored, now.milliseconds, problem)
        if let outcome { try end(row, outcome, problem: problem) }
        try releaseClaims(row)
        try append(kind, row, state, problem: problem)
    }

    private func end(
        _ row: JobRow, _ outcome: AttemptRecord.Outcome, problem: String? = nil
    ) throws(StoreFailure) {
        try database.execute(
            "UPDATE attempt SET ended = ?3, outcome = ?4, problem = ?5 WHERE job = ?1 AND fence = ?2",
            row.seq, row.fence, now.milliseconds, outcome.stored, problem)
    }
}
