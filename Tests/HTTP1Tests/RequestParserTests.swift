import Testing

@testable import HTTP1

@Suite struct RequestParserTests {
    @Test func readsARequestWithoutABody() {
        let run = ParserRun(head("GET /v1/jobs?page_size=2 HTTP/1.1", "Host: localhost", "Accept: */*"))
        #expect(run.requests == ["GET /v1/jobs?page_size=2 "])
        #expect(run.phase == .idle)
    }

    @Test func readsFieldsWithBlanksAroundTheValue() {
        var parser = RequestParser(limits: HTTPLimits())
        parser.append(Array(head("GET / HTTP/1.1", "Host:localhost", "X-A: \t two words \t", "x-a:", "B: 1").utf8))
        guard case .request(let head, _) = parser.next() else {
            Issue.record("not a request")
            return
        }
        #expect(head.fields.values("X-A") == ["two words", ""])
        #expect(head.fields["b"] == "1")
    }

    @Test func readsABodyByLength() {
        let run = ParserRun(head("POST /x HTTP/1.1", "Host: h", "Content-Length: 5") + "hello")
        #expect(run.requests == ["POST /x hello"])
    }

    @Test func readsAChunkedBodyWithExtensionsAndTrailer() {
        let run = ParserRun(
            head("POST /x HTTP/1.1", "Host: h", "Transfer-Encoding: Chunked")
                + "3;note=\"a b\"\r\nhel\r\n02\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n")
        #expect(run.requests == ["POST /x hello"])
        #expect(run.phase == .idle)
    }

    @Test func readsPipelinedRequests() {
        let one = head("POST /a HTTP/1.1", "Host: h", "Content-Length: 2") + "ab"
        let two = head("GET /b HTTP/1.1", "Host: h")
        #expect(ParserRun(one + two + one).requests == ["POST /a ab", "GET /b ", "POST /a ab"])
    }

    @Test func asksForContinueOnceAndOnlyWhereTheBodyIsNotUnderWay() {
        let text = head("POST /x HTTP/1.1", "Host: h", "Content-Length: 2", "Expect: 100-Continue")
        var parser = RequestParser(limits: HTTPLimits())
        parser.append(Array(text.utf8))
        #expect(parser.next() == .expectsContinue)
        #expect(parser.next() == .needsInput)
        parser.append(Array("ab".utf8))
        guard case .request(_, let body) = parser.next() else {
            Issue.record("not a request")
            return
        }
        #expect(body == Array("ab".utf8))

        var eager = RequestParser(limits: HTTPLimits())
        eager.append(Array((text + "a").utf8))
        #expect(eager.next() == .needsInput)
    }

    @Test func aBodyOfExactlyTheLimitIsTaken() {
        var limits = HTTPLimits()
        limits.body = 10
        let fits = head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "0123456789"
        #expect(ParserRun(fits, limits: limits).requests.count == 1)
        #expect(ParserRun(head("POST / HTTP/1.1", "Host: h", "Content-Length: 11"), limits: limits).status == 413)
        let chunked = head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked")
        #expect(ParserRun(chunked + "6\r\n012345\r\n4\r\n6789\r\n0\r\n\r\n", limits: limits).requests.count == 1)
        #expect(ParserRun(chunked + "6\r\n012345\r\n5\r\n", limits: limits).status == 413)
    }

    @Test func aHeadOfExactlyTheLimitsIsTaken() {
        var limits = HTTPLimits()
        limits.fields = 3
        #expect(ParserRun(head("GET / HTTP/1.1", "Host: h", "A: 1", "B: 2"), limits: limits).requests.count == 1)
        #expect(ParserRun(head("GET / HTTP/1.1", "Host: h", "A: 1", "B: 2", "C: 3"), limits: limits).status == 431)
        let text = head("GET / HTTP/1.1", "Host: h")
        limits.head = text.utf8.count
        limits.requestLine = "GET / HTTP/1.1\r\n".utf8.count
        #expect(ParserRun(text, limits: limits).requests.count == 1)
        limits.head -= 1
        #expect(ParserRun(text, limits: limits).status == 431)
        limits.head += 1
        limits.requestLine -= 1
        #expect(ParserRun(text, limits: limits).status == 414)
    }

    @Test func splittingDoesNotChangeWhatIsRead() {
        for text in HostileInput.all.map(\.text) + HostileInput.friendly {
            let bytes = Array(text.utf8)
            let whole = ParserRun([bytes[...]])
            #expect(ParserRun(bytes.indices.map { bytes[$0...$0] }) == whole, "byte by byte: \(text.prefix(60))")
            let cuts = bytes.count < 2000 ? Array(0...bytes.count) : [1, bytes.count / 2, bytes.count - 1]
            for cut in cuts {
                #expect(ParserRun([bytes[..<cut], bytes[cut...]]) == whole, "cut at \(cut): \(text.prefix(60))")
            }
        }
    }

    @Test func memoryStaysBoundedOverAMillionPipelinedBytes() {
        let one = Array(head("GET /b HTTP/1.1", "Host: h").utf8)
        var parser = RequestParser(limits: HTTPLimits())
        var count = 0
        for _ in 0..<40_000 {
            parser.append(one)
            while case .request = parser.next() { count += 1 }
            #expect(parser.buffered == 0)
        }
        #expect(count == 40_000)
    }
}
