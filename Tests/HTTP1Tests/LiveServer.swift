import HTTP1
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

/// A server on a socket of its own, with a handler that does what a request's path says.
struct LiveServer {
    let folder: TemporaryDirectory
    let server: HTTPServer
    let handler: ScriptedHandler
    var path: String { folder.file("http.sock") }

    init(limits: HTTPLimits = HTTPLimits(), authorized: Bool = true) async throws {
        folder = try TemporaryDirectory()
        handler = ScriptedHandler(authorized: authorized)
        server = HTTPServer(
            listener: try ListeningSocket.open(path: folder.file("http.sock")), handler: handler, limits: limits,
            log: .silent)
        await server.start()
    }

    func client() throws -> SocketClient { try SocketClient(path: path) }

    func stop() async { await server.stop(within: 0) }
}

/// `/echo` answers with the body, `/wait` when released or cancelled, `/stream/N` with N chunks, `/flood` for ever.
final class ScriptedHandler: HTTPHandler {
    struct Counts: Sendable, Equatable {
        var waiting = 0
        var cancelled = 0
        var streamed = 0
        var gone = 0
    }

    let authorized: Bool
    let counts = Mutex(Counts())
    private let released = Mutex(false)

    init(authorized: Bool) { self.authorized = authorized }

    var seen: Counts { counts.withLock { $0 } }

    func release() { released.withLock { $0 = true } }

    func authorize(_ peer: Peer) -> Bool { authorized }

    func response(refusing rejection: Rejection) -> HTTPResponse {
        HTTPResponse(rejection.status, body: .bytes(Array(rejection.detail.utf8)))
    }

    @concurrent func respond(to request: HTTPRequest) async -> HTTPResponse {
        let parts = request.target.split(separator: "/")
        switch parts.first {
        case "echo":
            return HTTPResponse(.ok, fields: ["Content-Type": "text/plain"], body: .bytes(request.body))
        case "who": return HTTPResponse(.ok, body: .bytes(Array("\(request.peer.uid)".utf8)))
        case "wait": return await wait()
        case "stream":
            let count = Int(parts[1]) ?? 0
            return HTTPResponse(
                .ok,
                body: .stream { writer in
                    for number in 0..<count { try await writer.write(Array("piece \(number)\n".utf8)) }
                })
        case "broken":
            return HTTPResponse(
                .ok,
                body: .stream { writer in
                    try await writer.write(Array("half".utf8))
                    throw ClientGone()
                })
        case "forever":
            return HTTPResponse(
                .ok,
                body: .stream { writer in
                    try await writer.write(Array("first".utf8))
                    while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                    try await writer.write(Array("last".utf8))
                })
        case "flood": return flood()
        default: return HTTPResponse(.notFound)
        }
    }

    private func wait() async -> HTTPResponse {
        counts.withLock { $0.waiting += 1 }
        while !Task.isCancelled, !released.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(5)) }
        counts.withLock {
            $0.waiting -= 1
            if Task.isCancelled { $0.cancelled += 1 }
        }
        return HTTPResponse(.ok, body: .bytes(Array("done".utf8)))
    }

    private func flood() -> HTTPResponse {
        HTTPResponse(
            .ok,
            body: .stream { [self] writer in
                let piece = [UInt8](repeating: 120, count: 16 * 1024)
                do {
                    while true {
                        try await writer.write(piece)
                        counts.withLock { $0.streamed += piece.count }
                    }
                } catch {
                    counts.withLock { $0.gone += 1 }
                    throw error
                }
            })
    }
}

/// Waits until a condition holds, at most ten seconds.
func eventually(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<1000 {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}
