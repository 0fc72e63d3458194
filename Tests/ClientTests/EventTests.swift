import Client
import JobModel
import TestSupport
import Testing

@Suite struct ServerSentEventsTests {
    private let stream =
        "retry: 1000\n\n:\n\nid: 4\nevent: job.queued\ndata: a\ndata:b\n\r\nid: 5\r\ndata\r\n\r\rdata: c\n\n"

    private var expected: [ServerSentEvents.Event] {
        [
            .init(name: "job.queued", data: "a\nb", id: "4"), .init(name: "message", data: "", id: "5"),
            .init(name: "message", data: "c", id: "5"),
        ]
    }

    @Test func eventsAreTakenApart() {
        var parser = ServerSentEvents()
        #expect(parser.feed(Array(stream.utf8)) == expected)
    }

    @Test func howTheBytesAreCutDoesNotMatter() {
        let bytes = Array(stream.utf8)
        for cut in 0...bytes.count {
            var parser = ServerSentEvents()
            #expect(parser.feed(bytes[..<cut]) + parser.feed(bytes[cut...]) == expected)
        }
    }

    @Test func anUnfinishedEventIsNone() {
        var parser = ServerSentEvents()
        #expect(parser.feed(Array("data: x\n".utf8)).isEmpty)
    }
}

@Suite struct EventStreamTests {
    private func event(_ sequence: Int, _ kind: String) -> String {
        let state = kind == "job.queued" ? "queued" : "running"
        return #"{"sequence":\#(sequence),"time":"2026-11-20T07:42:51.250Z","kind":"\#(kind)","#
            + #""job":"01KADRM3QJ5V9V7Y4V6ZQ2C8XN","state":"\#(state)","attempt":1}"#
    }

    private let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    private func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

    /// The connection breaks in the middle of an event; the stream goes on after the last whole one.
    @Test func aBrokenStreamIsTakenUpWhereItEnded() throws {
        let server = try ScriptedServer([
            [head + chunk("id: 7\ndata: \(event(7, "job.queued"))\n\n") + chunk("id: 8\nda")],
            [head + chunk("event: lagged\ndata: {}\n\n")],
            [head + chunk("id: 8\ndata: \(event(8, "job.running"))\n\n")],
        ])
        var seen: [Int64] = []
        var connections = 0
        try Client(socketPath: server.path).events(job: "J") { item in
            switch item {
            case .connected: connections += 1
            case .event(let event, let json):
                seen.append(event.sequence)
                #expect(json.contains("\"sequence\":\(event.sequence)"))
            }
            return seen.count < 2
        }
        server.finish()
        #expect(seen == [7, 8])
        #expect(connections == 3)
        #expect(
            server.requests.map { $0.split(separator: " ")[1] } == [
                "/v1/events?job=J", "/v1/events?since=7&job=J", "/v1/events?since=7&job=J",
            ])
    }

    @Test func trimmedEventsAreLeftOut() throws {
        let gone = "HTTP/1.1 410 Gone\r\nContent-Length: 2\r\n\r\n{}"
        let server = try ScriptedServer([[gone], [head + chunk("data: \(event(90, "job.running"))\n\n")]])
        var seen: [Int64] = []
        try Client(socketPath: server.path).events(since: 3) { item in
            if case .event(let event, _) = item { seen.append(event.sequence) }
            return seen.isEmpty
        }
        server.finish()
        #expect(seen == [90])
        #expect(server.requests.map { $0.split(separator: " ")[1] } == ["/v1/events?since=3", "/v1/events"])
    }
}
