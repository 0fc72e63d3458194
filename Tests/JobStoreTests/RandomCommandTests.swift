import JobModel
import Platform
import TestSupport
import Testing

@testable import JobStore

/// Random sequences of calls, held against ``OracleQueue`` after every one of them.
///
/// A failure prints its seed; `MILLRACE_SEED` runs that one again, `MILLRACE_STEPS` sets the length.
@Suite struct RandomCommandTests {
    @Test func theStoreAgreesWithTheOracle() async throws {
        let seed = Environment.variable("MILLRACE_SEED").flatMap(UInt64.init) ?? UInt64.random(in: 1..<1_000_000)
        let steps = Environment.variable("MILLRACE_STEPS").flatMap(Int.init) ?? 5000
        print("RandomCommandTests: seed \(seed), \(steps) steps")
        var random = SplitMix(seed: seed)
        // A memory file system, where there is one: this test asks what is stored, not whether it is durable.
        let box = try StoreBox(in: (try? File.status("/dev/shm")) == nil ? "/tmp" : "/dev/shm")
        var oracle = OracleQueue()
        var keys: [AttemptKey] = []
        for step in 0..<steps {
            let command = try await perform(box, &oracle, &keys, &random)
            guard command.agreed else {
                Issue.record("step \(step) of seed \(seed): \(command.words)")
                return
            }
            if step % 250 == 0 {
                try await compare(box, oracle, "step \(step) of seed \(seed)")
                try await box.store.recover().check(against: oracle)
            }
        }
        try await compare(box, oracle, "the end of seed \(seed)")
        await box.store.close()
        #expect(try Database(path: box.path).query("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
        #expect(try Database(path: box.path).query("PRAGMA foreign_key_check") { $0.text(0) }.isEmpty)
    }

    private func perform(
        _ box: StoreBox, _ oracle: inout OracleQueue, _ keys: inout [AttemptKey], _ random: inout SplitMix
    ) async throws -> (agreed: Bool, words: String) {
        let store = box.store
        // Mostly keys of late, so that they are current as often as stale; now and then one that never was.
        let key = keys.suffix(12).randomElement(using: &random) ?? AttemptKey(job: Samples.job().id, fence: 1)
        let expected: StoreFailure?
        let found: StoreFailure?
        let words: String
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18:
            let job = Samples.job(
                outputs: ["/o/\(Int.random(in: 0..<24, using: &random))"],
                priority: Int.random(in: -2...2, using: &random))
            words = "submit"
            expected = oracle.submit(job.id, priority: job.spec.priority, path: job.outputClaims[0])
            found = await refusal { try await box.submit(job) }
        case 18..<40:
            let count = Int.random(in: 0...3, using: &random)
            let claimed = try await store.claim(upTo: count, lease: 30).map(\.key)
            keys += claimed
            return (claimed == oracle.claim(count, now: box.clock.now), "claim \(count) gave \(claimed)")
        case 40..<50:
            words = "intent"
            expected = oracle.intent(key)
            found = await refusal { try await store.recordIntent(key, Samples.intents, result: Samples.result) }
        case 50..<62:
            words = "finish"
            expected = oracle.finish(key)
            found = await refusal { try await store.finish(key, Samples.result) }
        case 62..<78:
            let delay = Bool.random(using: &random) ? Double.random(in: 0...20, using: &random).rounded() : nil
            words = "fail, again after \(delay.map { "\($0)" } ?? "never")"
            expected = oracle.fail(key, retryAt: delay.map { box.clock.now.advanced(bySeconds: $0) })
            let disposition =
                delay.map { FailureDisposition.retry(afterSeconds: $0, reason: "retry_backoff") } ?? .final
            found = await refusal { try await store.fail(key, Samples.crash, then: disposition) }
        case 78..<82:
            words = "finishCancelled"
            expected = oracle.finishCancelled(key)
            found = await refusal { try await store.finishCancelled(key) }
        case 82..<90:
            let id = oracle.jobs.suffix(20).randomElement(using: &random)?.id ?? key.job
            words = "cancel \(id)"
            expected = oracle.cancel(id)
            found = await refusal { _ = try await store.cancel(id) }
        case 90..<97:
            let id = oracle.jobs.suffix(40).randomElement(using: &random)?.id ?? key.job
            words = "retry \(id)"
            expected = oracle.retry(id)
            found = await refusal { _ = try await store.retry(id) }
        default:
            box.clock.advance(bySeconds: Double(Int.random(in: 0...5, using: &random)))
            return (true, "time passes")
        }
        return (found == expected, "\(words) \(key): store \(found as Any), oracle \(expected as Any)")
    }

    private func compare(_ box: StoreBox, _ oracle: OracleQueue, _ place: String) async throws {
        var stored: [JobRecord] = []
        var query = JobQuery(pageSize: 1000)
        repeat {
            let page = try await box.store.list(query)
            stored += page.jobs
            query.before = page.next
        } while query.before != nil
        #expect(stored.map(\.id) == oracle.jobs.map(\.id).reversed(), "\(place)")
        #expect(stored.map(\.state) == oracle.jobs.map(\.state).reversed(), "\(place)")
        #expect(stored.map { Int64($0.attempt) } == oracle.jobs.map(\.fence).reversed(), "\(place)")
        #expect(stored.map(\.notBefore) == oracle.jobs.map(\.due).reversed(), "\(place)")
        var events: [JobEvent] = []
        while let more = try await box.store.events(since: events.last?.sequence ?? 0, limit: 1000).nonEmpty {
            events += more
        }
        #expect(events.map(\.kind) == oracle.history, "\(place)")
    }
}

extension Recovery {
    /// What a new life would find, against what the oracle has running.
    func check(against oracle: OracleQueue) {
        let running = oracle.jobs.filter { $0.state == .running }
        #expect(interrupted.map(\.key.job) == running.map(\.id))
        #expect(interrupted.map(\.cancelRequested) == running.map(\.cancelRequested))
        #expect(publishing.map(\.key.job) == oracle.jobs.filter { $0.state == .publishing }.map(\.id))
    }
}
