import ControlAPI
import JobModel
import JobStore
import Platform
import Telemetry
import TestSupport
import Testing
import WorkerProtocol

@testable import Coordinator

/// A coordinator that dies between any two steps, and the next one on the same folder. What the dead one had done is
/// done by hand here, up to the point of its death.
@Suite("Recovery") struct RecoveryTests {
    /// The steps of `Publication`, each of which may be the last.
    enum Death: Int, CaseIterable, Comparable, CustomTestStringConvertible {
        case claimed, encoded, intended, linked, synced, finished
        static func < (left: Death, right: Death) -> Bool { left.rawValue < right.rawValue }
        var testDescription: String { "after \(self)" }
    }

    private func die(_ death: Death, in house: House, overwrite: Bool) async throws -> JobID {
        let store = house.store
        let record = try await store.submit([
            NewJob(id: JobID(created: .now), spec: spec(house, overwrite), requester: house.me)
        ])[0].record
        let claimed = try #require(try await store.claim(upTo: 1, lease: 30).first)
        guard death >= .encoded else { return record.id }
        let outputs = try AttemptOutputs.create(record.spec.outputs, key: claimed.key, overwrite: overwrite)
        for (index, output) in outputs.outputs.enumerated() {
            try File.writeAll(Array("first life \(index)".utf8), to: output.file.rawValue)
        }
        guard death >= .intended else { return record.id }
        let intents = try outputs.intents(digests: ["00", "11"])
        let result = JobResult(
            outputs: [], usage: Usage(), sandbox: SandboxStamp(tier: .none, layers: []), backend: "first",
            width: WidthDecision(threads: 1, reason: ""))
        try await store.recordIntent(claimed.key, intents, result: result)
        guard death >= .linked else { return record.id }
        // Death may strike after the first name and before the second.
        let publication = Publication(log: .silent)
        try publication.publish(death == .linked ? [intents[0]] : intents, overwrite: overwrite)
        guard death >= .finished else { return record.id }
        try await store.finish(claimed.key, result)
        return record.id
    }

    private func spec(_ house: House, _ overwrite: Bool) -> JobSpec {
        JobSpec(
            input: InputSpec(path: house.input), outputs: [.stub(house.output("a.syn")), .stub(house.output("b.syn"))],
            overwrite: overwrite, backend: "scripted")
    }

    @Test(arguments: Death.allCases, [false, true])
    func theNextLifeFinishesWhatTheLastBegan(death: Death, overwrite: Bool) async throws {
        let first = try House()
        if overwrite { for name in ["a.syn", "b.syn"] { try first.write("old", to: first.output(name)) } }
        let id = try await die(death, in: first, overwrite: overwrite)
        await first.store.close()

        let second = try House(in: first.folder)
        try await second.start()
        let record = try await second.end(id)
        #expect(record.state == .succeeded)
        if death >= .intended {
            // The verified files of the first life, published once.
            #expect(second.content("a.syn") == "first life 0")
            #expect(second.content("b.syn") == "first life 1")
            #expect(second.executor.orders.isEmpty)
            #expect(record.attempt == 1)
        } else {
            #expect(second.content("a.syn")?.contains("fence 2") == true)
            #expect(record.attempt == 2)
        }
        await second.stop()
        #expect(second.leftovers.isEmpty)
    }

    @Test func aNameThatWasTakenMeanwhileFailsTheJob() async throws {
        let first = try House()
        let id = try await die(.intended, in: first, overwrite: false)
        await first.store.close()
        try first.write("theirs", to: first.output("b.syn"))

        let second = try House(in: first.folder)
        try await second.start()
        let record = try await second.end(id)
        #expect(record.state == .failed)
        #expect(record.problem?.code == .outputExists)
        #expect(second.content("a.syn") == nil)
        #expect(second.content("b.syn") == "theirs")
        await second.stop()
        #expect(second.leftovers.isEmpty)
    }

    @Test func aCancelThatWasAskedForHolds() async throws {
        let first = try House()
        let id = try await die(.encoded, in: first, overwrite: false)
        guard case .kill = try await first.store.cancel(id) else {
            Issue.record("the job was not running")
            return
        }
        await first.store.close()

        let second = try House(in: first.folder)
        try await second.start()
        #expect(try await second.end(id).state == .cancelled)
        #expect(second.executor.orders.isEmpty)
        await second.stop()
        #expect(second.leftovers.isEmpty)
    }

    @Test func anOrderlyStopHandsJobsBack() async throws {
        let first = try House(executor: ScriptedExecutor(ScriptedExecutor.hang))
        try await first.start()
        let id = try await first.submit("out.syn")
        _ = try await first.until(id, is: .running)
        await first.stop()
        #expect(first.leftovers.isEmpty)

        let second = try House(in: first.folder)
        try await second.start()
        let record = try await second.end(id)
        #expect(record.state == .succeeded)
        #expect(record.attempt == 2)
        await second.stop()
    }

    @Test func jobsThatCanEndInTimeDo() async throws {
        let house = try House()
        house.executor.become { order, executor in
            try? await Task.sleep(for: .milliseconds(150))
            return await ScriptedExecutor.encode(order, executor)
        }
        try await house.start()
        let id = try await house.submit("out.syn")
        _ = try await house.until(id, is: .running)
        let waiting = try await house.submit("later.syn")
        await house.coordinator.stop(drainSeconds: 10)
        #expect(try await house.store.job(id)?.state == .succeeded)
        _ = waiting
        await house.store.close()
    }
}
