import HTTP1
import Platform
import TestSupport
import Testing

@Suite struct StopTests {
    @Test func stoppingGivesUpTheNameClosesIdleConnectionsAndFinishesBusyOnes() async throws {
        let live = try await LiveServer()
        let idle = try live.client()
        #expect(try await idle.request("GET", "/echo").status == 200)
        let busy = try live.client()
        try await busy.send("GET", "/wait")
        #expect(await eventually { live.handler.seen.waiting == 1 })
        async let stopped: Void = live.server.stop(within: 10)
        #expect(await idle.isClosed())
        #expect(await eventually { !File.exists(live.path) })
        live.handler.release()
        let reply = try await busy.reply()
        #expect(reply.text == "done")
        #expect(reply["connection"] == "close")
        #expect(await busy.isClosed())
        await stopped
        #expect(await live.server.connectionCount == 0)
        #expect(throws: SystemFailure.self) { _ = try UnixSocket.connect(path: live.path) }
    }

    @Test func stoppingEndsStreamsWell() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send("GET", "/forever")
        _ = try await client.replyHead()
        #expect(try await client.chunk() == Array("first".utf8))
        async let stopped: Void = live.server.stop(within: 10)
        #expect(try await client.chunk() == Array("last".utf8))
        #expect(try await client.chunk() == nil)
        await stopped
    }

    @Test func whatOutlivesTheGraceIsCut() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send("GET", "/wait")
        #expect(await eventually { live.handler.seen.waiting == 1 })
        await live.server.stop(within: 0.1)
        #expect(await client.isClosed())
        #expect(await eventually { live.handler.seen.cancelled == 1 })
        await live.server.stop(within: 0.1)
    }

    @Test func theNameCanBeTakenAtOnceAfterAStop() async throws {
        let live = try await LiveServer()
        await live.stop()
        let next = try ListeningSocket.open(path: live.path)
        #expect(File.exists(next.path))
    }
}
