import Client
import JobModel
import Platform
import TestSupport
import Testing

@Suite struct TransportTests {
    private static let job = #"""
        {"id":"01KADRM3QJ5V9V7Y4V6ZQ2C8XN","spec":{"kind":"transcode","input":{"path":"/a.mp4"},"outputs":[],"priority":0,
        "labels":{},"overwrite":false,"verify":"standard"},"state":"queued","attempt":0,
        "create_time":"2026-11-20T07:42:51.250Z","requester":{"uid":0,"gid":0},"etag":1,"newer":[1]}
        """#

    private func answer(_ status: String, _ body: String, fields: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    @Test func aSubmissionIsOneRequestWithAKey() throws {
        let server = try ScriptedServer([[answer("202 Accepted", Self.job, fields: "Idempotency-Replayed: true\r\n")]])
        let submission = try Client(socketPath: server.path).submit(Array(#"{"input":{}}"#.utf8), key: "k1")
        #expect(submission.job.id.text == "01KADRM3QJ5V9V7Y4V6ZQ2C8XN")
        #expect(submission.job.state == .queued)
        #expect(submission.replayed)
        #expect(submission.json == Array(Self.job.utf8))
        server.finish()
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /v1/jobs HTTP/1.1\r\nHost: millrace\r\n"))
        #expect(request.contains("\r\nIdempotency-Key: \"k1\"\r\n"))
        #expect(request.hasSuffix("\r\nContent-Length: 12\r\n\r\n{\"input\":{}}"))
    }

    @Test func oneConnectionServesSeveralRequestsAndIsMadeAnewOnceItIsGone() throws {
        let server = try ScriptedServer([
            [answer("200 OK", Self.job), answer("200 OK", Self.job)],
            [answer("200 OK", Self.job, fields: "Connection: close\r\n")],
            [answer("200 OK", Self.job)],
        ])
        let client = Client(socketPath: server.path)
        for _ in 0..<4 { #expect(try client.job("01KADRM3QJ5V9V7Y4V6ZQ2C8XN").job.state == .queued) }
        server.finish()
        #expect(server.requests.count == 4)
    }

    @Test func chunkedBodiesAndInterimAnswersAreRead() throws {
        let half = Self.job.utf8.count / 2
        let first = String(decoding: Self.job.utf8.prefix(half), as: UTF8.self)
        let second = String(decoding: Self.job.utf8.dropFirst(half), as: UTF8.self)
        let chunked =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "\(String(half, radix: 16));x=y\r\n\(first)\r\n"
            + "\(String(second.utf8.count, radix: 16, uppercase: true))\r\n\(second)\r\n0\r\nTrailer: 1\r\n\r\n"
        let server = try ScriptedServer([[chunked, answer("200 OK", Self.job)]])
        let client = Client(socketPath: server.path)
        #expect(try client.job("x").json == Array(Self.job.utf8))
        #expect(try client.job("x").json == Array(Self.job.utf8))
    }

    @Test func aProblemIsARefusal() throws {
        let problem = #"""
            {"type":"urn:millrace:problem:invalid-spec","title":"invalid spec","status":422,"detail":"2 things are wrong",
            "errors":[{"pointer":"/outputs/0/path","detail":"exists"},{"pointer":"","detail":"odd"}],"retryable":false}
            """#
        let server = try ScriptedServer([
            [answer("422 Unprocessable Content", problem), answer("503 Busy", "oops", fields: "Retry-After: 7\r\n")]
        ])
        let client = Client(socketPath: server.path)
        let failure = #expect(throws: ClientFailure.self) { _ = try client.submit([]) }
        guard case .refused(let refusal)? = failure else { return }
        #expect(refusal.code == .invalidSpec)
        #expect(refusal.errors.count == 2)
        #expect(refusal.text == "2 things are wrong\n  /outputs/0/path: exists\n  document: odd")
        let second = #expect(throws: ClientFailure.self) { _ = try client.submit([]) }
        guard case .refused(let bare)? = second else { return }
        #expect(bare.status == 503 && bare.retryAfterSeconds == 7 && bare.code == nil)
    }

    @Test(arguments: [
        ("", "closed the connection without an answer"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "in the middle of a line"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", "cut short"),
        ("SSH-2.0-OpenSSH\r\n\r\n", "does not speak this client's protocol"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "transfer coding gzip"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "content length -1"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "chunk size"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "missing field"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{", "cannot be read"),
    ])
    func aBrokenAnswerIsNamed(answer: String, words: String) throws {
        let server = try ScriptedServer([[answer]])
        let failure = #expect(throws: ClientFailure.self) { _ = try Client(socketPath: server.path).job("x") }
        #expect("\(try #require(failure))".contains(words), "\(failure.debugDescription)")
    }

    @Test func aSilentServerIsGivenUpOn() throws {
        let folder = try TemporaryDirectory()
        let listener = try UnixListener(path: folder.file("s"))
        let client = Client(socketPath: folder.file("s"))
        client.answerSeconds = 0.05
        #expect(throws: ClientFailure.timedOut) { _ = try client.job("x") }
        client.isInterrupted = { true }
        client.answerSeconds = 60
        #expect(throws: ClientFailure.interrupted) { _ = try client.job("x") }
        #expect(listener.rawValue >= 0)
    }

    @Test func nobodyThereIsSaidWithWhatToDo() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("s")
        let missing = #expect(throws: ClientFailure.self) { _ = try Client(socketPath: path).job("x") }
        #expect("\(try #require(missing))".contains("no coordinator listens at \(path): start one with"))
        do { _ = try UnixListener(path: path) }
        let dead = #expect(throws: ClientFailure.self) { _ = try Client(socketPath: path).job("x") }
        #expect("\(try #require(dead))".contains("start millraced again"))
        let long = #expect(throws: ClientFailure.self) {
            _ = try Client(socketPath: "/tmp/" + String(repeating: "x", count: 200)).job("x")
        }
        #expect("\(try #require(long))".contains("1 to 107 bytes"))
    }

    @Test func aSocketInAFolderThatEverybodyMayWriteIsNotTrusted() throws {
        let folder = try TemporaryDirectory()
        try Directory.create(folder.file("open"), mode: 0o777)
        _ = try Tool.run("chmod", ["0777", folder.file("open")])
        let failure = #expect(throws: ClientFailure.self) {
            _ = try Client(socketPath: folder.file("open/s")).job("x")
        }
        #expect("\(try #require(failure))".contains("not to be trusted"))
        _ = try Tool.run("chmod", ["1777", folder.file("open")])
        #expect(SocketTrust.objection(to: folder.file("open/s")) == nil)
    }
}
