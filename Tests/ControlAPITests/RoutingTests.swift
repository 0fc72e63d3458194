import HTTP1
import MemoryJobService
import Telemetry
import TestSupport
import Testing

@testable import ControlAPI

@Suite struct RoutingTests {
    @Test func patternsMatchSegmentsAndVerbs() {
        let show = PathPattern("/jobs/{id}")
        let cancel = PathPattern("/jobs/{id}:cancel")
        #expect(show.match(["jobs", "a"]) == ["id": "a"])
        #expect(show.match(["jobs", "a:cancel"]) == nil)
        #expect(show.match(["jobs", ""]) == nil)
        #expect(show.match(["jobs"]) == nil)
        #expect(show.match(["jobs", "a", "b"]) == nil)
        #expect(cancel.match(["jobs", "a:cancel"]) == ["id": "a"])
        #expect(cancel.match(["jobs", ":cancel"]) == nil)
        #expect(cancel.match(["jobs", "a:b:cancel"]) == nil)
        #expect(PathPattern("/").match([String]()) == [:])
        #expect(PathPattern("/a/{x}/b/{y}").match(["a", "1", "b", "2"]) == ["x": "1", "y": "2"])
    }

    @Test func targetsAreTakenApartBeforeTheyAreDecoded() throws {
        let target = try RequestTarget("/a%2Fb/c+d?x=1+2&y=%26&z&=&q=a=b")
        #expect(target.segments == ["a/b", "c+d"])
        #expect(target.query.map(\.name) == ["x", "y", "z", "", "q"])
        #expect(target.query.map(\.value) == ["1 2", "&", "", "", "a=b"])
        #expect(try RequestTarget("/").segments == [])
        #expect(try RequestTarget("/?").query.isEmpty)
        #expect(throws: Problem.self) { try RequestTarget("/%00") }
    }

    /// The seam that later facades stand on: another prefix, another caller, another face for errors.
    @Test func aMountHasItsOwnCallersMiddlewareAndErrors() async throws {
        struct KeyAuthenticator: Authenticator {
            func authenticate(_ request: HTTPRequest) throws(Problem) -> Caller {
                guard request.fields["X-Key"] == "secret" else {
                    throw Problem(.unauthorized, "unauthorized", "a key is missing")
                }
                return Caller(uid: 7, gid: 7)
            }
        }
        struct PlainStyle: ErrorStyle {
            func response(_ problem: Problem, to request: HTTPRequest?) -> HTTPResponse {
                HTTPResponse(problem.status, body: .bytes(Array("plain: \(problem.kind)".utf8)))
            }
        }
        let outer: Middleware = { request, next in
            var response = await next(request)
            response.fields["X-Order"] = (response.fields["X-Order"] ?? "") + "outer"
            return response
        }
        let inner: Middleware = { request, next in
            var response = await next(request)
            response.fields["X-Order"] = "inner "
            return response
        }
        let router = Router(
            mounts: [
                Mount(
                    prefix: "", authenticator: PeerAuthenticator(uid: 1), middleware: [], errorStyle: ProblemStyle(),
                    routes: [Route(.get, "/here") { _ in HTTPResponse(.ok) }]),
                Mount(
                    prefix: "/other/api", authenticator: KeyAuthenticator(), middleware: [outer, inner],
                    errorStyle: PlainStyle(),
                    routes: [
                        Route(.get, "/who") { request in
                            HTTPResponse(.ok, body: .bytes(Array("\(request.caller.uid)".utf8)))
                        }
                    ]),
            ], admits: { _ in true })
        func ask(_ target: String, _ fields: HTTPFields = [:]) async throws -> (Int, String, String?) {
            let reply = try await HTTPReply(
                await router.respond(
                    to: HTTPRequest(method: .get, target: target, fields: fields, peer: Peer(uid: 1, gid: 1, pid: 1))),
                isHead: false)
            return (reply.status, reply.text, reply["x-order"])
        }
        #expect(try await ask("/other/api/who", ["x-key": "secret"]) == (200, "7", "inner outer"))
        #expect(try await ask("/other/api/who") == (401, "plain: unauthorized", "inner outer"))
        #expect(try await ask("/other/api/nothing", ["X-Key": "secret"]).1 == "plain: not-found")
        #expect(try await ask("/here").0 == 200)
        #expect(try await ask("/other/apix/who").1.contains("urn:millrace:problem:not-found"))
    }

    @Test func requestsAreLogged() async throws {
        let records = Records()
        let api = try await APIUnderTest(log: Logger(level: .debug) { record in records.add(record) })
        _ = try await api.ask("GET", "/v1/presets")
        await api.service.failNext(.internalError(detail: "x"))
        _ = try await api.ask("GET", "/v1/jobs")
        #expect(records.levels == [.debug, .error])
    }
}
