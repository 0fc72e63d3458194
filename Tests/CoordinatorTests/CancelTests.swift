import ControlAPI
import JobModel
import JobStore
import Platform
import Synchronization
import TestSupport
import Testing
import WorkerProtocol

@testable import Coordinator

@Suite("Cancel and retry") struct CancelTests {
    @Test func aWaitingJobIsCancelledAtOnce() async throws {
        let house = try House()
        let executor = house.executor
        executor.state.withLock { $0.isReady = false }
        // Accepted while the backend was there.
        let record = try await house.store.submit([
            NewJob(
                id: JobID(created: .now),
                spec: JobSpec(
                    input: InputSpec(path: house.input), outputs: [.stub(house.output())], backend: "scripted"),
                requester: house.me)
        ])[0].record
        try await house.start()
        #expect(try await house.coordinator.cancel(record.id).state == .cancelled)
        // Asking again is no error.
        #expect(try await house.coordinator.cancel(record.id).state == .cancelled)
        await house.stop()
    }

    @Test func aRunningJobIsCancelledWhenItsWorkerIsGone() async throws {
        let house = try House(executor: ScriptedExecutor(ScriptedExecutor.hang))
        try await house.start()
        let id = try await house.submit("out.syn")
        _ = try await house.until(id, is: .running)
        _ = try await house.coordinator.cancel(id)
        let record = try await house.end(id)
        #expect(record.state == .cancelled)
        #expect(house.leftovers.isEmpty)
        #expect(house.content() == nil)
        await house.stop()
    }

    @Test func aCancelDuringVerificationHolds() async throws {
        let house = try House()
        try await house.start()
        let (reached, signal) = AsyncStream<JobID>.makeStream()
        // Between encode and verification: the control is asked at every step.
        house.executor.become { order, executor in
            signal.yield(order.job.key.job)
            let result = await ScriptedExecutor.encode(order, executor)
            try? await Task.sleep(for: .milliseconds(100))
            return result
        }
        let id = try await house.submit("out.syn")
        for await _ in reached { break }
        _ = try await house.coordinator.cancel(id)
        #expect(try await house.end(id).state == .cancelled)
        #expect(house.content() == nil)
        await house.stop()
    }

    @Test func anEndedJobCannotBeCancelled() async throws {
        let house = try House()
        try await house.start()
        let id = try await house.submit("out.syn")
        _ = try await house.end(id)
        await #expect(throws: ServiceFailure.self) { try await house.coordinator.cancel(id) }
        await #expect(throws: ServiceFailure.self) { try await house.coordinator.retry(id) }
        await #expect(throws: ServiceFailure.notFound(.test(1))) { try await house.coordinator.cancel(.test(1)) }
        await house.stop()
    }

    @Test func aCancelledJobCanBeTriedAgain() async throws {
        let house = try House(executor: ScriptedExecutor(ScriptedExecutor.hang))
        try await house.start()
        let id = try await house.submit("out.syn")
        _ = try await house.until(id, is: .running)
        _ = try await house.coordinator.cancel(id)
        _ = try await house.end(id)
        house.executor.become(ScriptedExecutor.encode)
        _ = try await house.coordinator.retry(id)
        let record = try await house.end(id)
        #expect(record.state == .succeeded)
        #expect(record.attempt == 2)
        await house.stop()
    }

    @Test func aLeaseIsKeptBeyondItsLength() async throws {
        let house = try House(executor: ScriptedExecutor(ScriptedExecutor.hang)) { $0.timing.lease = 3 }
        try await house.start()
        let id = try await house.submit("out.syn")
        _ = try await house.until(id, is: .running)
        try await Task.sleep(for: .milliseconds(3600))
        #expect(try await house.coordinator.job(id).attempt == 1)
        #expect(!house.executor.isTerminated(AttemptKey(job: id, fence: 1)))
        await house.stop()
    }

    /// The queue's disk is gone: the worker is ended before the lease is, the stop does not wait for ever, and the next
    /// life runs the job.
    @Test func whereTheLeaseCannotBeKeptTheWorkerIsEnded() async throws {
        let house = try House(executor: ScriptedExecutor(ScriptedExecutor.hang)) { $0.timing.lease = 0.6 }
        try await house.start()
        let id = try await house.submit("out.syn")
        _ = try await house.until(id, is: .running)
        await house.store.close()
        let key = AttemptKey(job: id, fence: 1)
        for _ in 0..<1000 where !house.executor.isTerminated(key) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(house.executor.isTerminated(key))
        for _ in 0..<1000 where !house.leftovers.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(house.leftovers.isEmpty)
        #expect(await house.coordinator.readiness().ready == false)
        await house.stop()

        let next = try House(in: house.folder)
        try await next.start()
        let record = try await next.end(id)
        #expect(record.state == .succeeded)
        #expect(record.attempt == 2)
        await next.stop()
    }
}
