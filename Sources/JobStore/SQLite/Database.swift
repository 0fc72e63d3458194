import JobModel

/// One connection with its statements and the store's words for what goes wrong. Not Sendable: it lives on the serial
/// queue of its owner.
final class Database {
    let path: String
    private var connection: Connection?
    private var statements: [UInt: CachedStatement] = [:]
    /// The first failure after which nothing more may be written; the writer then refuses every batch with it.
    private(set) var fatal: StoreFailure?
    /// The newest failure of SQLite.
    private(set) var newest: StoreFailure?

    /// A statement in the cache; a class because a dictionary holds no noncopyable values.
    final class CachedStatement {
        let statement: Statement
        init(_ statement: consuming Statement) { self.statement = statement }
    }

    /// Opens a database file that exists.
    init(path: String) throws(StoreFailure) {
        self.path = path
        do throws(SQLiteFailure) {
            let connection = try Connection.open(path: path)
            connection.setBusyTimeout(milliseconds: 2000)
            self.connection = consume connection
        } catch {
            throw error.storeFailure(path: path)
        }
    }

    deinit { close() }

    /// Finalizes the statements, then closes. The last connection to close writes the log back into the database.
    func close() {
        statements.removeAll()
        connection = nil
    }

    /// Runs a statement to its end and gathers what `read` makes of every row. The statement is prepared once for each
    /// place in the source that names it.
    func query<each Value: SQLiteBindable, Result>(
        _ sql: StaticString, _ values: repeat each Value, read: (Row) -> Result
    ) throws(StoreFailure) -> [Result] {
        do throws(SQLiteFailure) {
            return try prepared(sql).statement.run(repeat each values, read: read)
        } catch {
            throw note(error)
        }
    }

    /// Runs a statement that returns no rows.
    /// - Returns: the number of rows it changed; of no meaning for other statements than insert, update and delete.
    @discardableResult
    func execute<each Value: SQLiteBindable>(
        _ sql: StaticString, _ values: repeat each Value
    ) throws(StoreFailure) -> Int {
        do throws(SQLiteFailure) {
            _ = try prepared(sql).statement.run(repeat each values) { _ in }
            return connection?.changes ?? 0
        } catch {
            throw note(error)
        }
    }

    /// Runs statements that are used once, such as a migration.
    func execute(script: String) throws(StoreFailure) {
        do throws(SQLiteFailure) {
            try requireOpen()
            try connection?.execute(script: script)
        } catch {
            throw note(error)
        }
    }

    /// The row id of the newest insert.
    var lastInsertedRow: Int64 { connection?.lastInsertedRow ?? 0 }

    /// False also after SQLite has rolled back by itself.
    var isInTransaction: Bool { connection?.isInTransaction ?? false }

    private func prepared(_ sql: StaticString) throws(SQLiteFailure) -> CachedStatement {
        try requireOpen()
        // A literal has one address for the life of the program: cheaper to hash than its text.
        let key = unsafe UInt(bitPattern: sql.utf8Start)
        if let cached = statements[key] { return cached }
        guard let made = try connection?.prepare(sql.description) else { throw Self.closed }
        let cached = CachedStatement(made)
        statements[key] = cached
        return cached
    }

    private func requireOpen() throws(SQLiteFailure) {
        if connection == nil { throw Self.closed }
    }

    private func note(_ failure: SQLiteFailure) -> StoreFailure {
        if failure == Self.closed { return .unavailable("The queue database \(path) is closed.") }
        let translated = failure.storeFailure(path: path)
        newest = translated
        if failure.isFatal, fatal == nil { fatal = translated }
        return translated
    }

    private static let closed = SQLiteFailure(code: -1, message: "closed", statement: "")
}
