import JobModel

/// The rows that a former life left behind, still encoded.
struct Unfinished: Sendable {
    let rows: [JobRow]

    func recovery() throws(StoreFailure) -> Recovery {
        var recovery = Recovery(interrupted: [], publishing: [])
        for row in rows {
            let (key, record) = (try row.key, try row.record())
            if record.state == .publishing {
                guard let intents = try StoredJSON.decode([PublicationIntent].self, row.intents, of: "intents"),
                    let result = try StoredJSON.decode(JobResult.self, row.result, of: "result")
                else { throw .unavailable("Job \(record.id) is being published and has no intent.") }
                recovery.publishing.append(.init(key: key, record: record, intents: intents, result: result))
            } else {
                recovery.interrupted.append(.init(key: key, record: record, cancelRequested: row.cancelRequested))
            }
        }
        return recovery
    }
}

extension Database {
    func unfinished() throws(StoreFailure) -> Unfinished {
        Unfinished(rows: try query("SELECT * FROM job WHERE state IN (2, 3) ORDER BY seq", read: JobRow.init))
    }
}
