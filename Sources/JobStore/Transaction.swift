import JobModel

/// What one operation of the writer works with: the database inside a transaction, and one moment for everything the
/// batch does. The operations are its extensions, one file for each part of a job's life.
struct Transaction {
    let database: Database
    /// The store's time when the batch began.
    let now: Timestamp

    /// The job as it stands inside the transaction.
    func row(_ id: JobID) throws(StoreFailure) -> JobRow {
        let rows = try database.query("SELECT * FROM job WHERE id = ?1", id.text, read: JobRow.init)
        guard let row = rows.first else { throw .notFound(id) }
        return row
    }

    /// The job of an attempt, once its fence is found to be the newest one.
    func row(_ key: AttemptKey) throws(StoreFailure) -> JobRow {
        let row = try row(key.job)
        guard row.fence == key.fence else { throw .staleFence(key) }
        return row
    }

    /// Appends to the history, in the transaction that changes the job.
    func append(_ kind: JobEvent.Kind, _ row: JobRow, _ state: JobState, problem: String? = nil) throws(StoreFailure) {
        guard let number = kind.stored else { return }
        try database.execute(
            "INSERT INTO event (time, kind, job, state, attempt, problem) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            now.milliseconds, number, row.id, state.stored, row.fence, problem)
    }

    /// Gives up the claims of a job that became final.
    func releaseClaims(_ row: JobRow) throws(StoreFailure) {
        try database.execute("UPDATE output_claim SET active = 0 WHERE job = ?1", row.seq)
    }

    /// Takes a path for a job, or names the job that has it.
    func requireUnclaimed(_ path: String) throws(StoreFailure) {
        let holders = try database.query(
            """
            SELECT job.id FROM output_claim JOIN job ON job.seq = output_claim.job
            WHERE output_claim.path = ?1 AND output_claim.active = 1
            """, path
        ) { $0.text(0) }
        if let holder = holders.first.flatMap({ JobID($0) }) { throw .outputClaimed(path: path, by: holder) }
    }
}
