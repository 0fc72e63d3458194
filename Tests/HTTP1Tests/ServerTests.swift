import HTTP1
import Platform
import TestSupport
import Testing

@Suite struct ServerTests {
    @Test func answersAndKeepsTheConnection() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        for text in ["one", "two", String(repeating: "x", count: 1 << 20)] {
            let reply = try await client.request("POST", "/echo", body: text)
            #expect(reply.status == 200)
            #expect(reply.text == text)
            #expect(reply["content-type"] == "text/plain")
            #expect(reply["connection"] == nil)
            #expect(reply["date"]?.hasSuffix(" GMT") == true)
        }
        await live.stop()
    }

    @Test func knowsTheCallersUser() async throws {
        let live = try await LiveServer()
        #expect(try await live.client().request("GET", "/who").text == "\(User.effectiveID)")
        await live.stop()
    }

    @Test func answersHeadWithoutABodyAndKeepsTheFraming() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        let reply = try await client.request("HEAD", "/echo", body: "five!")
        #expect(reply["content-length"] == "5")
        let stream = try await client.request("HEAD", "/stream/3")
        #expect(stream["transfer-encoding"] == "chunked")
        #expect(try await client.request("POST", "/echo", body: "after").text == "after")
        await live.stop()
    }

    @Test func closesWhenAsked() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        let reply = try await client.request("GET", "/echo", fields: ["Connection: close"])
        #expect(reply["connection"] == "close")
        #expect(await client.isClosed())
        await live.stop()
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        let count = 2000
        // Sent while it is being answered: the answers outgrow the socket's buffers.
        async let sent: Void = client.send(
            (0..<count).map { "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\($0 + 1000)" }.joined())
        _ = try await sent
        for number in 0..<count {
            let reply = try await client.reply()
            #expect(reply.text == "\(number + 1000)")
        }
        await live.stop()
    }

    @Test func aRequestArrivesByteByByte() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n".utf8 {
            try await client.send([byte])
        }
        #expect(try await client.reply().text == "ok")
        await live.stop()
    }

    @Test func continuesWhereTheClientWaitsForIt() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send("POST", "/echo", fields: ["Expect: 100-continue", "Content-Length: 2"])
        #expect(try await client.reply().status == 100)
        try await client.send("ok")
        #expect(try await client.reply().text == "ok")
        await live.stop()
    }

    @Test func aClientThatEndsItsSendingSideGetsItsAnswer() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send("GET", "/wait")
        try await client.endSending()
        #expect(await eventually { live.handler.seen.waiting == 1 })
        live.handler.release()
        #expect(try await client.reply().text == "done")
        #expect(await client.isClosed())
        await live.stop()
    }

    @Test func streamsInChunksAndGoesOn() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        let reply = try await client.request("GET", "/stream/1000")
        #expect(reply.text == (0..<1000).map { "piece \($0)\n" }.joined())
        #expect(try await client.request("GET", "/stream/0").text.isEmpty)
        #expect(try await client.request("POST", "/echo", body: "after").text == "after")
        await live.stop()
    }

    @Test func aStreamThatFailsIsCutSoThatItLooksIncomplete() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send("GET", "/broken")
        _ = try await client.replyHead()
        #expect(try await client.chunk() == Array("half".utf8))
        await #expect(throws: SocketClient.Trouble.closed("")) { try await client.chunk() }
        await live.stop()
    }

    @Test func hundredLongPollsDoNotHoldUpOthers() async throws {
        let live = try await LiveServer()
        var waiting: [SocketClient] = []
        for _ in 0..<100 {
            let client = try live.client()
            try await client.send("GET", "/wait")
            waiting.append(client)
        }
        #expect(await eventually { live.handler.seen.waiting == 100 })
        let other = try live.client()
        for number in 0..<50 {
            #expect(try await other.request("POST", "/echo", body: "\(number)").text == "\(number)")
        }
        #expect(live.handler.seen.waiting == 100)
        live.handler.release()
        for client in waiting { #expect(try await client.reply().text == "done") }
        await live.stop()
    }

    @Test func aClientThatVanishesDuringALongPollIsNoticed() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send("GET", "/wait")
        #expect(await eventually { live.handler.seen.waiting == 1 })
        await client.close()
        #expect(await eventually { live.handler.seen.cancelled == 1 })
        #expect(await eventually { await live.server.connectionCount == 0 })
        await live.stop()
    }

    @Test func aClientThatSendsFarAheadAndVanishesIsNoticed() async throws {
        let live = try await LiveServer()
        let client = try live.client()
        try await client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" + String(repeating: "x", count: 100_000))
        #expect(await eventually { live.handler.seen.waiting == 1 })
        await client.close()
        #expect(await eventually { live.handler.seen.cancelled == 1 })
        await live.stop()
    }

    @Test func aClientThatSendsDescriptorsIsCutOff() async throws {
        let live = try await LiveServer()
        let raw = try UnixSocket.connect(path: live.path)
        let pipe = try Pipe.make()
        try Message.send(
            Array("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n".utf8), descriptors: [pipe.second.rawValue], to: raw.rawValue)
        var room = [UInt8](repeating: 0, count: 100)
        #expect(try Poll.wait(raw.rawValue, for: .readable, milliseconds: 10_000))
        #expect(try Message.receive(from: raw.rawValue, into: &room) == .endOfStream)
        await live.stop()
    }
}
