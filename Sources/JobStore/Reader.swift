import Dispatch
import JobModel

/// The reading connection, on a serial queue of its own: a long list does not hold up the writer.
///
/// `@unchecked Sendable`: the database is touched on `queue` only.
final class Reader: @unchecked Sendable {
    private let database: Database
    private let queue = DispatchQueue(label: "millrace.store.reader")

    init(_ database: consuming sending Database) { self.database = database }

    /// Runs a query in one snapshot of the database.
    func perform<Answer: Sendable>(
        _ read: @escaping @Sendable (Database) throws(StoreFailure) -> Answer
    ) async throws(StoreFailure) -> Answer {
        let result: Result<Answer, StoreFailure> = await withCheckedContinuation { continuation in
            queue.async { [self] in
                continuation.resume(returning: Result { () throws(StoreFailure) in try snapshot(read) })
            }
        }
        return try result.get()
    }

    func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                database.close()
                continuation.resume()
            }
        }
    }

    private func snapshot<Answer>(
        _ read: (Database) throws(StoreFailure) -> Answer
    ) throws(StoreFailure) -> Answer {
        try database.execute("BEGIN")
        defer { _ = try? database.execute("COMMIT") }
        return try read(database)
    }
}
