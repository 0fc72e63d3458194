import ControlAPI
import HTTP1
import JobModel
import MemoryJobService
import TestSupport
import Testing

/// A request that is refused, and exactly how.
struct Refused: CustomTestStringConvertible, Sendable {
    var method = "GET"
    var target: String
    var fields: HTTPFields = [:]
    var body: String?
    var status: Int
    var kind: String
    /// Of each entry of `errors`, in order.
    var pointers: [String] = []

    var testDescription: String { "\(method) \(target) \(body ?? "") \(fields.all.map(\.value))" }

    static func get(
        _ target: String, with fields: HTTPFields = [:], _ status: Int, _ kind: String, _ pointers: String...
    ) -> Refused { Refused(target: target, fields: fields, status: status, kind: kind, pointers: pointers) }

    static func post(
        _ target: String, _ body: String?, with fields: HTTPFields = ["Content-Type": "application/json"],
        _ status: Int, _ kind: String, _ pointers: String...
    ) -> Refused {
        Refused(
            method: "POST", target: target, fields: fields, body: body, status: status, kind: kind,
            pointers: pointers)
    }

    private static let deep = String(repeating: "[", count: 33)
    private static let input = #""input":{"path":"/in.mov"}"#
    private static let noJob = "0123456789ABCDEFGHJKMNPQRS"

