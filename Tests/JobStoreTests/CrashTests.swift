import JobModel
import Platform
import TestSupport
import Testing

@testable import JobStore

/// Real processes, killed with SIGKILL while they write.
@Suite struct CrashTests {
    @Test func whatWasAcknowledgedSurvivesTheKill() async throws {
        let folder = try TemporaryDirectory()
        let database = folder.file("jobs.db")
        var acknowledged: [String] = []
        for round in 0..<8 {
            let lines = try await liveAndDie(database, folder.file("acknowledged"), milliseconds: 120 + 37 * round)
            acknowledged += lines
        }
        #expect(acknowledged.count > 100, "the child hardly ran: \(acknowledged.count) lines")

        let store = try SQLiteJobStore(path: database)
        for line in acknowledged {
            let words = line.split(separator: " ").map(String.init)
            let id = try #require(JobID(words[1]))
            let record = try #require(try await store.job(id), "lost: \(line)")
            switch words[0] {
            case "submitted": break
            case "claimed": #expect(record.attempt >= (try #require(Int(words[2]))), "\(line)")
            case "failed":
                #expect(record.state == .failed, "\(line)")
                #expect(record.problem?.code == .workerCrashed)
            default: Issue.record("unknown line: \(line)")
            }
        }
        // The history has no gap, and agrees with the rows.
        let range = try await store.eventRange()
        var events: [JobEvent] = []
        while let last = try await store.events(since: events.last?.sequence ?? 0, limit: 1000).nonEmpty {
            events += last
        }
        #expect(events.map(\.sequence) == Array(1...range.upperBound))
        let counts = try await store.counts()
        #expect(events.count { $0.kind == .queued } == counts.values.reduce(0, +))
        #expect(events.count { $0.kind == .failed } == counts[.failed])
        #expect(try await store.recover().interrupted.count == counts[.running])
        await store.close()
        #expect(try Database(path: database).query("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
    }

    /// One life of the child: what it wrote before it was killed.
    private func liveAndDie(_ database: String, _ log: String, milliseconds: Int) async throws -> [String] {
        try File.unlink(log)
        let output = try File.open(log, [.writeOnly, .create, .append])
        let child = try SpawnThread.shared.spawn(
            executable: BuiltPrograms.path("store-crash-child"), arguments: [database], environment: [:],
            descriptors: [(output.rawValue, 1)])
        try await Task.sleep(for: .milliseconds(milliseconds))
        try child.signal(.kill)
        #expect(try child.wait()?.status == .signalled(.kill, dumpedCore: false))
        let text = String(decoding: try File.contents(of: log), as: UTF8.self)
        // The last line may have been cut off by the kill.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    static let strace = "/usr/bin/strace"

    @Test(.enabled(if: (try? File.status(strace)) != nil, "skipped: strace is not installed"))
    func everyCommitWaitsForTheDisk() async throws {
        let folder = try TemporaryDirectory()
        let child = try SpawnThread.shared.spawn(
            executable: Self.strace,
            arguments: [
                "-f", "-e", "trace=fsync,fdatasync", "-o", folder.file("trace"),
                BuiltPrograms.path("store-crash-child"), folder.file("jobs.db"), "50",
                // The leak check traces its own process, which has a tracer here.
            ], environment: ["ASAN_OPTIONS": "detect_leaks=0"], descriptors: [])
        let exit = try child.wait()
        try #require(exit?.status == .exited(0), "strace could not run here: \(String(describing: exit))")
        let trace = String(decoding: try File.contents(of: folder.file("trace")), as: UTF8.self)
        let synchronised = trace.split(separator: "\n").count { $0.contains("sync(") }
        #expect(synchronised >= 50, "50 acknowledged submissions made \(synchronised) fsyncs")
        #expect(synchronised < 80, "50 acknowledged submissions made \(synchronised) fsyncs")
    }
}

extension Collection {
    var nonEmpty: Self? { isEmpty ? nil : self }
}
