import JobModel
import Testing

@testable import JobStore

@Suite struct ClaimTests {
    @Test func bestFirstThenOldest() async throws {
        let box = try StoreBox()
        let low = try await box.submit(Samples.job(priority: -1))
        let first = try await box.submit(Samples.job())
        let second = try await box.submit(Samples.job())
        let high = try await box.submit(Samples.job(priority: 9))
        let three = try await box.store.claim(upTo: 3, lease: 30)
        #expect(three.map(\.key.job) == [high.id, first.id, second.id])
        #expect(try await box.store.claim(upTo: 0, lease: 30).isEmpty)
        #expect(try await box.store.claim(upTo: 9, lease: 30).map(\.key.job) == [low.id])
        #expect(try await box.store.claim(upTo: 9, lease: 30).isEmpty)
    }

    @Test func aClaimRaisesAttemptAndFence() async throws {
        let box = try StoreBox()
        let first = try await box.claimed()
        #expect(first.key.fence == 1)
        #expect(first.record.state == .running)
        #expect(first.record.attempt == 1)
        #expect(first.record.startTime == box.clock.now)
        try await box.store.fail(first.key, Samples.crash, then: .retry(afterSeconds: 0, reason: "retry_backoff"))
        let second = try await box.store.claim(upTo: 1, lease: 30)[0]
        #expect(second.key == AttemptKey(job: first.key.job, fence: 2))
        #expect(second.record.attempt == 2)
        #expect(second.record.problem == nil)
        #expect(try await box.history(first.key.job) == [.queued, .running, .retrying, .running])
    }

    @Test func aDelayedJobWaitsForItsTime() async throws {
        let box = try StoreBox()
        #expect(try await box.store.secondsUntilDue() == nil)
        let key = try await box.claimed().key
        try await box.store.fail(key, Samples.crash, then: .retry(afterSeconds: 10, reason: "retry_backoff"))
        let waiting = try await box.store.job(key.job)
        #expect(waiting?.reason == "retry_backoff")
        #expect(waiting?.problem == Samples.crash)
        #expect(waiting?.notBefore == box.clock.now.advanced(bySeconds: 10))
        #expect(try await box.store.claim(upTo: 1, lease: 30).isEmpty)
        #expect(try await box.store.secondsUntilDue() == 10)
        box.clock.advance(bySeconds: 12)
        #expect(try await box.store.secondsUntilDue() == 0)
        #expect(try await box.store.claim(upTo: 1, lease: 30).count == 1)
        #expect(try await box.store.secondsUntilDue() == nil)
    }

    @Test func aHeartbeatNamesWhatIsLost() async throws {
        let box = try StoreBox()
        let running = try await box.job(in: .running)
        let publishing = try await box.job(in: .publishing)
        let ended = try await box.job(in: .succeeded)
        let stale = AttemptKey(job: running.job, fence: 0)
        let unknown = AttemptKey(job: Samples.job().id, fence: 1)
        let before = try await box.store.job(running.job)
        let lost = try await box.store.heartbeat([running, publishing, ended, stale, unknown], lease: 30)
        #expect(lost == [ended, stale, unknown])
        #expect(try await box.store.job(running.job)?.version == before?.version)
    }

    @Test func everyTryIsKeptWithItsFailure() async throws {
        let box = try StoreBox()
        let key = try await box.claimed().key
        try await box.store.fail(key, Samples.crash, then: .final)
        _ = try await box.store.retry(key.job)
        box.clock.advance(bySeconds: 1)
        let second = try await box.store.claim(upTo: 1, lease: 30)[0].key
        let tries = try await box.store.attempts(key.job)
        #expect(tries.map(\.key) == [key, second])
        #expect(tries.map(\.outcome) == [.failed, .running])
        #expect(tries.map(\.round) == [0, 1])
        #expect(tries.map(\.problem) == [Samples.crash, nil])
        #expect(tries[0].endTime != nil && tries[1].endTime == nil)
        #expect(tries[1].startTime == box.clock.now)
    }
}
