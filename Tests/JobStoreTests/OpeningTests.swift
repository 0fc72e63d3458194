import JobModel
import Platform
import TestSupport
import Testing

@testable import JobStore

/// What is found on the disk when a store is opened.
@Suite struct OpeningTests {
    private func words(_ open: () throws(StoreFailure) -> Void) -> String? {
        do throws(StoreFailure) {
            try open()
            return nil
        } catch {
            guard case .unavailable(let words) = error else { return "\(error)" }
            return words
        }
    }

    @Test func theFilesArePrivateAndTheSettingsHold() async throws {
        let box = try StoreBox()
        try await box.submit()
        for name in ["jobs.db", "jobs.db-wal", "jobs.db-shm"] {
            #expect(try File.status(box.folder.file(name)).mode & 0o777 == 0o600, "\(name)")
        }
        let writer = try SQLiteJobStore.openWriter(box.path)
        #expect(try writer.query("PRAGMA journal_mode") { $0.text(0) } == ["wal"])
        #expect(try writer.query("PRAGMA synchronous") { $0.integer(0) } == [2])
        #expect(try writer.query("PRAGMA foreign_keys") { $0.integer(0) } == [1])
        let reader = try SQLiteJobStore.openReader(box.path)
        #expect(words { () throws(StoreFailure) in try reader.execute("DELETE FROM job") } != nil)
    }

    @Test func closingLeavesOneFile() async throws {
        let box = try StoreBox()
        try await box.submit()
        await box.store.close()
        #expect(try Directory.names(in: box.folder.path) == ["jobs.db"])
    }

    @Test func aMissingDirectoryIsNamed() throws {
        let folder = try TemporaryDirectory()
        let found = words { () throws(StoreFailure) in _ = try SQLiteJobStore(path: folder.file("none/jobs.db")) }
        #expect(found?.contains(folder.file("none")) == true, "\(found ?? "opened")")
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        let folder = try TemporaryDirectory()
        let bytes = Array(String(repeating: "this is a text file, not a database\n", count: 300).utf8)
        try File.replace(folder.file("jobs.db"), with: bytes)
        let found = words { () throws(StoreFailure) in _ = try SQLiteJobStore(path: folder.file("jobs.db")) }
        #expect(found?.contains("is not a queue database") == true, "\(found ?? "opened")")
        #expect(try File.contents(of: folder.file("jobs.db")) == bytes)
    }

    @Test func anotherProgramsDatabaseIsRefused() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("jobs.db")
        try File.replace(path, with: [])
        try Database(path: path).execute(script: "CREATE TABLE bookmarks (url TEXT)")
        let found = words { () throws(StoreFailure) in _ = try SQLiteJobStore(path: path) }
        #expect(found?.contains("another program") == true, "\(found ?? "opened")")
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let box = try StoreBox()
        await box.store.close()
        let path = box.path
        try Database(path: path).execute(script: "PRAGMA user_version = 99")
        let found = words { () throws(StoreFailure) in _ = try SQLiteJobStore(path: path) }
        #expect(found?.contains("newer Millrace (schema 99") == true, "\(found ?? "opened")")
    }

    @Test func anOlderSchemaIsCopiedThenBroughtForward() async throws {
        let box = try StoreBox()
        let id = try await box.submit().id
        await box.store.close()
        let path = box.path
        let steps = Schema.migrations + ["ALTER TABLE job ADD COLUMN note TEXT"]
        let database = try Database(path: path)
        try Schema.migrate(database, steps: steps)
        #expect(try database.query("PRAGMA user_version") { $0.integer(0) } == [Int64(steps.count)])
        #expect(try database.query("SELECT id FROM job WHERE note IS NULL") { $0.text(0) } == [id.text])
        let copy = try SQLiteJobStore(path: "\(path).schema\(Schema.migrations.count)")
        #expect(try await copy.job(id) != nil)
        await copy.close()
    }

    @Test func aMigrationThatFailsChangesNothing() async throws {
        let box = try StoreBox()
        await box.store.close()
        let path = box.path
        let database = try Database(path: path)
        let steps = Schema.migrations + ["CREATE TABLE extra (a INTEGER) STRICT; CREATE TABLE job (a INTEGER) STRICT"]
        #expect(words { () throws(StoreFailure) in try Schema.migrate(database, steps: steps) } != nil)
        #expect(try database.query("PRAGMA user_version") { $0.integer(0) } == [Int64(Schema.migrations.count)])
        #expect(try database.query("SELECT name FROM sqlite_schema WHERE name = 'extra'") { $0.text(0) }.isEmpty)
    }

    @Test func aLockedDatabaseIsNamed() async throws {
        let box = try StoreBox()
        let other = try Database(path: box.path)
        try other.execute(script: "BEGIN IMMEDIATE")
        let found = await refusal { try await box.submit() }
        guard case .unavailable(let words) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(words.contains("locked"))
        try other.execute(script: "ROLLBACK")
        try await box.submit()
    }
}
