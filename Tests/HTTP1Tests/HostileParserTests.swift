import Testing

@testable import HTTP1

@Suite struct HostileParserTests {
    @Test(arguments: HostileInput.all) func refuses(_ input: HostileInput) {
        let run = ParserRun(input.text)
        #expect(run.status == input.status)
        #expect(run.requests.isEmpty)
        #expect(run.rejection?.detail.isEmpty == false)
    }

    @Test func nothingIsReadAfterARefusal() {
        let good = head("GET / HTTP/1.1", "Host: a")
        let run = ParserRun(good + "GET / HTTP/1.1\n\n" + good + good)
        #expect(run.requests == ["GET / "])
        #expect(run.status == 400)
        #expect(run.phase == .rejected)
    }
}
