import HTTP1
import Platform
import TestSupport
import Testing

@Suite struct HostileClientTests {
    @Test(arguments: HostileInput.all) func aRefusalIsReadableAndEndsTheConnection(_ input: HostileInput) async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send(input.text)
        let reply = try await client.reply()
        #expect(reply.status == input.status)
        #expect(reply["connection"] == "close")
        #expect(!reply.text.isEmpty)
        try await client.endSending()
        #expect(await client.isClosed())
        await live.stop()
    }

    @Test func aLargeUploadIsRefusedInConstantMemory() async throws {
        var limits = HTTPLimits()
        // The client here sends all of it before it reads; a busy machine takes its time.
        limits.lingerSeconds = 60
        let live = try await LiveServer(limits: limits)
        let client = try live.client()
        let before = try Self.residentBytes()
        try await client.send("POST", "/echo", fields: ["Content-Length: 200000000"])
        let piece = [UInt8](repeating: 120, count: 1 << 20)
        for _ in 0..<200 { try await client.send(piece) }
        #expect(try await client.reply().status == 413)
        // Other tests run beside this one, and a sanitizer multiplies what they take.
        if Environment.variable("MILLRACE_SANITIZER") == nil {
            #expect(try Self.residentBytes() < before + 100_000_000)
        }
        await live.stop()
    }

    @Test func aChunkedUploadIsRefusedAtTheLimit() async throws {
        var limits = HTTPLimits()
        limits.lingerSeconds = 60
        let live = try await LiveServer(limits: limits)
        let client = try live.client()
        try await client.send("POST", "/echo", fields: ["Transfer-Encoding: chunked"])
        let piece = Array("10000\r\n".utf8) + [UInt8](repeating: 120, count: 65536) + Array("\r\n".utf8)
        for _ in 0..<200 { try await client.send(piece) }
        #expect(try await client.reply().status == 413)
        await live.stop()
    }

    @Test func aSlowReaderHoldsBackItsProducerAndIsDropped() async throws {
        var limits = HTTPLimits()
        limits.writeStallSeconds = 0.3
        let live = try await LiveServer(limits: limits)
        let client = try live.client()
        try await client.send("GET", "/flood")
        #expect(await eventually { live.handler.seen.gone == 1 })
        // What the kernel buffers, the bound, and one piece.
        #expect(live.handler.seen.streamed < limits.writeBound + 1_000_000)
        #expect(await eventually { await live.server.connectionCount == 0 })
        await live.stop()
    }

    @Test func slowHeadsAndBodiesMeetTheirDeadlines() async throws {
        var limits = HTTPLimits()
        limits.headSeconds = 0.1
        limits.bodySeconds = 0.1
        let live = try await LiveServer(limits: limits)
        let head = try live.client()
        try await head.send("GET / HTTP/1.1\r\n")
        #expect(try await head.reply().status == 408)
        let body = try live.client()
        try await body.send("POST", "/echo", fields: ["Content-Length: 2"])
        #expect(try await body.reply().status == 408)
        await live.stop()
    }

    @Test func anIdleConnectionIsClosed() async throws {
        var limits = HTTPLimits()
        limits.idleSeconds = 0.2
        let live = try await LiveServer(limits: limits)
        #expect(await (try live.client()).isClosed())
        await live.stop()
    }

    @Test func tooManyConnectionsAreToldSo() async throws {
        var limits = HTTPLimits()
        limits.connectionsPerUser = 3
        let live = try await LiveServer(limits: limits)
        var clients: [SocketClient] = []
        for _ in 0..<3 {
            let client = try live.client()
            #expect(try await client.request("GET", "/echo").status == 200)
            clients.append(client)
        }
        let refused = try live.client()
        #expect(try await refused.reply().status == 503)
        await clients[0].close()
        #expect(await eventually { await live.server.connectionCount < 4 })
        await refused.close()
        #expect(await eventually { await live.server.connectionCount == 2 })
        #expect(try await live.client().request("GET", "/echo").status == 200)
        await live.stop()
    }

    @Test func strangersAreTurnedAway() async throws {
        let live = try await LiveServer(authorized: false)
        let client = try live.client()
        try await client.send("GET", "/echo")
        let reply = try await client.reply()
        #expect(reply.status == 403)
        await live.stop()
    }

    private static func residentBytes() throws -> Int {
        let file = try File.open("/proc/self/statm", .readOnly)
        let fields = String(decoding: try File.readAll(file.rawValue, limit: 4096), as: UTF8.self).split(separator: " ")
        return (Int(fields[1]) ?? 0) * 4096
    }
}
