import JobModel
import Testing
import WorkerProtocol

@testable import Platform
@testable import WorkerPool

@Suite struct ValueTests {
    static let second: UInt64 = 1_000_000_000

    @Test func logTailIsBoundedAndClean() {
        var tail = LogTail(maxLines: 3, maxLineBytes: 10)
        #expect(tail.append("one\ntwo\r\n\n".utf8) == ["one", "two"])
        tail.append("three\nfour\n".utf8)
        #expect(tail.lines == ["two", "three", "four"])
        tail.append("\u{1b}[31mlonger than ten".utf8)
        #expect(tail.lines == ["three", "four", " [31mlonge"])
        tail.append([0xff, 0x0a])
        tail.append([0xc3, 0x28, 0x0a])
        #expect(tail.lines.last == "\u{fffd}(")
        tail.append("\u{202e}\n".utf8)
        #expect(tail.lines.last == "\u{fffd}(")
    }

    @Test func progressIsThinnedButTheNewestIsKept() {
        func progress(_ frames: Int64) -> JobProgress { JobProgress(phase: .transcoding, frames: frames) }
        var gate = ProgressGate(interval: 100)
        #expect(gate.offer(progress(1), now: 1000) == progress(1))
        #expect(gate.due == nil)
        #expect(gate.offer(progress(2), now: 1010) == nil)
        #expect(gate.offer(progress(3), now: 1020) == nil)
        #expect(gate.due == 1100)
        #expect(gate.flush(now: 1099) == nil)
        #expect(gate.flush(now: 1100) == progress(3))
        #expect(gate.flush(now: 1300) == nil)
        #expect(gate.offer(progress(4), now: 1300) == progress(4))
    }

    @Test func onlyNewWorkCounts() {
        var work = WorkDone()
        let reports = [
            JobProgress(phase: .opening), JobProgress(phase: .opening),
            JobProgress(phase: .transcoding, percent: 1, frames: 10),
            JobProgress(phase: .opening, percent: 0.5, frames: 9),
            JobProgress(phase: .transcoding, percent: 1, frames: 10),
            JobProgress(phase: .transcoding, percent: 1, frames: 10, bytesWritten: 1),
            JobProgress(phase: .finishing, percent: 1),
        ]
        #expect(reports.map { work.advance($0) } == [true, false, true, false, false, true, true])
    }

    @Test func penaltyGrowsIsBoundedAndForgets() {
        var penalty = RespawnPenalty(free: 1, base: 100, longest: 500, forgetAfter: 1000)
        #expect((0..<5).map { _ in penalty.strike(now: 0) } == [0, 100, 200, 400, 500])
        #expect(penalty.strike(now: 4000) == 100)
        #expect(penalty.strike(now: 1_000_000) == 0)
    }

    @Test func deadlines() {
        var table = DeadlineTable<String>()
        #expect(table.earliest == nil)
        table.set("a", to: 30)
        table.set("b", to: 20)
        table.set("c", to: 10)
        table.set("c", to: nil)
        #expect(table.earliest == 20)
        #expect(table.takeExpired(now: 19) == [])
        #expect(Set(table.takeExpired(now: 30)) == ["a", "b"])
        #expect(table.earliest == nil)
    }

    @Test(arguments: [
        (ProcessExit.Status.exited(3), Failure.Code.workerMisbehaved, nil, "status 3"),
        (.signalled(.badSystemCall, dumpedCore: false), .workerMisbehaved, 31, "system call"),
        (.signalled(.segmentation, dumpedCore: true), .workerCrashed, 11, "SIGSEGV (a bad memory access)"),
        (.signalled(.abort, dumpedCore: false), .workerCrashed, 6, "SIGABRT (a failed check"),
        (.signalled(.arithmetic, dumpedCore: false), .workerCrashed, 8, "SIGFPE (a division"),
        (.signalled(.kill, dumpedCore: false), .workerCrashed, 9, "from outside"),
        (.signalled(.cpuLimit, dumpedCore: false), .limitExceeded, nil, "CPU time"),
        (.signalled(.fileSizeLimit, dumpedCore: false), .limitExceeded, nil, "grew beyond"),
        (.signalled(.hangUp, dumpedCore: false), .workerCrashed, 1, "SIGHUP."),
    ])
    func deathsAreClassified(_ status: ProcessExit.Status, _ code: Failure.Code, _ signal: Int?, _ words: String) {
        let exit = ProcessExit(status: status, cpuSeconds: 1, peakResidentBytes: 0)
        let failure = exit.failure(limits: .standard)
        #expect(failure.code == code)
        #expect(failure.signal == signal)
        #expect(failure.detail.contains(words), "\(failure.detail)")
        #expect(failure.hint != nil)
    }

    @Test func aKillAtTheCPULimitIsALimit() {
        var limits = ProcessLimits.standard
        limits.cpuSeconds = 5
        let exit = ProcessExit(
            status: .signalled(.kill, dumpedCore: false), cpuSeconds: 6, peakResidentBytes: 0)
        #expect(exit.failure(limits: limits).code == .limitExceeded)
        #expect(exit.failure(limits: .standard).code == .workerCrashed)
    }
}
