import Client
import JobModel
import Platform
import TestSupport
import Testing

/// The death of one worker is the business of its own job.
@Suite(.serialized) struct WorkerDeathTests {
    /// From outside only SIGKILL reaches a worker: it is the first process of its own pid namespace.
    @Test func aWorkerThatIsKilledTouchesItsOwnJobOnly() throws {
        let mill = try Mill()
        let client = mill.client()
        let victim = try client.submit(
            Array(mill.syntheticJob("victim.syn", frames: 200, frameMilliseconds: 10).utf8)
        ).job.id
        let others = try submitOthers(mill)
        var found: [Int32] = []
        for _ in 0..<400 where found.isEmpty {
            found = mill.workers(of: victim)
            Sleep.milliseconds(5)
        }
        let worker = try #require(found.first, "the worker of the job was not found in /proc")
        #expect(found.count == 1)
        _ = try Tool.run("kill", ["-9", "\(worker)"])

        let job = try client.job(victim.text, waitingUpTo: 60).job
        #expect(mill.hasEnded(worker))
        let ledger = try Ledger(mill)
        #expect(ledger.count(.running, victim) == 2, "it was not tried again: \(job)")
        let problems = ledger.events.filter { $0.job == victim }.compactMap(\.problem)
        #expect(problems.first?.code == .workerCrashed, "\(problems)")
        #expect(problems.first?.signal == 9)
        #expect(job.state == .succeeded)
        if job.state == .succeeded { try ledger.checkSucceeded(job) }
        try checkUntouched(others, mill)
        #expect(mill.daemon.isRunning)
        #expect(mill.leftovers == [])
    }

    @Test func aCodecThatCrashesEachTimeFailsItsOwnJobOnly() throws {
        let mill = try Mill()
        let client = mill.client()
        let crash = ", \"fail\": \"segv\", \"fail_at\": \"3\""
        let bad = try client.submit(
            Array(mill.syntheticJob("bad.syn", frames: 9, frameMilliseconds: 1, options: crash).utf8)
        ).job.id
        let others = try submitOthers(mill)
        let failed = try client.job(bad.text, waitingUpTo: 120).job
        #expect(failed.state == .failed)
        #expect(failed.problem?.code == .workerCrashed)
        #expect(failed.problem?.signal == 11)
        #expect(failed.attempt == 2)
        try checkUntouched(others, mill)
        #expect(!File.exists(mill.output("bad.syn")))
        #expect(mill.daemon.isRunning)
        #expect(mill.leftovers == [])
    }

    private func submitOthers(_ mill: Mill) throws -> [JobID] {
        let client = mill.client()
        return try (0..<12).map { index in
            try client.submit(
                Array(mill.syntheticJob("\(index).syn", frames: 20, frameMilliseconds: 5).utf8)
            ).job.id
        }
    }

    private func checkUntouched(_ others: [JobID], _ mill: Mill) throws {
        let client = mill.client()
        for id in others {
            let other = try client.job(id.text, waitingUpTo: 60).job
            #expect(other.state == .succeeded && other.attempt == 1, "\(other)")
        }
    }
}
