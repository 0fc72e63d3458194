import JobModel
import Platform
import TestSupport
import Testing

@testable import JobStore

/// Disks that are full, and files that are damaged.
@Suite struct DiskTests {
    /// A writer whose database may not grow beyond a number of pages.
    private func smallWriter(_ folder: TemporaryDirectory) throws -> GroupCommit {
        let database = try SQLiteJobStore.openWriter(small(folder))
        return GroupCommit(database, clock: { Timestamp(milliseconds: 0) })
    }

    private func small(_ folder: TemporaryDirectory) -> String { folder.file("jobs.db") }

    @Test func aFullDatabaseRefusesTheJobAndKeepsItsNeighbours() async throws {
        let folder = try TemporaryDirectory()
        let writer = try smallWriter(folder)
        try await writer.perform { transaction throws(StoreFailure) in
            _ = try transaction.database.query("PRAGMA max_page_count = 60") { $0.integer(0) }
        }
        let big = try EncodedJob(Samples.job(labels: ["big": String(repeating: "x", count: 1 << 20)]))
        let refused = await refusal {
            _ = try await writer.perform { transaction throws(StoreFailure) in try transaction.submit([big]) }
        }
        guard case .noSpace(let words) = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(words.contains(small(folder)))
        let little = try EncodedJob(Samples.job())
        _ = try await writer.perform { transaction throws(StoreFailure) in try transaction.submit([little]) }
        await writer.close()
        let store = try SQLiteJobStore(path: small(folder))
        #expect(try await store.counts()[.queued] == 1)
    }

    @Test(.enabled(if: User.effectiveID == 0, "skipped: mounting a small file system needs root"))
    func aFullDiskRefusesAndRecovers() async throws {
        let folder = try TemporaryDirectory()
        let disk = folder.file("disk")
        try Directory.create(disk)
        guard try run("/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "millrace-test", disk]) else {
            print("DiskTests: a file system cannot be mounted here, so the full disk was not tried.")
            return
        }
        // SQLite keeps files open: unmounted lazily, gone with the last of them.
        defer { _ = try? run("/bin/umount", ["-l", disk]) }
        let ballast = "\(disk)/ballast"
        try File.replace(ballast, with: [UInt8](repeating: 1, count: 400_000))
        let store = try SQLiteJobStore(path: "\(disk)/jobs.db")
        var accepted: [JobID] = []
        var refused: StoreFailure?
        while refused == nil, accepted.count < 10_000 {
            let job = Samples.job(labels: ["padding": String(repeating: "x", count: 4000)])
            refused = await refusal { accepted.append(try await store.submit([job])[0].record.id) }
        }
        guard case .noSpace = refused else {
            Issue.record("\(String(describing: refused)) after \(accepted.count) jobs")
            return
        }
        #expect(!accepted.isEmpty)
        #expect(try await store.counts()[.queued] == accepted.count)
        // Room again: the same store goes on.
        try File.unlink(ballast)
        accepted.append(try await store.submit([Samples.job()])[0].record.id)
        await store.close()
        let reopened = try SQLiteJobStore(path: "\(disk)/jobs.db")
        for id in accepted { #expect(try await reopened.job(id) != nil) }
        await reopened.close()
    }

    @Test func aDamagedDatabaseSaysSo() async throws {
        let box = try StoreBox()
        let jobs = (0..<200).map { _ in Samples.job(labels: ["padding": String(repeating: "x", count: 1000)]) }
        _ = try await box.store.submit(jobs)
        await box.store.close()
        // Everything behind the schema's first pages is overwritten.
        var bytes = try File.contents(of: box.path)
        for index in (bytes.count / 4)..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        try File.replace(box.path, with: bytes)

        let store = try box.reopened()
        var found: StoreFailure?
        for job in jobs where found == nil {
            found = await refusal {
                _ = try await store.job(job.id)
                _ = try await store.cancel(job.id)
            }
        }
        guard case .unavailable(let words) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(words.contains("damaged") && words.contains(box.path), "\(words)")
    }

    private func run(_ program: String, _ arguments: [String]) throws -> Bool {
        try SpawnThread.shared.spawn(
            executable: program, arguments: arguments, environment: [:], descriptors: []
        ).wait()?.status == .exited(0)
    }
}
