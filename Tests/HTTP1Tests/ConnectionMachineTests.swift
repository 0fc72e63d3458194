import Testing

@testable import HTTP1

@Suite struct ConnectionMachineTests {
    private static let second: UInt64 = 1_000_000_000
    private let get = Array(head("GET / HTTP/1.1", "Host: a").utf8)
    private let limits = HTTPLimits()

    private func isResponse(_ step: ConnectionMachine.Step) -> Bool { if case .respond = step { true } else { false } }

    @Test func keepsAliveAndAnswersOneAtATime() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(get + get)
        #expect(isResponse(machine.next(0)))
        #expect(machine.next(0) == .wait)
        #expect(!machine.closesAfterResponse)
        machine.responseSent(1)
        #expect(isResponse(machine.next(1)))
        machine.responseSent(2)
        #expect(machine.next(2) == .wait)
    }

    @Test func closesWhereTheClientAsks() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(Array(head("GET / HTTP/1.1", "Host: a", "Connection: foo, Close").utf8) + get)
        #expect(isResponse(machine.next(0)))
        #expect(machine.closesAfterResponse)
        machine.responseSent(1)
        #expect(machine.next(1) == .close)
    }

    @Test func refusesThenLingersThenCloses() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(Array("GET / HTTP/1.1\n".utf8))
        guard case .refuse(let rejection) = machine.next(0) else {
            Issue.record("not refused")
            return
        }
        #expect(rejection.status == .badRequest)
        #expect(machine.closesAfterResponse)
        for _ in 0..<100 { machine.receive([UInt8](repeating: 65, count: 65536)) }
        #expect(machine.wantsInput, "what follows a refusal is thrown away, not kept")
        machine.responseSent(0)
        #expect(machine.next(0) == .linger)
        machine.expire(4 * Self.second)
        #expect(machine.next(4 * Self.second) == .linger)
        machine.expire(5 * Self.second)
        #expect(machine.next(5 * Self.second) == .close)
    }

    @Test func lingeringEndsWithTheClient() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive([0])
        _ = machine.next(0)
        machine.responseSent(0)
        machine.receiveEnd()
        #expect(machine.next(0) == .close)
    }

    @Test func deadlinesFollowThePhase() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        #expect(machine.deadline == 60 * Self.second, "idle")
        machine.receive(Array("GET / HTTP/1.1\r\n".utf8))
        #expect(machine.next(7 * Self.second) == .wait)
        #expect(machine.deadline == 17 * Self.second, "head, from its first byte")
        machine.receive(Array("Ho".utf8))
        #expect(machine.next(9 * Self.second) == .wait)
        #expect(machine.deadline == 17 * Self.second, "a trickle does not move it")
        machine.receive(Array("st: a\r\nContent-Length: 1\r\n\r\n".utf8))
        #expect(machine.next(10 * Self.second) == .wait)
        #expect(machine.deadline == 40 * Self.second, "body")
        machine.receive([65])
        #expect(isResponse(machine.next(11 * Self.second)))
        #expect(machine.deadline == nil, "the handler may take its time")
        machine.responseSent(100 * Self.second)
        #expect(machine.deadline == 160 * Self.second, "idle again")
    }

    @Test(arguments: ["GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"])
    func aLateRequestIsRefusedWith408(_ start: String) {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(Array(start.utf8))
        #expect(machine.next(0) == .wait)
        machine.expire(31 * Self.second)
        guard case .refuse(let rejection) = machine.next(31 * Self.second) else {
            Issue.record("not refused")
            return
        }
        #expect(rejection.status == .requestTimeout)
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.expire(59 * Self.second)
        #expect(machine.next(59 * Self.second) == .wait)
        machine.expire(60 * Self.second)
        #expect(machine.next(60 * Self.second) == .close)
    }

    @Test func drainingEndsIdleConnectionsAtOnceAndBusyOnesAfterTheirResponse() {
        var idle = ConnectionMachine(limits: limits, now: 0)
        idle.drain()
        #expect(idle.next(0) == .close)

        var busy = ConnectionMachine(limits: limits, now: 0)
        busy.receive(get + get)
        #expect(isResponse(busy.next(0)))
        busy.drain()
        #expect(busy.closesAfterResponse)
        busy.responseSent(0)
        #expect(busy.next(0) == .close)
    }

    @Test func aHalfReadRequestIsServedWhileDraining() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(get.prefix(5))
        #expect(machine.next(0) == .wait)
        machine.drain()
        #expect(machine.next(0) == .wait)
        machine.receive(get.dropFirst(5))
        #expect(isResponse(machine.next(0)))
    }

    @Test func aClosedSendingSideStillGetsItsAnswers() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(get + get)
        machine.receiveEnd()
        #expect(isResponse(machine.next(0)))
        #expect(!machine.closesAfterResponse)
        machine.responseSent(0)
        #expect(isResponse(machine.next(0)))
        #expect(machine.closesAfterResponse)
        machine.responseSent(0)
        #expect(machine.next(0) == .close)
    }

    @Test func aTruncatedRequestIsDropped() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(get.dropLast())
        machine.receiveEnd()
        #expect(machine.next(0) == .close)
    }

    @Test func aClientFarAheadIsHeldBack() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive(get)
        #expect(isResponse(machine.next(0)))
        #expect(machine.wantsInput)
        machine.receive([UInt8](repeating: 65, count: limits.readAhead))
        #expect(!machine.wantsInput)
    }

    /// The trap of callback parsers: a handler that answers at once must not nest the requests of a pipeline.
    @Test func aHundredThousandPipelinedRequestsAnsweredAtOnceNeedNoStack() {
        var machine = ConnectionMachine(limits: limits, now: 0)
        machine.receive((0..<100_000).flatMap { _ in get })
        var answered = 0
        while isResponse(machine.next(0)) {
            answered += 1
            machine.responseSent(0)
        }
        #expect(answered == 100_000)
        #expect(machine.next(0) == .wait)
    }
}
