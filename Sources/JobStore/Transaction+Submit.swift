import JobModel

/// A job with its document encoded, before it enters the writer's queue.
struct EncodedJob: Sendable {
    let job: NewJob
    let spec: String

    init(_ job: NewJob) throws(StoreFailure) {
        self.job = job
        spec = try StoredJSON.encode(job.spec)
    }
}

extension Transaction {
    /// Adds jobs, or finds those that their idempotency key names.
    func submit(_ jobs: [EncodedJob]) throws(StoreFailure) -> [(row: JobRow, replayed: Bool)] {
        var answers: [(row: JobRow, replayed: Bool)] = []
        answers.reserveCapacity(jobs.count)
        for encoded in jobs {
            if let key = encoded.job.idempotency,
                let first = try database.submission(key, by: encoded.job.requester)
            {
                answers.append((first, true))
            } else {
                answers.append((try insert(encoded), false))
            }
        }
        return answers
    }

    private func insert(_ encoded: EncodedJob) throws(StoreFailure) -> JobRow {
        let job = encoded.job
        let inserted = try database.query(
            """
            INSERT INTO job (id, spec, state, priority, uid, gid, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING *
            """, job.id.text, encoded.spec, JobState.queued.stored, job.spec.priority, Int64(job.requester.uid),
            Int64(job.requester.gid), now.milliseconds, read: JobRow.init)
        guard let row = inserted.first else { throw .notFound(job.id) }
        let seq = row.seq
        for (position, path) in job.outputClaims.enumerated() {
            try requireUnclaimed(path)
            try database.execute(
                "INSERT INTO output_claim (job, position, path, active) VALUES (?1, ?2, ?3, 1)", seq, position, path)
        }
        for (name, value) in job.spec.labels {
            try database.execute("INSERT INTO label (name, value, job) VALUES (?1, ?2, ?3)", name, value, seq)
        }
        if let idempotency = job.idempotency {
            try database.execute(
                "INSERT INTO idempotency (uid, key, fingerprint, job) VALUES (?1, ?2, ?3, ?4)",
                Int64(job.requester.uid), idempotency.key, idempotency.fingerprint, seq)
        }
        try append(.queued, row, .queued)
        return row
    }
}
