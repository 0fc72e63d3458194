import Glibc
import JobModel
import Platform
import Telemetry
import TestSupport
import Testing
import WorkerProtocol

@testable import WorkerPool

extension TemporaryDirectory {
    /// Makes a file, with the folders above it.
    func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws {
        if let slash = name.lastIndex(of: "/") { try Directory.createAll(file(String(name[..<slash]))) }
        try File.replace(file(name), with: Array(text.utf8), mode: mode)
    }
}

/// A pool with the scripted backend.
struct PoolFixture {
    let folder: TemporaryDirectory
    let pool: WorkerPool

    /// - Parameter template: what the template does; see `Tests/ScriptedBackend`.
    init(_ template: String = "honest", _ change: (inout PoolConfiguration) -> Void = { _ in }) async throws {
        folder = try TemporaryDirectory()
        try folder.write(
            "scripted.json",
            #"{"manifest":1,"name":"scripted","executable":"scripted-\#(template)","protocol":1}"#)
        let linked = unsafe symlink(BuiltPrograms.path("scripted-backend"), folder.file("scripted-\(template)"))
        try #require(linked == 0)
        var configuration = PoolConfiguration(
            backendsFolder: folder.path, programFolder: BuiltPrograms.folder, workers: 2)
        configuration.unsafeNoSandbox = true
        configuration.templateUsers = 0..<0
        change(&configuration)
        pool = WorkerPool(configuration, logger: .silent)
        try await pool.start()
    }

    /// An order for a worker that does what `script` says.
    func order(
        _ script: String, fence: Int64 = 1, wall: Double = 30, stall: Double = 30, limits: ProcessLimits = .standard
    ) throws -> AttemptOrder {
        let id = JobID(created: Timestamp(milliseconds: RealtimeClock.milliseconds()))
        let name = "\(id)-\(fence)"
        try folder.write(name, script + "\n")
        return AttemptOrder(
            job: WorkerJob(key: AttemptKey(job: id, fence: fence), operation: .probe), backend: "scripted",
            requester: Requester(uid: User.effectiveID, gid: User.effectiveGroupID),
            files: [SharedDescriptor(try File.open(folder.file(name), .readOnly))], limits: limits,
            wallSeconds: wall, stallSeconds: stall)
    }

    /// Ends the `wait` of an order's worker.
    func release(_ order: AttemptOrder) throws {
        let key = order.job.key
        let file = try File.open(folder.file("\(key.job)-\(key.fence)"), [.writeOnly, .append])
        try File.writeAll(Array("go\n".utf8), to: file.rawValue)
    }

    /// Waits until so many workers are parked.
    func parked(_ count: Int = 2) async throws -> Bool {
        try await eventually { await pool.parked.count == count }
    }

    func run(_ script: String, wall: Double = 30, stall: Double = 30) async throws -> AttemptOutcome {
        await pool.run(try order(script, wall: wall, stall: stall)) { _ in }
    }

    /// Runs `body` with a pool and shuts it down.
    static func with<Result>(
        _ template: String = "honest", _ change: (inout PoolConfiguration) -> Void = { _ in },
        _ body: (PoolFixture) async throws -> Result
    ) async throws -> Result {
        let fixture = try await PoolFixture(template, change)
        do {
            let result = try await body(fixture)
            await fixture.pool.shutdown()
            return result
        } catch {
            await fixture.pool.shutdown()
            throw error
        }
    }
}

extension AttemptOutcome {
    var failure: Failure? {
        if case .failure(let failure) = result { failure } else { nil }
    }

    var report: WorkerReport? { try? result.get() }
}

extension WorkerPool {
    /// Processes that the pool knows of.
    var processes: Set<Int32> { pids }

    var workerCount: Int { workers.count }

    /// The users whose templates live.
    var templateUsers: [UInt32] { templates.values.map(\.lane.user) }

    /// The parked workers of this process's own user.
    var parked: [ParkedWorker] {
        lane?.parked.map { ParkedWorker(id: $0.id, pid: $0.process?.child.pid) } ?? []
    }

    /// The process of the template that serves this process's own user.
    var templateProcess: Int32? { lane?.template?.process.child.pid }

    private var lane: Lane? { lanes[LaneKey(backend: "scripted", user: User.effectiveID)] }
}

struct ParkedWorker: Sendable, Equatable {
    var id: UInt64
    var pid: Int32?
}

/// Waits, looking every few milliseconds, until `condition` holds; a bound that only a failure meets.
func eventually(seconds: Double = 60, _ condition: () async throws -> Bool) async throws -> Bool {
    let end = MonotonicClock.nanoseconds() + UInt64(seconds * 1e9)
    while MonotonicClock.nanoseconds() < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return try await condition()
}
