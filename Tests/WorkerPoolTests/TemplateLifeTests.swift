import JobModel
import Testing
import WorkerProtocol

@testable import Platform
@testable import WorkerPool

@Suite struct TemplateLifeTests {
    static let hello =
        #"{"name":"libav","version":"5.1.9","operations":["probe"],"video_encoders":[],"audio_encoders":[],"#
        + #""containers":[],"limits":{"max_outputs":1,"max_width":1,"max_height":1}}"#
    let killed = TemplateLife.Event.exited(
        ProcessExit(status: .signalled(.kill, dumpedCore: false), cpuSeconds: 0, peakResidentBytes: 0))

    func ready(_ tier: SandboxStamp.Tier = .a, version: UInt16 = WorkerProtocol.version) -> TemplateLife.Event {
        .frame(.ready(.init(version: version, tier: tier, landlockABI: 6, layers: [])), fence: 0)
    }

    func fresh() -> TemplateLife { TemplateLife(name: "libav", allowedTiers: [.a, .b], now: 0) }

    func sealing(_ hello: String = Self.hello) -> (TemplateLife, [TemplateLife.Action]) {
        var life = fresh()
        _ = life.handle(.frame(.report(Array(hello.utf8)), fence: 0), now: 1)
        let actions = life.handle(.frame(.done, fence: 0), now: 2)
        return (life, actions)
    }

    func serving() -> TemplateLife {
        var (life, _) = sealing()
        _ = life.handle(ready(), now: 3)
        return life
    }

    @Test func servesAfterItsHello() {
        var (life, actions) = sealing()
        #expect(actions == [])
        guard case .serve(let capabilities, let sandbox)? = life.handle(ready(.b), now: 3).last else {
            Issue.record("does not serve")
            return
        }
        #expect(capabilities.version == "5.1.9")
        #expect(sandbox.tier == .b)
        #expect(life.deadline == nil)
    }

    @Test func aWrongHelloEndsIt() {
        func reason(_ life: TemplateLife) -> String {
            var life = life
            guard case .end(let reason?)? = life.handle(killed, now: 9).last else { return "none" }
            return reason
        }
        for (hello, words) in [
            ("{", "not in JSON"), (Self.hello.replacing("libav", with: "other"), "calls itself \"other\""),
        ] {
            let (life, actions) = sealing(hello)
            #expect(actions == [.kill])
            #expect(reason(life).contains(words))
        }
        for (event, words) in [
            (ready(.c), "only tier C"), (ready(.none), "only tier none"), (ready(.a, version: 9), "version 9"),
            (.frame(.refused("no seccomp"), fence: 0), "refused to start: no seccomp"),
            (.frame(.done, fence: 0), "out of turn"), (.frame(.done, fence: 1), "fence of a job"),
            (.violation(.badMagic), "magic"),
        ] {
            var (life, _) = sealing()
            #expect(life.handle(event, now: 3) == [.kill])
            #expect(reason(life).contains(words), "\(reason(life)) should contain \(words)")
        }
        var late = fresh()
        #expect(late.handle(.tick, now: 30_000_000_000) == [.kill])
        #expect(reason(late).contains("in time"))
        #expect(reason(fresh()) == "it ended with SIGKILL before it was ready")
        #expect(reason(serving()) == "it ended with SIGKILL")
    }

    @Test func answersOnlyWhatItWasAsked() {
        var life = serving()
        _ = life.handle(.forkSent(slot: 4), now: 5)
        #expect(life.handle(.frame(.forked(slot: 4, pid: 99), fence: 0), now: 6) == [.forked(slot: 4, pid: 99)])
        #expect(life.handle(.frame(.forked(slot: 4, pid: 99), fence: 0), now: 7) == [.kill])
    }

    @Test func retiresOnceItHasAnswered() {
        var idle = serving()
        #expect(idle.handle(.retire, now: 5) == [.kill])
        #expect(idle.handle(killed, now: 6) == [.end(nil)])

        var busy = serving()
        _ = busy.handle(.forkSent(slot: 4), now: 5)
        #expect(busy.handle(.retire, now: 6) == [])
        #expect(
            busy.handle(.frame(.forked(slot: 4, pid: 99), fence: 0), now: 7) == [.forked(slot: 4, pid: 99), .kill])
        #expect(busy.handle(killed, now: 8) == [.end(nil)])

        var silent = serving()
        _ = silent.handle(.forkSent(slot: 4), now: 5)
        _ = silent.handle(.retire, now: 6)
        #expect(silent.handle(.tick, now: silent.deadline ?? 0) == [.kill])
        #expect(silent.pending == [4])
    }
}
