import ControlAPI
import JobModel
import JobStore
import Platform
import Scheduling
import Telemetry
import TestSupport

@testable import Coordinator

/// A coordinator on a real queue and real files in a folder of its own, with an executor that follows a script.
final class House: Sendable {
    let folder: TemporaryDirectory
    let store: SQLiteJobStore
    let executor: ScriptedExecutor
    let coordinator: Coordinator

    /// - Parameter folder: that of a former life, to take over from it.
    init(
        in folder: TemporaryDirectory? = nil, executor: ScriptedExecutor = ScriptedExecutor(), workers: Int = 2,
        adjust: (inout Configuration) -> Void = { _ in }
    ) throws {
        self.folder = try folder ?? TemporaryDirectory()
        self.executor = executor
        store = try SQLiteJobStore(path: self.folder.file("queue.sqlite"))
        var configuration = Configuration(
            socketPath: "", stateDirectory: self.folder.path, workers: workers, backendsDirectory: "")
        configuration.timing.noSpacePause = 0.05
        configuration.timing.storeRetry = 0.02
        configuration.timing.poll = 0.5
        configuration.timing.handBack = 0.3
        configuration.timing.retry.transient.firstPause = 0.02
        configuration.timing.retry.crash.firstPause = 0.02
        configuration.timing.retry.infrastructure.firstPause = 0.02
        adjust(&configuration)
        coordinator = Coordinator(configuration: configuration, store: store, executor: executor, log: .silent)
        if !File.exists(input) { try write("source", to: input) }
    }

    /// Begins this life.
    func start() async throws {
        try await coordinator.takeOver()
        await coordinator.begin()
    }

    var input: String { folder.file("in.mov") }
    func output(_ name: String = "out.syn") -> String { folder.file(name) }
    let me = Requester(uid: User.effectiveID, gid: User.effectiveGroupID)

    func document(_ outputs: String..., overwrite: Bool = false) -> JobDocument {
        JobDocument(
            input: InputSpec(path: input), outputs: outputs.map { OutputDocument(path: output($0)) },
            overwrite: overwrite)
    }

    func submit(_ outputs: String..., overwrite: Bool = false) async throws -> JobID {
        var document = document(overwrite: overwrite)
        document.outputs = outputs.map { OutputDocument(path: output($0)) }
        return try await coordinator.submit(document, requester: me, idempotency: nil).record.id
    }

    func end(_ id: JobID) async throws -> JobRecord { try await coordinator.job(id, waitingUpTo: 20) }

    func until(_ id: JobID, is state: JobState) async throws -> JobRecord {
        for _ in 0..<2000 {
            let record = try await coordinator.job(id)
            if record.state == state { return record }
            try await Task.sleep(for: .milliseconds(5))
        }
        return try await coordinator.job(id)
    }

    /// Ends this life; its folder stays for the next.
    func stop() async {
        await coordinator.stop(drainSeconds: 0)
        await store.close()
    }

    func write(_ content: String, to path: String) throws {
        let file = try File.open(path, [.writeOnly, .create, .truncate])
        try File.writeAll(Array(content.utf8), to: file.rawValue)
    }

    func content(_ name: String = "out.syn") -> String? {
        (try? File.contents(of: output(name))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Temporary files of attempts.
    var leftovers: [String] {
        ((try? Directory.names(in: folder.path)) ?? []).filter { $0.hasPrefix(".millrace-") }
    }
}
