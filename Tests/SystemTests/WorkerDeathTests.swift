import Client
import JobModel
import Platform
import TestSupport
import Testing

/// The death of one worker is the business of its own job.
@Suite(.serialized) struct WorkerDeathTests {
    @Test(arguments: [Signal.kill, Signal.segmentation])
    func aWorkerThatIsKilledTouchesItsOwnJobOnly(_ signal: Signal) throws {
        let mill = try Mill()
        let client = mill.client()
        let victim = try client.submit(
            Array(mill.syntheticJob("victim.syn", frames: 200, frameMilliseconds: 10).utf8)
        ).job.id
        let others = try (0..<12).map { index in
            try client.submit(
                Array(mill.syntheticJob("\(index).syn", frames: 20, frameMilliseconds: 5).utf8)
            ).job.id
        }
        var found: [Int32] = []
        for _ in 0..<400 where found.isEmpty {
            found = mill.workers(of: victim)
            Sleep.milliseconds(5)
        }
        let worker = try #require(found.first, "the worker of the job was not found in /proc")
        #expect(found.count == 1)
        try send(signal, to: worker)

        let job = try client.job(victim.text, waitingUpTo: 60).job
        #expect(mill.hasEnded(worker))
        let ledger = try Ledger(mill)
        #expect(ledger.count(.running, victim) == 2, "it was not tried again: \(job)")
        let problems = ledger.events.filter { $0.job == victim }.compactMap(\.problem)
        #expect(problems.first?.code == .workerCrashed, "\(problems)")
        #expect(problems.first?.signal == Int(signal.rawValue))
        #expect(job.state == .succeeded)
        if job.state == .succeeded { try ledger.checkSucceeded(job) }
        for id in others {
            let other = try client.job(id.text, waitingUpTo: 60).job
            #expect(other.state == .succeeded && other.attempt == 1, "\(other)")
        }
        #expect(mill.daemon.isRunning)
        #expect(mill.leftovers == [])
    }

    @Test func aCodecThatCrashesEachTimeFailsItsJob() throws {
        let mill = try Mill()
        let client = mill.client()
        let crash = ", \"fail\": \"segv\", \"fail_at\": \"3\""
        let bad = try client.submit(
            Array(mill.syntheticJob("bad.syn", frames: 9, frameMilliseconds: 1, options: crash).utf8)
        ).job.id
        let good = try client.submit(
            Array(mill.syntheticJob("good.syn", frames: 9, frameMilliseconds: 1).utf8)
        ).job.id
        let failed = try client.job(bad.text, waitingUpTo: 120).job
        #expect(failed.state == .failed)
        #expect(failed.problem?.code == .workerCrashed)
        #expect(failed.problem?.signal == 11)
        #expect(failed.attempt == 2)
        #expect(try client.job(good.text, waitingUpTo: 60).job.state == .succeeded)
        #expect(!File.exists(mill.output("bad.syn")))
        #expect(mill.leftovers == [])
    }

    private func send(_ signal: Signal, to pid: Int32) throws {
        _ = try Tool.run("kill", ["-\(signal.rawValue)", "\(pid)"])
    }
}
