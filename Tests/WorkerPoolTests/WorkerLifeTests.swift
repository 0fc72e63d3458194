import JobModel
import Testing
import WorkerProtocol

@testable import Platform
@testable import WorkerPool

@Suite struct WorkerLifeTests {
    static let sandbox = SandboxStamp(tier: .a, layers: ["seccomp"])
    static let second: UInt64 = 1_000_000_000
    let job = WorkerJob(
        key: AttemptKey(job: JobID(created: Timestamp(milliseconds: 0)), fence: 7), operation: .probe)

    func fresh() -> WorkerLife { WorkerLife(limits: .standard, expected: Self.sandbox, now: 0) }

    var ready: WorkerFrame {
        .ready(.init(version: WorkerProtocol.version, tier: .a, landlockABI: 6, layers: ["seccomp"]))
    }

    /// A worker that has its job since time 0.
    func running(started: Bool = true) -> WorkerLife {
        var life = fresh()
        _ = life.handle(.forked, now: 0)
        _ = life.handle(.frame(ready, fence: 0), now: 0)
        _ = life.handle(.assign(.init(job: job, wall: 100 * Self.second, stall: 10 * Self.second)), now: 0)
        if started { _ = life.handle(.frame(.started(monotonicNanoseconds: 5), fence: 7), now: 10) }
        return life
    }

    func exit(_ status: ProcessExit.Status) -> WorkerLife.Event {
        .exited(ProcessExit(status: status, cpuSeconds: 1, peakResidentBytes: 1))
    }

    func failure(_ actions: [WorkerLife.Action]) -> Failure? {
        if case .end(.attempt(.failure(let failure)))? = actions.last { failure } else { nil }
    }

    @Test(arguments: [true, false])
    func parksOnceForkedAndReadyInEitherOrder(forkedFirst: Bool) {
        var life = fresh()
        let events: [WorkerLife.Event] = [.forked, .frame(ready, fence: 0)]
        var actions: [[WorkerLife.Action]] = []
        for event in forkedFirst ? events : events.reversed() { actions.append(life.handle(event, now: 1)) }
        #expect(actions == [[], [.park]])
        #expect(life.sandbox == Self.sandbox)
        #expect(life.deadline == nil)
    }

    @Test func aWorkerWithAnotherSealIsKilledBeforeItGetsAJob() {
        for frame: WorkerFrame in [
            .ready(.init(version: WorkerProtocol.version, tier: .b, landlockABI: 6, layers: ["seccomp"])),
            .ready(.init(version: WorkerProtocol.version, tier: .a, landlockABI: 6, layers: [])),
            .ready(.init(version: WorkerProtocol.version + 1, tier: .a, landlockABI: 6, layers: ["seccomp"])),
        ] {
            var life = fresh()
            _ = life.handle(.forked, now: 0)
            #expect(life.handle(.frame(frame, fence: 0), now: 0) == [.kill])
            guard
                case .end(.unused(let reason?))? = life.handle(exit(.signalled(.kill, dumpedCore: false)), now: 1).last
            else {
                Issue.record("no reason")
                continue
            }
            #expect(reason.contains("instead of"))
        }
    }

    @Test func succeedsOnlyAfterACleanEnd() {
        let report =
            #"{"outputs":[],"probe":{"format":"f","bytes":1,"tags":{},"streams":[],"chapters":[]},"#
            + #""losses":[],"warnings":["a\u001bb"],"stageCPUSeconds":{}}"#
        for (status, code) in [
            (ProcessExit.Status.exited(0), nil), (.exited(1), Failure.Code.workerMisbehaved),
            (.signalled(.segmentation, dumpedCore: false), .workerCrashed),
            (.signalled(.badSystemCall, dumpedCore: false), .workerMisbehaved),
        ] {
            var life = running()
            #expect(life.handle(.frame(.report(Array(report.utf8)), fence: 7), now: 20) == [])
            #expect(life.handle(.frame(.done, fence: 7), now: 21) == [])
            let actions = life.handle(exit(status), now: 22)
            #expect(failure(actions)?.code == code)
            guard code == nil else { continue }
            guard case .end(.attempt(.success(let result)))? = actions.last else {
                Issue.record("no result")
                continue
            }
            #expect(result.probe?.format == "f")
            #expect(result.warnings == ["a b"])
            #expect(life.dispatchNanoseconds == 5)
        }
    }

    @Test func aReportedFailureStandsUnlessThePolicyWasBroken() {
        for (status, code) in [
            (ProcessExit.Status.exited(0), Failure.Code.noSpace), (.exited(1), .noSpace),
            (.signalled(.segmentation, dumpedCore: false), .noSpace),
            (.signalled(.badSystemCall, dumpedCore: false), .workerMisbehaved),
        ] {
            var life = running()
            _ = life.handle(.frame(.failed(Failure(.noSpace, "full")), fence: 7), now: 20)
            #expect(failure(life.handle(exit(status), now: 22))?.code == code)
        }
    }

