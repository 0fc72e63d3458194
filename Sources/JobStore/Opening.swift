import JobModel
import Platform

extension SQLiteJobStore {
    /// Opens the writer's connection and brings the schema up to date.
    static func openWriter(_ path: String) throws(StoreFailure) -> sending Database {
        try Placement.refuseNetworkFileSystem(path)
        try Placement.makePrivate(path)
        let database = try Database(path: path)
        let mode = try database.query("PRAGMA journal_mode = WAL") { $0.text(0) }.first
        guard mode == "wal" else {
            throw .unavailable(
                "The queue database \(path) cannot use a write-ahead log (SQLite says \(mode ?? "nothing")). Its file "
                    + "system lacks shared memory: name a state directory on a local disk.")
        }
        // The log is written back every 2000 pages (8 MiB), and when the store is idle.
        try database.execute(
            script: """
                PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
                PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 2000
                """)
        try Schema.migrate(database)
        return database
    }

    /// Opens the reader's connection, which cannot write.
    static func openReader(_ path: String) throws(StoreFailure) -> sending Database {
        let database = try Database(path: path)
        try database.execute(script: "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY")
        return database
    }
}
