import FoundationEssentials
import HTTP1
import JobModel
import MemoryJobService
import TestSupport
import Testing

@testable import ControlAPI

@Suite struct EventTests {
    /// One event as a client reads it.
    private struct Event: Equatable {
        var id: String?
        var name: String?
        var data: String?

        init(_ text: String) {
            for line in text.split(separator: "\n") {
                let sides = line.split(separator: ":", maxSplits: 1)
                let value = sides.count == 2 ? String(sides[1].dropFirst()) : ""
                switch sides.first {
                case "id": id = value
                case "event": name = value
                case "data": data = value
                default: break
                }
            }
        }
    }

    /// A client that has read the head of its stream and the first frame.
    private func follow(_ api: APIUnderTest, _ target: String, fields: [String] = []) async throws -> SocketClient {
        let client = try SocketClient(path: api.path)
        try await client.send("GET", target, fields: fields)
        let head = try await client.replyHead()
        #expect(head.status == 200)
        #expect(head["content-type"] == "text/event-stream")
        #expect(try await client.chunk() == Array("retry: 1000\n\n".utf8))
        return client
    }

    private func next(_ client: SocketClient) async throws -> Event {
        Event(String(decoding: try await client.chunk() ?? [], as: UTF8.self))
    }

    @Test func eventsAreFollowedLiveFromNowOn() async throws {
        let api = try await APIUnderTest(.socket)
        let id = try await api.submit()
        let client = try await follow(api, "/v1/events")
        await api.service.move(id, to: .running)
        let event = try await next(client)
        #expect(event.id == "2")
        #expect(event.name == "job.running")
        let data = try JSONDecoder().decode(JobEvent.self, from: Data((event.data ?? "").utf8))
        #expect(data.job == id)
        #expect(data.sequence == 2)
        await api.stop()
    }

    @Test func aStreamIsResumedByParameterAndByField() async throws {
        let api = try await APIUnderTest(.socket)
        let id = try await api.submit()
        await api.service.move(id, to: .running)
        await api.service.move(id, to: .succeeded)
        let byParameter = try await follow(api, "/v1/events?since=1")
        #expect(try await next(byParameter).id == "2")
        #expect(try await next(byParameter).id == "3")
        // A browser repeats its first URL: the field counts more.
        let byField = try await follow(api, "/v1/events?since=0", fields: ["Last-Event-ID: 2"])
        #expect(try await next(byField).id == "3")
        await api.stop()
    }

    @Test func aStreamIsFilteredByJob() async throws {
        let api = try await APIUnderTest(.socket)
        let first = try await api.submit()
        let second = try await api.submit()
        let client = try await follow(api, "/v1/events?since=0&job=\(second)")
        #expect(try await next(client).id == "2")
        await api.service.move(first, to: .running)
        await api.service.move(second, to: .running)
        #expect(try await next(client).id == "4")
        await api.stop()
    }

    @Test func progressHasNoID() async throws {
        let api = try await APIUnderTest(.socket)
        let id = try await api.submit()
        let client = try await follow(api, "/v1/events")
        await api.service.progress(id, JobProgress(phase: .transcoding, percent: 50, frames: 100))
        let event = try await next(client)
        #expect(event.id == nil)
        #expect(event.name == "job.progress")
        #expect(event.data?.contains("\"percent\":50") == true)
        await api.stop()
    }

    @Test func trimmedEventsAreGone() async throws {
        let api = try await APIUnderTest()
        let id = try await api.submit()
        await api.service.move(id, to: .running)
        await api.service.trimEvents(below: 2)
        let reply = try await api.ask("GET", "/v1/events?since=0")
        #expect(reply.status == 410)
        #expect(try reply.problem().type == "urn:millrace:problem:events-trimmed")
    }

    @Test func aSlowReaderIsToldThatItLaggedAndCutOff() async throws {
        let api = try await APIUnderTest(.socket)
        let id = try await api.submit()
        let client = try await follow(api, "/v1/events")
        let detail = String(repeating: "x", count: 2000)
        for _ in 0..<(MemoryJobService.readerBound * 2) {
            await api.service.move(id, to: .failed, problem: Failure(.internal, detail))
        }
        // The reader wakes up: what was sent before it lagged, the word, the end.
        var last = Event("")
        while let chunk = try await client.chunk() { last = Event(String(decoding: chunk, as: UTF8.self)) }
        #expect(last.name == "lagged")
        #expect(last.id == nil)
        #expect(await eventually { await api.service.readerCount == 0 })
        await api.stop()
    }

    @Test func aReaderThatVanishesIsForgotten() async throws {
        let api = try await APIUnderTest(.socket)
        let client = try await follow(api, "/v1/events")
        #expect(await api.service.readerCount == 1)
        await client.close()
        #expect(await eventually { await api.service.readerCount == 0 })
        await api.stop()
    }

    @Test func aQuietStreamBeats() async throws {
        let (items, end) = AsyncStream.makeStream(of: EventItem.self)
        guard case .stream(let produce) = EventStream.response(items, heartbeat: .milliseconds(10)).body else {
            Issue.record("not a stream")
            return
        }
        let (written, ink) = AsyncStream.makeStream(of: [UInt8].self)
        async let produced: Void = produce(BodyWriter { bytes throws(ClientGone) in ink.yield(bytes) })
        var beats = 0
        for await bytes in written {
            if bytes == Array(":\n\n".utf8) { beats += 1 }
            if beats == 2 { break }
        }
        end.finish()
        try await produced
        #expect(beats == 2)
        #expect(EventStream.heartbeat == .seconds(15))
    }

    @Test func aStopEndsStreamsWell() async throws {
        let api = try await APIUnderTest(.socket)
        let client = try await follow(api, "/v1/events")
        async let stopped: Void = api.stop()
        await stopped
        #expect((try? await client.chunk()) == .some(nil))
    }
}
