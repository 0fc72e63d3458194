import CSQLite

/// A prepared statement with one owner, finalized with it. Prepared once and run many times.
@safe struct Statement: ~Copyable {
    let handle: OpaquePointer
    let sql: String

    /// Takes over a handle that nobody else finalizes.
    init(adopting handle: OpaquePointer, sql: String) {
        unsafe self.handle = unsafe handle
        self.sql = sql
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Runs it to its end and gathers what `read` makes of every row.
    borrowing func run<each Value: SQLiteBindable, Result>(
        _ values: repeat each Value, read: (Row) -> Result
    ) throws(SQLiteFailure) -> [Result] {
        // Reset also on the way out of a failure: a statement left half-way keeps its transaction open.
        defer { unsafe sqlite3_reset(handle) }
        var index: Int32 = 0
        for value in repeat each values {
            index += 1
            let code = value.bind(to: self, at: index)
            guard code == SQLITE_OK else { throw failure(code) }
        }
        var results: [Result] = []
        while true {
            let code = unsafe sqlite3_step(handle)
            switch code {
            case SQLITE_ROW: results.append(read(unsafe Row(handle: handle)))
            case SQLITE_DONE: return results
            default: throw failure(code)
            }
        }
    }

    private borrowing func failure(_ code: Int32) -> SQLiteFailure {
        let words = unsafe sqlite3_errmsg(sqlite3_db_handle(handle))
        let message = unsafe words.map { unsafe String(cString: $0) } ?? "error \(code)"
        return SQLiteFailure(code: code, message: message, statement: sql)
    }
}

/// The row a statement stands on; valid only inside the closure it is given to. Columns count from 0.
@safe struct Row {
    let handle: OpaquePointer

    init(handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    /// The integer in a column; 0 for NULL.
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    /// The integer in a column; nil for NULL.
    func optionalInteger(_ column: Int32) -> Int64? {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// The text in a column; empty for NULL.
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    /// The text in a column; nil for NULL.
    func optionalText(_ column: Int32) -> String? {
        guard let bytes = unsafe sqlite3_column_text(handle, column) else { return nil }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
