import JobModel
import Platform
import Testing

@testable import JobStore

@Suite struct SubmitTests {
    @Test func aSubmittedJobComesBackWhole() async throws {
        let box = try StoreBox()
        let job = Samples.job(outputs: ["/out/ä b.mp4"], priority: -3, labels: ["show": "x", "": "empty name"])
        let record = try await box.submit(job)
        #expect(record.spec == job.spec)
        #expect(record.state == .queued)
        #expect(record.attempt == 0)
        #expect(record.version == 1)
        #expect(record.createTime == box.clock.now)
        #expect(record.requester == Samples.requester)
        #expect(try await box.store.job(job.id) == record)
        #expect(try await box.store.job(Samples.job().id) == nil)
        #expect(try await box.history(job.id) == [.queued])
    }

    @Test func theMomentOfTheCommitIsTold() async throws {
        let box = try StoreBox()
        let began = MonotonicClock.nanoseconds()
        let committed = try #require(try await box.store.submit([Samples.job()])[0].committed)
        #expect(began < committed && committed < MonotonicClock.nanoseconds())
    }

    @Test func allOrNone() async throws {
        let box = try StoreBox()
        let jobs = [Samples.job(outputs: ["/o/1"]), Samples.job(outputs: ["/o/2"]), Samples.job(outputs: ["/o/1"])]
        let refused = await refusal { _ = try await box.store.submit(jobs) }
        #expect(refused == .outputClaimed(path: "/o/1", by: jobs[0].id))
        #expect(try await box.store.counts()[.queued] == 0)
        #expect(try await box.store.eventRange() == 0...0)
    }

    @Test func twoUnfinishedJobsNeverShareAnOutput() async throws {
        let box = try StoreBox()
        let first = try await box.claimed(Samples.job(outputs: ["/o/a", "/o/b"]))
        let second = Samples.job(outputs: ["/o/b"])
        let claim = StoreFailure.outputClaimed(path: "/o/b", by: first.key.job)
        #expect(await refusal { try await box.submit(second) } == claim)
        try await box.store.fail(first.key, Samples.crash, then: .retry(afterSeconds: 5, reason: "retry_backoff"))
        #expect(await refusal { try await box.submit(second) } == claim)
        let again = (box.clock.advance(bySeconds: 5), try await box.store.claim(upTo: 1, lease: 30)[0]).1
        try await box.store.fail(again.key, Samples.crash, then: .final)
        try await box.submit(second)
        // The first job may not come back while the second one has its output.
        #expect(
            await refusal { _ = try await box.store.retry(first.key.job) }
                == .outputClaimed(path: "/o/b", by: second.id))
        _ = try await box.store.cancel(second.id)
        #expect(try await box.store.retry(first.key.job).state == .queued)
    }

    @Test func claimsAreCanonicalPathsWhereTheCallerKnowsThem() async throws {
        let box = try StoreBox()
        let first = NewJob(
            id: JobID(created: box.clock.now), spec: Samples.spec(outputs: ["/link/a"]), requester: Samples.requester,
            outputClaims: ["/real/a"])
        try await box.submit(first)
        let refused = await refusal { try await box.submit(Samples.job(outputs: ["/real/a"])) }
        #expect(refused == .outputClaimed(path: "/real/a", by: first.id))
        try await box.submit(Samples.job(outputs: ["/link/a"]))
    }

    @Test func anIdempotencyKeyNamesTheFirstJob() async throws {
        let box = try StoreBox()
        let key = IdempotencyKey(key: "k", fingerprint: "f")
        #expect(try await box.store.submission(key, by: Samples.requester) == nil)
        let first = try await box.submit(Samples.job(outputs: ["/o/a"], key: key))
        let replay = try await box.store.submit([Samples.job(outputs: ["/o/a"], key: key)])[0]
        #expect(replay.replayed)
        #expect(replay.committed == nil)
        #expect(replay.record == first)
        let looked = try await box.store.submission(key, by: Samples.requester)
        #expect(looked?.record == first)
        #expect(looked?.replayed == true)
        #expect(try await box.store.counts()[.queued] == 1)
    }

    @Test func anIdempotencyKeyWithOtherContentIsRefused() async throws {
        let box = try StoreBox()
        try await box.submit(Samples.job(key: IdempotencyKey(key: "k", fingerprint: "f")))
        let other = IdempotencyKey(key: "k", fingerprint: "g")
        #expect(await refusal { try await box.submit(Samples.job(key: other)) } == .idempotencyMismatch(key: "k"))
        let looked = await refusal { _ = try await box.store.submission(other, by: Samples.requester) }
        #expect(looked == .idempotencyMismatch(key: "k"))
    }

    @Test func idempotencyKeysAreEachUsersOwn() async throws {
        let box = try StoreBox()
        let key = IdempotencyKey(key: "k", fingerprint: "f")
        try await box.submit(Samples.job(key: key))
        let other = Samples.job(key: key, requester: Requester(uid: 1001, gid: 100))
        #expect(try await box.store.submit([other])[0].replayed == false)
    }
}
