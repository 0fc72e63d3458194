import JobModel

/// Lists: keyset paging over the order in which jobs were committed, newest first. Each form walks an index in that
/// order, so that a page costs the same wherever it lies.
extension Database {
    func list(_ query: JobQuery, limit: Int) throws(StoreFailure) -> [JobRow] {
        let before = try position(of: query.before)
        if let label = query.labels.min(by: { $0.key < $1.key }) {
            return try labelled(label, query, before: before, limit: limit)
        }
        guard !query.states.isEmpty else {
            return try self.query(
                "SELECT * FROM job WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2", before, limit, read: JobRow.init)
        }
        var rows: [JobRow] = []
        for state in query.states {
            rows += try self.query(
                "SELECT * FROM job WHERE state = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3", state.stored, before,
                limit, read: JobRow.init)
        }
        return Array(rows.sorted { $0.seq > $1.seq }.prefix(limit))
    }

    /// Jobs with one label, found by the label's index, that have the other labels too.
    private func labelled(
        _ label: (key: String, value: String), _ query: JobQuery, before: Int64, limit: Int
    ) throws(StoreFailure) -> [JobRow] {
        let states = query.states.isEmpty ? Set(JobState.allCases) : query.states
        return try self.query(
            """
            SELECT job.* FROM label JOIN job ON job.seq = label.job
            WHERE label.name = ?1 AND label.value = ?2 AND label.job < ?3
                AND job.state IN (SELECT value FROM json_each(?4))
                AND NOT EXISTS (
                    SELECT 1 FROM json_each(?5) AS wanted WHERE NOT EXISTS (
                        SELECT 1 FROM label AS other
                        WHERE other.name = wanted.key AND other.value = wanted.value AND other.job = job.seq))
            ORDER BY label.job DESC LIMIT ?6
            """, label.key, label.value, before, try StoredJSON.encode(states.map(\.stored)),
            try StoredJSON.encode(query.labels), limit, read: JobRow.init)
    }

    /// The place in the list that a page ends before. A name that is not known stands where it would sort.
    private func position(of job: JobID?) throws(StoreFailure) -> Int64 {
        guard let job else { return .max }
        let nearest = try query("SELECT seq, id FROM job WHERE id <= ?1 ORDER BY id DESC LIMIT 1", job.text) {
            (seq: $0.integer(0), id: $0.text(1))
        }.first
        guard let nearest else { return 0 }
        return nearest.id == job.text ? nearest.seq : nearest.seq + 1
    }
}
