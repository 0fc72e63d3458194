import JobModel
import Testing

@testable import JobStore

@Suite struct ListTests {
    @Test func pagesWalkEveryJobOnceNewestFirst() async throws {
        let box = try StoreBox()
        let ids = try await box.store.submit((0..<25).map { _ in Samples.job() }).map(\.record.id)
        var seen: [JobID] = []
        var query = JobQuery(pageSize: 10)
        repeat {
            let page = try await box.store.list(query)
            seen += page.jobs.map(\.id)
            query.before = page.next
            // What arrives between two pages does not move them.
            if page.next != nil { try await box.submit() }
        } while query.before != nil
        #expect(seen == ids.reversed())
    }

    @Test func aFullLastPageHasNoNext() async throws {
        let box = try StoreBox()
        _ = try await box.store.submit((0..<10).map { _ in Samples.job() })
        #expect(try await box.store.list(JobQuery(pageSize: 10)).next == nil)
        #expect(try await box.store.list(JobQuery(pageSize: 9)).next != nil)
        #expect(try await box.store.list(JobQuery(pageSize: 0)).jobs.count == 1)
        #expect(try await box.store.list(JobQuery(pageSize: .max)).jobs.count == 10)
    }

    @Test func statesAndLabelsNarrowTheList() async throws {
        let box = try StoreBox()
        let plain = try await box.submit(Samples.job())
        let red = try await box.submit(Samples.job(labels: ["colour": "red", "show": "x"]))
        let other = try await box.submit(Samples.job(labels: ["colour": "red", "show": "y"]))
        let failed = try await box.job(in: .failed)
        #expect(failed.job == plain.id || failed.job == red.id || failed.job == other.id)

        func ids(_ query: JobQuery) async throws -> Set<JobID> { Set(try await box.store.list(query).jobs.map(\.id)) }
        let all = try await ids(JobQuery())
        #expect(all.count == 4)
        #expect(try await ids(JobQuery(states: [.failed])) == [failed.job])
        #expect(try await ids(JobQuery(states: [.queued, .failed])) == all)
        #expect(try await ids(JobQuery(states: [.succeeded])) == [])
        #expect(try await ids(JobQuery(labels: ["colour": "red"])) == [red.id, other.id])
        #expect(try await ids(JobQuery(labels: ["colour": "red", "show": "y"])) == [other.id])
        #expect(try await ids(JobQuery(labels: ["colour": "blue"])) == [])
        let open = try await ids(JobQuery(states: [.queued], labels: ["colour": "red"]))
        #expect(open == Set([red.id, other.id]).subtracting([failed.job]))
    }

    @Test func labelledAndFilteredListsArePagedToo() async throws {
        let box = try StoreBox()
        let jobs = (0..<9).map { Samples.job(labels: ["parity": $0 % 2 == 0 ? "even" : "odd"]) }
        _ = try await box.store.submit(jobs)
        let first = try await box.store.list(JobQuery(labels: ["parity": "even"], pageSize: 3))
        #expect(first.jobs.map(\.id) == [jobs[8].id, jobs[6].id, jobs[4].id])
        let second = try await box.store.list(JobQuery(labels: ["parity": "even"], before: first.next, pageSize: 3))
        #expect(second.jobs.map(\.id) == [jobs[2].id, jobs[0].id])
        #expect(second.next == nil)
        let queued = try await box.store.list(JobQuery(states: [.queued], before: jobs[2].id))
        #expect(queued.jobs.map(\.id) == [jobs[1].id, jobs[0].id])
    }

    @Test func eventsAreInOrderWithoutGaps() async throws {
        let box = try StoreBox()
        for _ in 0..<5 { _ = try await box.job(in: .succeeded) }
        _ = await refusal { try await box.store.finish(AttemptKey(job: Samples.job().id, fence: 1), Samples.result) }
        let all = try await box.store.events(since: 0, limit: 1000)
        #expect(all.map(\.sequence) == Array(1...15))
        #expect(try await box.store.eventRange() == 1...15)
        #expect(try await box.store.events(since: 7, limit: 3).map(\.sequence) == [8, 9, 10])
        #expect(try await box.store.events(since: 15, limit: 3).isEmpty)
        let failed = try await box.job(in: .failed)
        let last = try #require(try await box.store.events(since: 15, limit: 10).last)
        #expect(last.kind == .failed && last.job == failed.job && last.problem == Samples.crash && last.attempt == 1)
    }

    @Test func everyStateIsCounted() async throws {
        let box = try StoreBox()
        for state in TransitionTests.states { _ = try await box.job(in: state) }
        let counts = try await box.store.counts()
        for state in TransitionTests.states where state != .queued && state != .running {
            #expect(counts[state] == 1, "\(state)")
        }
        #expect(counts.values.reduce(0, +) == TransitionTests.states.count)
        #expect(counts[.held] == 0)
    }
}
