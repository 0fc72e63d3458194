import JobModel
import Testing

@testable import JobStore

/// Every call in every state: what it does where it is allowed, and that nothing changes where it is refused.
@Suite struct TransitionTests {
    enum Call: CaseIterable { case intent, finish, retryLater, failForGood, finishCancelled, cancel, retry }

    static let states: [JobState] = [.queued, .running, .publishing, .succeeded, .failed, .cancelled]

    /// The state that a call leads to; nil where it is refused with `wrongState`.
    static func expected(_ call: Call, in state: JobState) -> JobState? {
        switch (call, state) {
        case (.intent, .running): .publishing
        case (.finish, .running), (.finish, .publishing): .succeeded
        case (.retryLater, .running): .queued
        case (.failForGood, .running), (.failForGood, .publishing): .failed
        case (.finishCancelled, .running): .cancelled
        case (.cancel, .queued), (.cancel, .cancelled): .cancelled
        case (.cancel, .running): .running
        case (.retry, .failed), (.retry, .cancelled): .queued
        default: nil
        }
    }

    static func perform(_ call: Call, _ key: AttemptKey, on store: SQLiteJobStore) async throws {
        switch call {
        case .intent: try await store.recordIntent(key, Samples.intents, result: Samples.result)
        case .finish: try await store.finish(key, Samples.result)
        case .retryLater:
            try await store.fail(key, Samples.crash, then: .retry(afterSeconds: 1, reason: "retry_backoff"))
        case .failForGood: try await store.fail(key, Samples.crash, then: .final)
        case .finishCancelled: try await store.finishCancelled(key)
        case .cancel: _ = try await store.cancel(key.job)
        case .retry: _ = try await store.retry(key.job)
        }
    }

    @Test(arguments: Call.allCases, states)
    func table(_ call: Call, _ state: JobState) async throws {
        let box = try StoreBox()
        let key = try await box.job(in: state)
        let before = try #require(try await box.store.job(key.job))
        let events = try await box.store.eventRange().upperBound
        #expect(before.state == state)
        let refused = await refusal { try await Self.perform(call, key, on: box.store) }
        let after = try #require(try await box.store.job(key.job))
        if let expected = Self.expected(call, in: state) {
            #expect(refused == nil)
            #expect(after.state == expected)
            #expect(state.successors.contains(expected) || state == expected)
            #expect(after.state.isFinal == (after.endTime != nil))
            let news = try await box.store.events(since: events, limit: 10)
            #expect(news.map(\.state) == (state == expected ? [] : [expected]))
        } else {
            #expect(refused == .wrongState(key.job, state))
            #expect(after == before)
            #expect(try await box.store.eventRange().upperBound == events)
        }
    }

    @Test(arguments: [Call.intent, .finish, .retryLater, .failForGood, .finishCancelled])
    func aStaleFenceChangesNothing(_ call: Call) async throws {
        let box = try StoreBox()
        let old = try await box.job(in: .queued)
        _ = try await box.store.claim(upTo: 1, lease: 30)
        let before = try await box.store.job(old.job)
        #expect(await refusal { try await Self.perform(call, old, on: box.store) } == .staleFence(old))
        #expect(try await box.store.job(old.job) == before)
    }

    @Test(arguments: Call.allCases)
    func anUnknownJobIsNotFound(_ call: Call) async throws {
        let box = try StoreBox()
        let key = AttemptKey(job: Samples.job().id, fence: 1)
        #expect(await refusal { try await Self.perform(call, key, on: box.store) } == .notFound(key.job))
    }

    @Test func aCommittedCancelComesBeforePublication() async throws {
        let box = try StoreBox()
        let key = try await box.job(in: .running)
        guard case .kill(let named, let record) = try await box.store.cancel(key.job) else {
            Issue.record("a running job is not cancelled at once")
            return
        }
        #expect(named == key)
        #expect(record.state == .running)
        // Asking again is the same answer and no change.
        guard case .kill(key, record) = try await box.store.cancel(key.job) else {
            Issue.record("the second cancel differs")
            return
        }
        for call in [Call.intent, .finish] {
            #expect(await refusal { try await Self.perform(call, key, on: box.store) } == .cancelRequested(key))
        }
        try await box.store.finishCancelled(key)
        guard case .cancelled(let ended) = try await box.store.cancel(key.job) else {
            Issue.record("a cancelled job is not cancelled")
            return
        }
        #expect(ended.state == .cancelled)
        #expect(try await box.history(key.job) == [.queued, .running, .cancelled])
    }

    @Test func aFailureAfterACancelIsNotTriedAgain() async throws {
        let box = try StoreBox()
        let key = try await box.job(in: .running)
        _ = try await box.store.cancel(key.job)
        try await box.store.fail(key, Samples.crash, then: .retry(afterSeconds: 1, reason: "retry_backoff"))
        #expect(try await box.store.job(key.job)?.state == .cancelled)
    }

    @Test func aSucceededJobShowsItsResult() async throws {
        let box = try StoreBox()
        let key = try await box.job(in: .publishing)
        #expect(try await box.store.job(key.job)?.result == nil)
        try await box.store.finish(key, Samples.result)
        #expect(try await box.store.job(key.job)?.result == Samples.result)
        #expect(try await box.history(key.job) == [.queued, .running, .publishing, .succeeded])
    }

    @Test func retryingStartsAfresh() async throws {
        let box = try StoreBox()
        let key = try await box.job(in: .failed)
        let record = try await box.store.retry(key.job)
        #expect(record.state == .queued)
        #expect(record.problem == nil && record.endTime == nil && record.notBefore == nil)
        #expect(record.attempt == 1)
    }
}
