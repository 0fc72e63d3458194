import CSQLite
import JobModel

/// What SQLite answered instead of doing its work.
struct SQLiteFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The extended result code, such as `SQLITE_IOERR_FSYNC`.
    let code: Int32
    /// SQLite's words.
    let message: String
    /// The statement, or the name of the call.
    let statement: String

    init(code: Int32, message: String, statement: String) {
        self.code = code
        self.message = message
        self.statement = statement
    }

    var description: String { "\(message) (SQLite \(code)) in: \(statement)" }

    /// The code without its extension.
    var primaryCode: Int32 { code & 0xff }

    /// After these the state on disk is unknown to this process, and nothing more may be written by it: an fsync that
    /// failed must never be repeated, since the kernel may have dropped the pages.
    var isFatal: Bool {
        switch primaryCode {
        case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB: true
        default: false
        }
    }

    /// The store's own words for it.
    /// - Parameter path: the database file.
    func storeFailure(path: String) -> StoreFailure {
        switch primaryCode {
        case SQLITE_FULL:
            .noSpace("The disk that holds \(path) is full; nothing was changed. Free some space and try again.")
        case SQLITE_CORRUPT:
            .unavailable(
                "The queue database \(path) is damaged (\(message)). Stop the coordinator, keep the file, and restore it "
                    + "with `sqlite3 \(path) .recover`, or move it aside to start with an empty queue.")
        case SQLITE_NOTADB:
            .unavailable(
                "\(path) is not a queue database, or its header is damaged. Move it aside to start with an empty queue, or "
                    + "name another state directory.")
        case SQLITE_BUSY, SQLITE_LOCKED:
            .unavailable("Another program holds the queue database \(path) locked. End it, then try again.")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            .unavailable("The queue database \(path) may not be written (\(message)). Check its owner and its mode.")
        case SQLITE_CANTOPEN:
            .unavailable(
                "The queue database \(path) cannot be opened (\(message)). Check that its directory exists and may be written."
            )
        case SQLITE_IOERR:
            .unavailable(
                "Reading or writing the queue database \(path) failed (\(message), SQLite \(code)). Check the disk, then "
                    + "start the coordinator again.")
        default:
            .unavailable("The queue database \(path) refused a statement: \(self)")
        }
    }
}
