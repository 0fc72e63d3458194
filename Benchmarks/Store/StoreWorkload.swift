import BenchmarkSupport
import JobModel
import JobStore
import Platform

/// The calls that a coordinator makes, one shape of load after another, each with its own database and with the price
/// of an fsync measured just before.
struct StoreWorkload {
    let folder: String
    let options: BenchmarkOptions

    private static let columns = [
        "operation", "jobs", "jobs/s", "call p50 ms", "call p99 ms", "commits/job", "largest batch", "fsync p50 ms",
        "fsync p99 ms",
    ]

    func run() async throws -> Report {
        var table = Table("Durable queue (WAL, synchronous=FULL)", columns: Self.columns)
        let single = options.rounds(1000)
        let many = options.rounds(40_000)
        table = try await measured("insert, one caller", single, into: table) { store, count in
            try await Distribution.milliseconds(rounds: count) { _ = try await store.submit([job()]) }
        }
        table = try await measured("insert, 64 callers", many, into: table) { store, count in
            try await callers(64, count) { _ = try await store.submit([job()]) }
        }
        table = try await measured("insert, 1000 in one call", many, into: table) { store, count in
            try await Distribution.milliseconds(rounds: max(1, count / 1000)) {
                _ = try await store.submit((0..<1000).map { _ in job() })
            }
        }
        table = try await measured("claim + finish, one caller", single, filled: true, into: table) { store, count in
            try await Distribution.milliseconds(rounds: count) { try await claimAndFinish(store) }
        }
        table = try await measured("claim + finish, 64 callers", many, filled: true, into: table) { store, count in
            try await callers(64, count) { try await claimAndFinish(store) }
        }
        table = try await measured("read by id", many, filled: true, into: table) { store, count in
            let ids = try await store.list(JobQuery(pageSize: 1000)).jobs.map(\.id)
            var next = 0
            return try await Distribution.milliseconds(rounds: count) {
                next = (next + 1) % ids.count
                _ = try await store.job(ids[next])
            }
        }
        return Report(
            "store", tables: [table],
            notes: ["Each commit is one fsync of the log; commits/job is the figure that does not depend on the disk."])
    }

    private func measured(
        _ name: String, _ count: Int, filled: Bool = false, into table: Table,
        _ body: (SQLiteJobStore, Int) async throws -> Distribution
    ) async throws -> Table {
        let path = "\(folder)/jobs.\(table.rows.count).db"
        let store = try SQLiteJobStore(path: path)
        if filled {
            for start in stride(from: 0, to: count, by: 1000) {
                _ = try await store.submit((start..<min(count, start + 1000)).map { _ in job() })
            }
        }
        let fsync = try await FsyncProbe.run(in: folder)
        let before = store.statistics
        let start = MonotonicClock.nanoseconds()
        let calls = try await body(store, count)
        let seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
        let after = store.statistics
        await store.close()
        var table = table
        table.add(
            name, "\(count)", (Double(count) / seconds).rounded(toPlaces: 0), calls.median.rounded(toPlaces: 3),
            calls.percentile(99).rounded(toPlaces: 3),
            (Double(after.commits - before.commits) / Double(count)).rounded(toPlaces: 4), "\(after.largestBatch)",
            fsync.median.rounded(toPlaces: 3), fsync.percentile(99).rounded(toPlaces: 3))
        return table
    }

    /// Callers that share `count` calls, each waiting for its answer before it calls again.
    private func callers(
        _ callers: Int, _ count: Int, _ call: @escaping @Sendable () async throws -> Void
    ) async throws -> Distribution {
        try await withThrowingTaskGroup(of: Distribution.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    try await Distribution.milliseconds(rounds: max(1, count / callers)) { try await call() }
                }
            }
            return Distribution(try await group.reduce(into: []) { $0 += $1.values })
        }
    }

    private func claimAndFinish(_ store: SQLiteJobStore) async throws {
        for claimed in try await store.claim(upTo: 1, lease: 30) {
            try await store.recordIntent(claimed.key, [], result: Self.result)
            try await store.finish(claimed.key, Self.result)
        }
    }

    /// About 600 bytes of document.
    private func job() -> NewJob {
        let id = JobID(created: Timestamp(milliseconds: RealtimeClock.milliseconds()))
        let output = OutputSpec(
            path: "/media/out/\(id).mp4", container: "mp4", preset: "h264-720p",
            video: .encode(VideoSpec(codec: "libx264", crf: 23, preset: "medium", width: 1280, height: 720)),
            audio: .encode(AudioSpec(codec: "aac", bitrate: 128_000)), subtitles: .copy)
        let spec = JobSpec(
            input: InputSpec(path: "/media/in/a rather ordinary name of a file.mov"), outputs: [output],
            labels: ["show": "a show", "season": "3"])
        return NewJob(id: id, spec: spec, requester: Requester(uid: 1000, gid: 1000))
    }

    private static let result = JobResult(
        outputs: [], usage: Usage(wallSeconds: 1, cpuSeconds: 1), sandbox: SandboxStamp(tier: .a, layers: []),
        backend: "none", width: WidthDecision(threads: 1, reason: "benchmark"))
}
