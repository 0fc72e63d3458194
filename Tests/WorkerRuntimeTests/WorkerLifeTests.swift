import JobModel
import Platform
import Testing
import WorkerProtocol

@testable import WorkerRuntime

@Suite(.serialized) struct WorkerLifeTests {
    @Test func doesOneJobAndEnds() throws {
        let worker = try DrivenTemplate().fork()
        let job = try SyntheticJob(["frames": "10", "frame_bytes": "100"])
        try worker.give(job.job, job.files)
        let story = try worker.listen()
        #expect(story.violation == nil && story.failure == nil)
        let report = try #require(story.report)
        try report.check(against: job.job)
        #expect(report.outputs.first?.streams.first?.result.packets == 10)
        #expect(try Int64(job.outputBytes().count) == report.outputs.first?.bytes)
        #expect(try worker.exit() == .exited(0))
        guard case .started(let stamp) = story.frames.first else {
            Issue.record("the first frame is not started")
            return
        }
        #expect(stamp <= MonotonicClock.nanoseconds())
        #expect(story.frames.contains { if case .progress(let p) = $0 { p.phase == .finishing } else { false } })
    }

    @Test func theSameInputGivesTheSameBytesSandboxedOrNot() throws {
        var made: [[UInt8]] = []
        for arguments in [[], ["--unsafe-no-sandbox"]] {
            let worker = try DrivenTemplate("millrace-worker-synthetic", arguments).fork()
            let job = try SyntheticJob(["frames": "5"])
            try worker.give(job.job, job.files)
            #expect(try worker.listen().report != nil)
            made.append(try job.outputBytes())
        }
        #expect(made[0] == made[1] && !made[0].isEmpty)
    }

    @Test func manyWorkersOfOneTemplateRunAtOnce() throws {
        let template = try DrivenTemplate()
        let workers = try (0..<8).map { try template.fork(slot: UInt64($0)) }
        let jobs = try (0..<8).map { try SyntheticJob(["frames": "20"], input: "seed \($0)", fence: Int64($0 + 1)) }
        for (worker, job) in zip(workers, jobs) { try worker.give(job.job, job.files) }
        for worker in workers {
            #expect(try worker.listen().report != nil)
            #expect(try worker.exit() == .exited(0))
        }
        #expect(Set(try jobs.map { try $0.outputBytes() }).count == 8)
    }

    @Test func progressComesNoFasterThanAsked() throws {
        let worker = try DrivenTemplate().fork()
        var job = try SyntheticJob(["frames": "200", "frame_bytes": "16", "frame_ms": "2"])
        job.job.progressInterval = 100
        try worker.give(job.job, job.files)
        let story = try worker.listen()
        let transcoding = story.frames.count {
            if case .progress(let p) = $0 { p.phase == .transcoding } else { false }
        }
        // 200 frames take at least 400 ms.
        #expect((2...60).contains(transcoding), "\(transcoding) frames")
    }

    @Test func endsQuietlyWhenTheCoordinatorGoesAway() throws {
        let worker = try DrivenTemplate().fork()
        try UnixSocket.endSending(worker.socket.rawValue)
        #expect(try worker.exit() == .exited(0))
    }

    @Test func diesWhenKilledInTheMiddle() throws {
        let worker = try DrivenTemplate().fork()
        let job = try SyntheticJob(["fail": "hang", "fail_at": "2"])
        try worker.give(job.job, job.files)
        guard case .started = try FrameStream.next(worker.socket.rawValue)?.frame else {
            Issue.record("not started")
            return
        }
        try worker.kill()
        #expect(try worker.exit() == .signalled(.kill, dumpedCore: false))
        #expect(try worker.listen().report == nil)
    }

    @Test(arguments: [
        ("segv", [Signal.segmentation]),
        // Process 1 of a namespace ignores SIGABRT; the C library's last resort is SIGSEGV.
        ("abort", [.abort, .segmentation]),
        ("syscall", [.badSystemCall]),
    ])
    func crashesShowAsTheirSignal(fault: String, signals: [Signal]) throws {
        let template = try DrivenTemplate()
        let worker = try template.fork()
        let job = try SyntheticJob(["fail": fault, "fail_at": "3"])
        try worker.give(job.job, job.files)
        let story = try worker.listen()
        #expect(story.hasStarted && story.report == nil && story.failure == nil)
        guard case .signalled(let signal, false) = try worker.exit() else {
            Issue.record("not killed by a signal")
            return
        }
        #expect(signals.contains(signal))
        // The next worker of the same template is sound.
        #expect(try template.fork().ready.layers == worker.ready.layers)
    }

    @Test func exitsWithoutAWord() throws {
        let worker = try DrivenTemplate().fork()
        let job = try SyntheticJob(["fail": "exit"])
        try worker.give(job.job, job.files)
        let story = try worker.listen()
        #expect(story.report == nil && story.failure == nil)
        #expect(try worker.exit() == .exited(3))
    }

    @Test(arguments: [("garbage", ProtocolViolation.badMagic), ("oversize", .oversize(4097))])
    func badFramesAreSeen(fault: String, violation: ProtocolViolation) throws {
        let worker = try DrivenTemplate().fork()
        let job = try SyntheticJob(["fail": fault])
        try worker.give(job.job, job.files)
        #expect(try worker.listen().violation == violation)
        try worker.kill()
        _ = try worker.exit()
    }

    @Test func aFullDiskIsAFailureWithItsCause() throws {
        let worker = try DrivenTemplate().fork()
        let job = try SyntheticJob(["fail": "enospc"])
        try worker.give(job.job, job.files)
        let failure = try #require(try worker.listen().failure)
        #expect(failure.code == .noSpace && failure.stage == "mux" && failure.cause == Errno.noSpace.description)
    }

    @Test func theSizeLimitIsAFailureToo() throws {
        var limits = ProcessLimits.standard
        limits.fileBytes = 10_000
        let worker = try DrivenTemplate().fork(limits)
        let job = try SyntheticJob(["frames": "100"])
        try worker.give(job.job, job.files)
        #expect(try worker.listen().failure?.code == .limitExceeded)
        #expect(try job.outputBytes().count == 10_000)
    }

    @Test func theCPULimitKills() throws {
        var limits = ProcessLimits.standard
        limits.cpuSeconds = 1
        let worker = try DrivenTemplate().fork(limits)
        let job = try SyntheticJob(["frames": "10000000", "frame_bytes": "0"])
        try worker.give(job.job, job.files)
        #expect(try worker.listen().report == nil)
        guard case .signalled(let signal, _) = try worker.exit() else {
            Issue.record("not killed by a signal")
            return
        }
        #expect([.kill, .cpuLimit].contains(signal))
    }

    @Test func aJobWithTheWrongNumberOfFilesIsRefused() throws {
        let worker = try DrivenTemplate().fork()
        let job = try SyntheticJob()
        try worker.give(job.job, [job.input])
        let story = try worker.listen()
        #expect(story.failure?.code == .internal && !story.hasStarted)
        #expect(story.failure?.detail == "The job has 1 outputs and came with 1 descriptors.")
    }

    @Test func aMessageThatIsNoJobIsRefused() throws {
        let worker = try DrivenTemplate().fork()
        try Message.send(Array("{}".utf8), descriptors: [], to: worker.socket.rawValue)
        #expect(try worker.listen().failure?.detail == "The job message cannot be read.")
    }
}
