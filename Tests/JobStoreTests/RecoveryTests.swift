import JobModel
import Testing

@testable import JobStore

@Suite struct RecoveryTests {
    @Test func aNewLifeTakesOverWhatTheOldOneLeft() async throws {
        let box = try StoreBox()
        for state in [JobState.succeeded, .failed, .cancelled] { _ = try await box.job(in: state) }
        let publishing = try await box.job(in: .publishing)
        let running = try await box.job(in: .running)
        let cancelling = try await box.job(in: .running)
        _ = try await box.store.cancel(cancelling.job)
        let queued = try await box.submit()
        await box.store.close()

        let store = try box.reopened()
        let recovery = try await store.recover()
        #expect(recovery.interrupted.map(\.key) == [running, cancelling])
        #expect(recovery.interrupted.map(\.cancelRequested) == [false, true])
        #expect(recovery.publishing.map(\.key) == [publishing])
        #expect(recovery.publishing.first?.intents == Samples.intents)
        #expect(recovery.publishing.first?.result == Samples.result)

        try await store.finish(publishing, Samples.result)
        try await store.fail(running, Samples.crash, then: .retry(afterSeconds: 0, reason: "coordinator_died"))
        try await store.finishCancelled(cancelling)
        let rest = try await store.recover()
        #expect(rest.interrupted.isEmpty && rest.publishing.isEmpty)
        #expect(try await store.claim(upTo: 9, lease: 30).map(\.key.job) == [running.job, queued.id])
        await store.close()
    }

    @Test func closingFinishesWhatWaitsAndRefusesTheRest() async throws {
        let box = try StoreBox()
        try await box.submit()
        await box.store.close()
        guard case .unavailable = await refusal({ try await box.submit() }) else {
            Issue.record("a closed store took a job")
            return
        }
        guard case .unavailable = await refusal({ _ = try await box.store.counts() }) else {
            Issue.record("a closed store was read")
            return
        }
        await box.store.close()
        let store = try box.reopened()
        #expect(try await store.counts()[.queued] == 1)
    }
}
