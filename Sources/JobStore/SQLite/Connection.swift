import CSQLite

/// An open database with one owner, closed with it. Used by one thread at a time (`SQLITE_OPEN_NOMUTEX`).
@safe struct Connection: ~Copyable {
    let handle: OpaquePointer

    /// Takes over a handle that nobody else closes.
    init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    // close_v2 also copes with statements that are finalized later.
    deinit { unsafe sqlite3_close_v2(handle) }

    /// Opens a database file that exists. (A static function: a throwing init of a noncopyable value cannot give its
    /// handle back.)
    static func open(path: String) throws(SQLiteFailure) -> Connection {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened = unsafe opened else {
            throw SQLiteFailure(code: code, message: "out of memory", statement: "open \(path)")
        }
        // SQLite returns a handle also when it fails: the value owns it from here, so nothing leaks.
        let connection = unsafe Connection(adopting: opened)
        guard code == SQLITE_OK else { throw connection.failure(code, "open \(path)") }
        return connection
    }

    /// Compiles a statement that will be kept.
    borrowing func prepare(_ sql: String) throws(SQLiteFailure) -> Statement {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared = unsafe prepared else { throw failure(code, sql) }
        return unsafe Statement(adopting: prepared, sql: sql)
    }

    /// Runs statements separated by semicolons and drops their rows.
    borrowing func execute(script: String) throws(SQLiteFailure) {
        let code = unsafe sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, script) }
    }

    /// Rows that the newest statement changed.
    var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

    /// The row id of the newest insert.
    var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// False outside a transaction: also after SQLite has rolled one back by itself (disk full, I/O error).
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Limits the time that a statement waits for another connection's lock.
    borrowing func setBusyTimeout(milliseconds: Int32) { unsafe _ = sqlite3_busy_timeout(handle, milliseconds) }

    private borrowing func failure(_ code: Int32, _ statement: String) -> SQLiteFailure {
        let message = unsafe String(cString: sqlite3_errmsg(handle))
        return SQLiteFailure(code: code, message: message, statement: statement)
    }
}
