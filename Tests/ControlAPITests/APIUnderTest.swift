import ControlAPI
import FoundationEssentials
import HTTP1
import JobModel
import MemoryJobService
import Platform
import Telemetry
import TestSupport
import Testing

/// The API asked in one way at two levels: the router alone, and a server on a socket.
enum Level: CaseIterable, Sendable { case router, socket }

struct APIUnderTest {
    let service = MemoryJobService()
    let router: Router
    private let socket: (folder: TemporaryDirectory, server: HTTPServer, client: SocketClient)?

    init(_ level: Level = .router, log: Logger = .silent) async throws {
        router = ControlAPI.router(service: service, uid: User.effectiveID, log: log)
        guard level == .socket else {
            socket = nil
            return
        }
        let folder = try TemporaryDirectory()
        let server = HTTPServer(
            listener: try ListeningSocket.open(path: folder.file("api.sock")), handler: router, log: .silent)
        await server.start()
        socket = (folder, server, try SocketClient(path: folder.file("api.sock")))
    }

    /// The socket's path; for further clients.
    var path: String { socket?.folder.file("api.sock") ?? "" }

    func stop() async { await socket?.server.stop(within: 0) }

    func ask(
        _ method: String, _ target: String, fields: HTTPFields = [:], body: String? = nil,
        uid: UInt32 = User.effectiveID
    ) async throws -> HTTPReply {
        if let socket {
            return try await socket.client.request(
                method, target, fields: fields.all.map { "\($0.name): \($0.value)" }, body: body)
        }
        let request = HTTPRequest(
            method: HTTPMethod(rawValue: method), target: target, fields: fields, body: Array((body ?? "").utf8),
            peer: Peer(uid: uid, gid: 0, pid: 1))
        return try await HTTPReply(await router.respond(to: request), isHead: method == "HEAD")
    }

    func post(_ target: String, _ body: String? = nil, fields: HTTPFields = [:]) async throws -> HTTPReply {
        var fields = fields
        if body != nil, fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
        return try await ask("POST", target, fields: fields, body: body)
    }

    /// Submits a job; returns its id.
    func submit(_ document: String = Documents.good) async throws -> JobID {
        let reply = try await post("/v1/jobs", document)
        return try #require(JobID(try reply.json(Named.self).id), "\(reply.text)")
    }

    private struct Named: Decodable { var id: String }
}

enum Documents {
    static let good = #"{"input": {"path": "/in.mov"}, "outputs": [{"path": "/out.syn"}], "labels": {"show": "x"}}"#

    static func labelled(_ name: String, _ value: String) -> String {
        #"{"input": {"path": "/in.mov"}, "outputs": [{"path": "/out.syn"}], "labels": {"\#(name)": "\#(value)"}}"#
    }
}

/// A problem document as a client reads it.
struct ProblemReply: Decodable, Equatable {
    var type: String
    var title: String
    var status: Int
    var detail: String
    var instance: String?
    var errors: [FieldError]?
    var retryable: Bool
    var job: String?
}

/// A page of jobs as a client reads it.
struct JobPageReply: Decodable {
    var jobs: [JobRecord]
    var nextPageToken: String?

    enum CodingKeys: String, CodingKey {
        case jobs
        case nextPageToken = "next_page_token"
    }
}

extension HTTPReply {
    init(_ response: HTTPResponse, isHead: Bool) async throws {
        self.init(
            status: response.status.rawValue, fields: response.fields.all.map { ($0.name.lowercased(), $0.value) },
            body: [])
        switch response.body {
        case .bytes(let bytes): body = isHead ? [] : bytes
        case .stream(let produce):
            let gathered = Gathered()
            try await produce(BodyWriter { bytes async throws(ClientGone) in await gathered.add(bytes) })
            body = await gathered.bytes
        }
    }

    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(body))
    }

    func problem() throws -> ProblemReply {
        #expect(self["content-type"] == "application/problem+json")
        return try json(ProblemReply.self)
    }
}

private actor Gathered {
    var bytes: [UInt8] = []

    func add(_ more: [UInt8]) { bytes += more }
}

/// Waits until a condition holds, at most ten seconds.
func eventually(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<1000 {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}
