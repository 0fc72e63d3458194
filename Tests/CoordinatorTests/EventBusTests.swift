import ControlAPI
import JobModel
import JobStore
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Coordinator

@Suite("Events") struct EventBusTests {
    let folder: TemporaryDirectory
    let store: SQLiteJobStore
    let bus: EventBus

    init() throws {
        folder = try TemporaryDirectory()
        store = try SQLiteJobStore(path: folder.file("queue.sqlite"))
        bus = EventBus(store: store, log: .silent)
    }

    @discardableResult
    private func add(_ count: Int = 1) async throws -> [JobID] {
        let jobs = (0..<count).map { _ in
            NewJob(
                id: JobID(created: .now), spec: JobSpec(kind: .probe, input: InputSpec(path: "/in"), outputs: []),
                requester: Requester(uid: 0, gid: 0))
        }
        let ids = try await store.submit(jobs).map(\.record.id)
        bus.storeChanged()
        return ids
    }

    private func take(_ count: Int, _ stream: AsyncStream<EventItem>) async -> [EventItem] {
        var items: [EventItem] = []
        for await item in stream {
            items.append(item)
            if items.count == count { break }
        }
        return items
    }

    private func sequences(_ items: [EventItem]) -> [Int64] {
        items.compactMap { if case .event(let event) = $0 { event.sequence } else { nil } }
    }

    @Test func eventsComeInOrderToThoseWhoCameBefore() async throws {
        try await bus.start()
        let stream = try #require(try await bus.events(since: nil, job: nil))
        let ids = try await add(3)
        let items = await take(3, stream)
        #expect(sequences(items) == [1, 2, 3])
        let jobs = items.compactMap { if case .event(let event) = $0 { event.job } else { nil } }
        #expect(Set(jobs) == Set(ids))
    }

    @Test func aReaderResumesWhereItStopped() async throws {
        try await bus.start()
        try await add(700)
        let stream = try #require(try await bus.events(since: 300, job: nil))
        // Some from before the bus had read them, some live.
        try await add(10)
        #expect(sequences(await take(410, stream)) == Array(301...710))
    }

    @Test func aReaderFromBeforeThisLifeReadsTheStore() async throws {
        let ids = try await add(600)
        try await bus.start()
        let stream = try #require(try await bus.events(since: 0, job: nil))
        #expect(sequences(await take(600, stream)) == Array(1...600))
        let one = try #require(try await bus.events(since: 0, job: ids[417]))
        #expect(sequences(await take(1, one)).count == 1)
    }

    @Test func whatWasNeverThereIsNotWaitedFor() async throws {
        try await bus.start()
        try await add()
        #expect(try await bus.events(since: 99, job: nil) == nil)
    }

    @Test func aReaderThatFallsBehindIsCutOff() async throws {
        try await bus.start()
        let stream = try #require(try await bus.events(since: 0, job: nil))
        try await add()
        var iterator = stream.makeAsyncIterator()
        _ = await iterator.next()
        try await add(EventBus.window + EventBus.window / 2 + 2)
        // A second reader shows that the bus has come to the end.
        let newest = try await store.eventRange().upperBound
        let probe = try #require(try await bus.events(since: newest - 1, job: nil))
        _ = await take(1, probe)
        guard case .lagged = await iterator.next() else {
            Issue.record("the reader was not cut off")
            return
        }
        #expect(await iterator.next() == nil)
    }

    @Test func progressIsRationedAndNotKept() async throws {
        try await bus.start()
        let stream = try #require(try await bus.events(since: nil, job: nil))
        let job = JobID.test(1)
        for percent in 0..<100 {
            bus.report(
                JobProgress(phase: .transcoding, percent: Double(percent)), job: job, attempt: 1,
                now: UInt64(percent) * 10_000_000, time: .now)
        }
        #expect(bus.progress(of: job)?.percent == 99)
        // One a quarter second: only the newest unread one is held for a reader.
        guard case .event(let event) = await take(1, stream).first else {
            Issue.record("no event")
            return
        }
        #expect(event.kind == .progress)
        #expect(event.progress?.percent == 75)
        #expect(try await store.eventRange() == 0...0)
        bus.forgetProgress(of: job)
        #expect(bus.progress(of: job) == nil)
    }

    @Test func closingEndsStreamsAndWaits() async throws {
        try await bus.start()
        let stream = try #require(try await bus.events(since: nil, job: nil))
        let wait = bus.expectFinal(.test(1))
        async let items = take(1, stream)
        async let waited: Void = wait.wait(upTo: 60)
        try await Task.sleep(for: .milliseconds(30))
        bus.close()
        #expect(await items.isEmpty)
        await waited
    }

    @Test func aWaitEndsWithItsJobOnly() async throws {
        try await bus.start()
        let ids = try await add(2)
        let first = bus.expectFinal(ids[0])
        let second = bus.expectFinal(ids[1])
        _ = try await store.cancel(ids[0])
        bus.storeChanged()
        let before = MonotonicClock.nanoseconds()
        await first.wait(upTo: 30)
        #expect(MonotonicClock.nanoseconds() - before < 5_000_000_000)
        let middle = MonotonicClock.nanoseconds()
        await second.wait(upTo: 0.1)
        #expect(MonotonicClock.nanoseconds() - middle >= 100_000_000)
    }

    @Test func aCancelledReaderEnds() async throws {
        try await bus.start()
        let stream = try #require(try await bus.events(since: nil, job: nil))
        let reader = Task { await take(1, stream) }
        try await Task.sleep(for: .milliseconds(20))
        reader.cancel()
        #expect(await reader.value.isEmpty)
    }
}