    static let all: [Refused] = [
        // 400: the target or a parameter.
        .get("/v1/jobs/%zz", 400, "bad-target"),
        .get("/v1/jobs/%ff", 400, "bad-target"),
        .get("/v1/jobs?state=%0", 400, "bad-target"),
        .get("/v1/jobs?pagesize=2", 400, "bad-parameter", "?pagesize"),
        .get("/v1/presets?x=1", 400, "bad-parameter", "?x"),
        .get("/v1/jobs?page_size=0", 400, "bad-parameter", "?page_size"),
        .get("/v1/jobs?page_size=-1", 400, "bad-parameter", "?page_size"),
        .get("/v1/jobs?page_size=ten", 400, "bad-parameter", "?page_size"),
        .get("/v1/jobs?page_size=1&page_size=2", 400, "bad-parameter", "?page_size"),
        .get("/v1/jobs?page_token=x", 400, "bad-parameter", "?page_token"),
        .get("/v1/jobs?state=done", 400, "bad-parameter", "?state"),
        .get("/v1/jobs?state=failed,", 400, "bad-parameter", "?state"),
        .get("/v1/jobs?label=show", 400, "bad-parameter", "?label"),
        .get("/v1/jobs?label=:x", 400, "bad-parameter", "?label"),
        .get("/v1/jobs?label=a:1&label=a:2", 400, "bad-parameter", "?label"),
        .get("/v1/events?since=-1", 400, "bad-parameter", "?since"),
        .get("/v1/events?since=now", 400, "bad-parameter", "?since"),
        .get("/v1/events?job=x", 400, "bad-parameter", "?job"),
        .get("/readyz?verbose=2", 400, "bad-parameter", "?verbose"),
        .post("/v1/jobs?validate_only=yes", Documents.good, 400, "bad-parameter", "?validate_only"),
        // 400: a header field.
        .get("/v1/events", with: ["Last-Event-ID": "x"], 400, "bad-header-field", "Last-Event-ID:"),
        .get("/v1/jobs/\(noJob)", with: ["Prefer": "wait=soon"], 400, "bad-header-field", "Prefer:"),
        .get("/v1/jobs/\(noJob)", with: ["Prefer": "wait"], 400, "bad-header-field", "Prefer:"),
        .post(
            "/v1/jobs", Documents.good, with: ["Content-Type": "application/json", "Idempotency-Key": "\"\""],
            400, "bad-header-field", "Idempotency-Key:"),
        .post(
            "/v1/jobs", Documents.good, with: ["Content-Type": "application/json", "Idempotency-Key": "two words"],
            400, "bad-header-field", "Idempotency-Key:"),
        .post(
            "/v1/jobs", Documents.good,
            with: ["Content-Type": "application/json", "Idempotency-Key": String(repeating: "k", count: 256)],
            400, "bad-header-field", "Idempotency-Key:"),
        // 400: not JSON.
        .post("/v1/jobs", "", 400, "malformed-json", ""),
        .post("/v1/jobs", "{", 400, "malformed-json", ""),
        .post("/v1/jobs", "{\(input),}", 400, "malformed-json", ""),
        .post("/v1/jobs", #"{"input":{"path":"/a" "b"}}"#, 400, "malformed-json", "/input"),
        .post("/v1/jobs", #"{"input":{"path":tru}}"#, 400, "malformed-json", "/input/path"),
        .post("/v1/jobs", #"{"priority":1,"priority":2}"#, 400, "malformed-json", "/priority"),
        .post(
            "/v1/jobs", #"{"x":\#(deep)"#, 400, "malformed-json",
            "/x" + String(repeating: "/0", count: 31)),
        // 404 and 405.
        .get("/", 404, "not-found"),
        .get("/v2/jobs", 404, "not-found"),
        .get("/v1/", 404, "not-found"),
        .get("/v1/jobs/", 404, "not-found"),
        .get("/v1//jobs", 404, "not-found"),
        .get("/v1/jobs/x", 404, "not-found"),
        .get("/v1/jobs/\(noJob)", 404, "not-found"),
        .post("/v1/jobs/\(noJob):cancel", nil, with: [:], 404, "not-found"),
        .post("/v1/jobs/\(noJob):explode", nil, with: [:], 404, "not-found"),
        .get("/v1/jobs/\(noJob):cancel", 405, "method-not-allowed"),
        .post("/healthz", nil, with: [:], 405, "method-not-allowed"),
        Refused(method: "DELETE", target: "/v1/jobs", status: 405, kind: "method-not-allowed"),
        Refused(method: "OPTIONS", target: "/v1/jobs", status: 405, kind: "method-not-allowed"),
        // 415.
        .post("/v1/jobs", Documents.good, with: [:], 415, "unsupported-media-type", "Content-Type:"),
        .post(
            "/v1/jobs", Documents.good, with: ["Content-Type": "text/json"], 415, "unsupported-media-type",
            "Content-Type:"),
        .post("/v1/jobs/\(noJob):retry", "{}", with: [:], 415, "unsupported-media-type", "Content-Type:"),
        // 422: the document.
        .post("/v1/jobs", "[]", 422, "invalid-spec", ""),
        .post("/v1/jobs", "null", 422, "invalid-spec", ""),
        .post("/v1/jobs", "{}", 422, "invalid-spec", "/input"),
        .post("/v1/jobs", #"{"input":{}}"#, 422, "invalid-spec", "/input/path"),
        .post("/v1/jobs", #"{"input":{"path":7}}"#, 422, "invalid-spec", "/input/path"),
        .post("/v1/jobs", #"{\#(input),"colour":1}"#, 422, "invalid-spec", "/colour"),
        .post("/v1/jobs", #"{\#(input),"a/b~c":1}"#, 422, "invalid-spec", "/a~1b~0c"),
        .post("/v1/jobs", #"{\#(input),"outputs":{}}"#, 422, "invalid-spec", "/outputs"),
        .post("/v1/jobs", #"{\#(input),"outputs":[]}"#, 422, "invalid-spec", "/outputs"),
        .post(
            "/v1/jobs", #"{\#(input),"outputs":[{"path":"/o.syn","video":{"crff":1}}]}"#, 422, "invalid-spec",
            "/outputs/0/video/crff"),
        .post("/v1/jobs", #"{\#(input),"outputs":[{"path":"/o.xyz"}]}"#, 422, "invalid-spec", "/outputs/0/container"),
        .post(
            "/v1/jobs", #"{\#(input),"outputs":[{"path":"/o.syn","preset":"nope"}]}"#, 422, "invalid-spec",
            "/outputs/0/preset"),
        .post(
            "/v1/jobs", #"{\#(input),"outputs":[{"path":"/in.mov","container":"synthetic"}]}"#, 422, "invalid-spec",
            "/outputs/0/path"),
        .post(
            "/v1/jobs", #"{"input":{"path":"in.mov"},"outputs":[{"path":"/o.syn"}],"priority":101}"#, 422,
            "invalid-spec", "/input/path", "/priority"),
        .post("/v1/jobs/\(noJob):retry", #"{"force":true}"#, 422, "invalid-spec", "/force"),
    ]
}

@Suite struct ProblemTests {
    @Test(arguments: Refused.all) func refuses(_ refused: Refused) async throws {
        let api = try await APIUnderTest()
        let reply = try await api.ask(
            refused.method, refused.target, fields: refused.fields, body: refused.body)
        #expect(reply.status == refused.status, "\(reply.text)")
        #expect(reply["api-version"] == "1")
        let problem = try reply.problem()
        #expect(problem.type == "urn:millrace:problem:\(refused.kind)", "\(reply.text)")
        #expect(problem.status == refused.status)
        #expect(problem.title == String(refused.kind.map { $0 == "-" ? " " : $0 }))
        #expect(problem.errors?.map(\.pointer) ?? [] == refused.pointers, "\(reply.text)")
        #expect(problem.errors?.allSatisfy { !$0.detail.isEmpty } ?? true)
        #expect(!problem.detail.isEmpty)
        #expect(!problem.retryable)
        #expect(problem.instance == String(refused.target.prefix { $0 != "?" }))
    }

    @Test(arguments: [
        ("/v1/jobs", "POST, GET, HEAD"), ("/healthz", "GET, HEAD"),
        ("/v1/jobs/0123456789ABCDEFGHJKMNPQRS:retry", "POST"),
    ])
    func aWrongMethodIsToldTheRightOnes(_ target: String, _ allow: String) async throws {
        let api = try await APIUnderTest()
        #expect(try await api.ask("PATCH", target)["allow"] == allow)
    }

    struct ServiceCase: Sendable {
        let failure: ServiceFailure
        let status: Int
        let kind: String
        let retryable: Bool
        var pointers: [String] = []
        var retryAfter: String?

        static let all: [ServiceCase] = [
            .init(
                failure: .invalid([.init(pointer: "/a", detail: "x"), .init(pointer: "/b", detail: "y")]), status: 422,
                kind: "invalid-spec", retryable: false, pointers: ["/a", "/b"]),
            .init(failure: .notFound(id), status: 404, kind: "not-found", retryable: false),
            .init(
                failure: .conflict(detail: "taken by another job", job: id), status: 409, kind: "state-conflict",
                retryable: false),
            .init(
                failure: .idempotencyMismatch(key: "k"), status: 422, kind: "idempotency-mismatch", retryable: false,
                pointers: ["Idempotency-Key:"]),
            .init(failure: .eventsTrimmed(oldest: 7), status: 410, kind: "events-trimmed", retryable: false),
            .init(
                failure: .unavailable(detail: "stopping", retryAfterSeconds: 3), status: 503, kind: "unavailable",
                retryable: true, retryAfter: "3"),
            .init(failure: .noSpace(detail: "state"), status: 507, kind: "no-space", retryable: true),
            .init(failure: .internalError(detail: "oops"), status: 500, kind: "internal", retryable: false),
        ]

        static let id = JobID("0123456789ABCDEFGHJKMNPQRS")!
    }

    @Test(arguments: ServiceCase.all) func failuresOfTheServiceBecomeProblems(_ given: ServiceCase) async throws {
        let api = try await APIUnderTest()
        await api.service.failNext(given.failure)
        let reply = try await api.post("/v1/jobs", Documents.good)
        #expect(reply.status == given.status)
        #expect(reply["retry-after"] == given.retryAfter)
        let problem = try reply.problem()
        #expect(problem.type == "urn:millrace:problem:\(given.kind)")
        #expect(problem.retryable == given.retryable)
        #expect(problem.errors?.map(\.pointer) ?? [] == given.pointers)
        if case .conflict(_, let job) = given.failure { #expect(problem.job == job.text) }
    }

    @Test func aKeyUsedWithAnotherBodyIsRefused() async throws {
        let api = try await APIUnderTest()
        _ = try await api.post("/v1/jobs", Documents.good, fields: ["Idempotency-Key": "k"])
        let reply = try await api.post("/v1/jobs", Documents.good + " ", fields: ["Idempotency-Key": "k"])
        #expect(reply.status == 422)
        #expect(try reply.problem().errors?.first?.pointer == "Idempotency-Key:")
    }

    @Test func aTokenOfAnotherFilterIsRefused() async throws {
        let api = try await APIUnderTest()
        for _ in 0..<2 { _ = try await api.submit() }
        let token =
            try await api.ask("GET", "/v1/jobs?page_size=1&label=show:x").json(JobPageReply.self).nextPageToken ?? ""
        #expect(try await api.ask("GET", "/v1/jobs?label=show:x&page_token=\(token)").status == 200)
        let reply = try await api.ask("GET", "/v1/jobs?page_token=\(token)")
        #expect(reply.status == 400)
        #expect(try reply.problem().errors?.first?.pointer == "?page_token")
    }

    @Test func whatTheCoreRefusesIsAProblemToo() async throws {
        let api = try await APIUnderTest(.socket)
        let reply = try await api.ask("GET", "/" + String(repeating: "x", count: 9000))
        #expect(reply.status == 414)
        #expect(reply["api-version"] == "1")
        let problem = try reply.problem()
        #expect(problem.type == "urn:millrace:problem:uri-too-long")
        #expect(problem.instance == nil)
        await api.stop()
    }

    @Test func anotherUserIsRefusedAndRootIsNot() async throws {
        let api = try await APIUnderTest()
        let stranger = try await api.ask("GET", "/v1", uid: 4_000_000)
        #expect(stranger.status == 403)
        #expect(try stranger.problem().type == "urn:millrace:problem:forbidden")
        #expect(try await api.ask("GET", "/v1", uid: 0).status == 200)
        #expect(!api.router.authorize(Peer(uid: 4_000_000, gid: 0, pid: 1)))
        #expect(api.router.authorize(Peer(uid: 0, gid: 0, pid: 1)))
    }
}
