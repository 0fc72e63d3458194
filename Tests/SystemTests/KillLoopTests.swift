import Client
import JobModel
import Platform
import TestSupport
import Testing

/// Random kills under load: about half the coordinator, a third one worker, the rest everything at once.
///
/// Short with the other tests; `make kill-loop KILLS=200` is the long form. `MILLRACE_SEED` repeats a run's choices
/// (not its timing, which is the machine's).
@Suite(.serialized) struct KillLoopTests {
    @Test func nothingAcknowledgedIsLost() throws {
        let kills = Environment.variable("MILLRACE_KILLS").flatMap(Int.init) ?? 6
        let seed = Environment.variable("MILLRACE_SEED").flatMap(UInt64.init) ?? UInt64.random(in: 1..<1_000_000)
        print("KillLoopTests: \(kills) kills, seed \(seed)")
        var random = SplitMix(seed: seed)
        let mill = try Mill()
        var acknowledged: [JobID] = []
        var jobs = 0
        var counts = (coordinator: 0, worker: 0, everything: 0)
        for _ in 0..<kills {
            let client = mill.client()
            for _ in 0..<5 {
                let frames = Int.random(in: 1...30, using: &random)
                let document = mill.syntheticJob("\(jobs).syn", frames: frames, frameMilliseconds: 2)
                jobs += 1
                acknowledged.append(try client.submit(Array(document.utf8), key: "loop-\(jobs)").job.id)
            }
            Sleep.milliseconds(Int.random(in: 5...250, using: &random))
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<53:
                counts.coordinator += 1
                #expect(try mill.killCoordinator() == [])
                try mill.restart()
            case 53..<86:
                counts.worker += 1
                // The oldest of the children are the templates; one of the others, busy or waiting.
                let worker = mill.children.sorted().dropFirst(2).randomElement(using: &random)
                if let worker { _ = try Tool.run("kill", ["-9", "\(worker)"]) }
            default:
                counts.everything += 1
                let children = mill.children
                _ = try Tool.run("kill", ["-9"] + ([mill.daemon.pid] + children).map { "\($0)" })
                _ = try mill.daemon.wait()
                #expect(children.filter { !mill.hasEnded($0) } == [])
                try mill.restart()
            }
        }
        let client = mill.client()
        var ended: [JobRecord] = []
        for id in acknowledged { ended.append(try client.job(id.text, waitingUpTo: 300).job) }
        let ledger = try Ledger(mill)
        for job in ended {
            switch job.state {
            case .succeeded: try ledger.checkSucceeded(job)
            // Two workers shot under the same job are its end; then nothing is under its name.
            case .failed:
                #expect(job.problem?.code == .workerCrashed, "\(job.id): \(String(describing: job.problem))")
                #expect(!File.exists(try #require(job.spec.outputs.first).path))
            default: Issue.record("\(job.id) is \(job.state)")
            }
        }
        let succeeded = ended.count { $0.state == .succeeded }
        let files = try Directory.names(in: mill.folder.file("out"))
        #expect(files.count == succeeded, "\(files.count) files, \(succeeded) succeeded")
        #expect(mill.leftovers == [])
        let retried = ended.count { $0.attempt > 1 }
        print(
            "KillLoopTests: killed the coordinator \(counts.coordinator), one worker \(counts.worker), everything "
                + "\(counts.everything) times; \(ended.count) jobs, \(succeeded) succeeded, \(retried) ran again")
    }
}
