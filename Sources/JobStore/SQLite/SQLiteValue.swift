import CSQLite

/// A value that a statement can be given for `?1`, `?2` ….
protocol SQLiteBindable {
    /// Binds the value to a parameter, counted from 1; returns SQLite's result code.
    @safe func bind(to statement: borrowing Statement, at index: Int32) -> Int32
}

extension Int64: SQLiteBindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        unsafe sqlite3_bind_int64(statement.handle, index, self)
    }
}

extension Int: SQLiteBindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        unsafe sqlite3_bind_int64(statement.handle, index, Int64(self))
    }
}

extension String: SQLiteBindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            // SQLITE_TRANSIENT, a cast that does not import: SQLite copies the bytes before the call returns.
            let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            return unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty buffer may have no base address, which would bind NULL.
                unsafe sqlite3_bind_text(
                    statement.handle, index, characters.baseAddress ?? UnsafePointer(bitPattern: 1),
                    Int32(characters.count), transient)
            }
        }
    }
}

extension Optional: SQLiteBindable where Wrapped: SQLiteBindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case .none: unsafe sqlite3_bind_null(statement.handle, index)
        }
    }
}