    @Test func framesOutOfTurnKillTheWorker() {
        let progress = WorkerFrame.progress(JobProgress(phase: .transcoding, frames: 1))
        let cases: [(WorkerLife, WorkerFrame, Int64, String)] = [
            (running(started: false), progress, 7, "progress before the start"),
            (running(started: false), .report([1]), 7, "result before the start"),
            (running(started: false), .done, 7, "result before the start"),
            (running(started: false), .started(monotonicNanoseconds: 1 << 60), 7, "outside of its time"),
            (running(), .started(monotonicNanoseconds: 6), 7, "second start"),
            (running(), progress, 8, "fence 8 where 7"),
            (running(), progress, 0, "fence 0 where 7"),
            (running(), ready, 7, "out of turn"),
            (running(), .forked(slot: 1, pid: 1), 7, "out of turn"),
            (running(), .refused("no"), 7, "out of turn"),
            (running(), .done, 7, "without a report"),
        ]
        for (start, frame, fence, words) in cases {
            var life = start
            #expect(life.handle(.frame(frame, fence: fence), now: 30) == [.kill], "\(words)")
            let ended = failure(life.handle(exit(.signalled(.kill, dumpedCore: false)), now: 31))
            #expect(ended?.code == .workerMisbehaved)
            #expect(ended?.detail.contains(words) == true, "\(ended?.detail ?? "") should contain \(words)")
        }
    }

    @Test func nothingCountsAfterTheVerdict() {
        var life = running()
        #expect(life.handle(.violation(.badMagic), now: 30) == [.kill])
        #expect(life.handle(.frame(.failed(Failure(.noSpace, "full")), fence: 7), now: 31) == [])
        #expect(life.handle(.cancel, now: 31) == [])
        #expect(life.handle(.tick, now: .max) == [])
        #expect(failure(life.handle(exit(.exited(0)), now: 32))?.code == .workerMisbehaved)
        #expect(life.handle(exit(.exited(0)), now: 33) == [])
    }

    @Test func wallClockAndStall() {
        var late = running()
        var now: UInt64 = 0
        for frame in 1..<30 {
            now = UInt64(frame) * 4 * Self.second
            _ = late.handle(
                .frame(.progress(JobProgress(phase: .transcoding, frames: Int64(frame))), fence: 7), now: now)
            if late.handle(.tick, now: now) == [.kill] { break }
        }
        #expect(now == 100 * Self.second)
        let timedOut = failure(late.handle(exit(.signalled(.kill, dumpedCore: false)), now: now))
        #expect(timedOut?.code == .timedOut)
        #expect(timedOut?.detail == "The attempt took longer than its 100 seconds.")

        var stuck = running()
        for frame in 1..<30 {
            now = UInt64(frame) * Self.second
            _ = stuck.handle(.frame(.progress(JobProgress(phase: .transcoding, frames: 3)), fence: 7), now: now)
            if stuck.handle(.tick, now: now) == [.kill] { break }
        }
        #expect(now == 11 * Self.second)
        let stalled = failure(stuck.handle(exit(.signalled(.kill, dumpedCore: false)), now: now))
        #expect(stalled?.code == .stalled)
        #expect(stalled?.detail == "The worker showed no work done for 10 seconds.")
    }

    @Test func aCancelledWorkerDoesNotReportItsResult() {
        var life = running()
        _ = life.handle(.frame(.failed(Failure(.noSpace, "full")), fence: 7), now: 20)
        #expect(life.handle(.cancel, now: 21) == [.kill])
        #expect(failure(life.handle(exit(.exited(0)), now: 22))?.code == .cancelled)
    }

    @Test func aWorkerThatDoesNotEndIsKilled() {
        var life = running()
        _ = life.handle(.frame(.failed(Failure(.noSpace, "full")), fence: 7), now: 20)
        #expect(life.deadline == 20 + 10 * Self.second)
        #expect(life.handle(.tick, now: 20 + 10 * Self.second) == [.kill])

        var closed = running()
        #expect(closed.handle(.endOfStream, now: 20) == [])
        #expect(closed.handle(.tick, now: 21) == [])
        #expect(closed.handle(.tick, now: 20 + 10 * Self.second) == [.kill])
        #expect(
            failure(closed.handle(exit(.signalled(.kill, dumpedCore: false)), now: 30 * Self.second))?.detail
                .contains("closed its socket") == true)
    }

    @Test func framesAreRationed() {
        var life = running()
        var sent = 0
        while life.handle(.frame(.progress(JobProgress(phase: .transcoding, frames: Int64(sent))), fence: 7), now: 50)
            != [.kill], sent < 1000
        {
            sent += 1
        }
        #expect((200..<300).contains(sent))
    }

    @Test func aForkThatNeverHappenedEndsTheLife() {
        var life = fresh()
        #expect(life.handle(.lost("no process"), now: 1) == [.end(.unused("no process"))])

        var unwanted = fresh()
        #expect(unwanted.handle(.cancel, now: 1) == [.kill])
        #expect(unwanted.handle(.forked, now: 2) == [.kill])
        #expect(unwanted.handle(exit(.signalled(.kill, dumpedCore: false)), now: 3) == [.end(.unused(nil))])

        var late = fresh()
        #expect(late.handle(.tick, now: 11 * Self.second) == [.kill])
        #expect(late.handle(.lost("gone"), now: 12 * Self.second) == [.end(.unused("it was not ready in time"))])
    }
}
