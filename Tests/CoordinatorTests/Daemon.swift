import FoundationEssentials
import JobModel
import Platform
import TestSupport
import Testing

@testable import Coordinator

/// A `millraced` that was built, on the synthetic backend, in a folder of its own.
final class RunningDaemon: Sendable {
    let folder: TemporaryDirectory
    let program: RunningProgram
    var socket: String { folder.file("run/s.sock") }

    /// Starts it and waits until it says that it is ready.
    init(in folder: TemporaryDirectory, workers: Int = 2, backends: [String] = ["synthetic"]) throws {
        self.folder = folder
        try BuiltPrograms.writeBackends(backends, to: folder.file("backends"))
        program = try RunningProgram(
            BuiltPrograms.path("millraced"),
            [
                "--socket", folder.file("run/s.sock"), "--state", folder.file("state"), "--workers", "\(workers)",
                "--backends", folder.file("backends"),
            ])
        guard program.waitForText("millraced ready: ") else { throw NotReady(words: program.errorText) }
    }

    struct NotReady: Error { var words: String }

    func client() throws -> SocketClient { try SocketClient(path: socket) }

    /// Submits a synthetic job of so many frames, each of which takes so long.
    func submit(
        _ name: String, frames: Int = 5, frameMilliseconds: Int = 1, fail: String = "none"
    ) async throws -> JobView {
        try await post(
            """
            {"input": {"path": "\(folder.file("in.bin"))"}, "outputs": [{"path": "\(folder.file(name))",
             "video": {"codec": "synthetic", "options": {"frames": "\(frames)", "frame_ms": "\(frameMilliseconds)",
             "fail": "\(fail)"}}}]}
            """)
    }

    func post(_ document: String) async throws -> JobView {
        let reply = try await client().request(
            "POST", "/v1/jobs", fields: ["Content-Type: application/json"], body: document)
        try #require(reply.status == 202, "\(reply.text)")
        return try JobView(reply)
    }

    func job(_ id: String, waiting seconds: Int = 30) async throws -> JobView {
        let client = try client()
        try await client.send("GET", "/v1/jobs/\(id)", fields: ["Prefer: wait=\(seconds)"])
        return try JobView(try await client.reply(seconds: Double(seconds) + 5))
    }

    /// Its templates and workers.
    var children: [Int32] {
        let tasks = (try? Directory.names(in: "/proc/\(program.pid)/task")) ?? []
        return tasks.flatMap { task -> [Int32] in
            let bytes = (try? File.contents(of: "/proc/\(program.pid)/task/\(task)/children")) ?? []
            return String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
        }
    }
}

/// What tests read of a job.
struct JobView: Decodable {
    struct Problem: Decodable {
        var type: String
        var detail: String
    }
    struct Result: Decodable {
        struct Output: Decodable {
            var path: String
            var bytes: Int64
            var sha256: String
        }
        var outputs: [Output]
    }
    var id: String
    var state: String
    var attempt: Int
    var result: Result?
    var problem: Problem?

    init(_ reply: HTTPReply) throws {
        self = try JSONDecoder().decode(JobView.self, from: Data(reply.body))
    }
}
