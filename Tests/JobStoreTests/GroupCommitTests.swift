import JobModel
import Testing

@testable import JobStore

@Suite struct GroupCommitTests {
    @Test func oneCallIsOneCommit() async throws {
        let box = try StoreBox()
        _ = try await box.store.submit((0..<100).map { _ in Samples.job() })
        #expect(box.store.statistics.commits == 1)
        #expect(box.store.statistics.operations == 1)
    }

    @Test func readsCommitNothing() async throws {
        let box = try StoreBox()
        let id = try await box.submit().id
        _ = try await (box.store.job(id), box.store.list(JobQuery()), box.store.counts(), box.store.recover())
        #expect(box.store.statistics.commits == 1)
    }

    @Test func whatWaitsIsCommittedTogether() async throws {
        let box = try StoreBox()
        let count = 400
        let records = try await withThrowingTaskGroup(of: JobRecord.self) { group in
            for _ in 0..<count { group.addTask { try await box.submit() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(records.map(\.id)).count == count)
        #expect(try await box.store.counts()[.queued] == count)
        let statistics = box.store.statistics
        #expect(statistics.operations == Int64(count))
        #expect(statistics.largestBatch > 1)
        #expect(statistics.commits < Int64(count) / 2, "400 concurrent calls took \(statistics.commits) commits")
    }

    @Test func aRefusedOperationDoesNotTouchItsNeighbours() async throws {
        let box = try StoreBox()
        let key = try await box.job(in: .succeeded)
        let outcomes = await withTaskGroup(of: (Int, StoreFailure?).self) { group in
            for index in 0..<300 {
                group.addTask {
                    switch index % 3 {
                    // Writes a row and two claims before it is refused.
                    case 0:
                        (
                            index,
                            await refusal {
                                try await box.submit(Samples.job(outputs: ["/x/\(index)", "/x/\(index)"]))
                            }
                        )
                    case 1: (index, await refusal { try await box.submit(Samples.job(outputs: ["/o/\(index)"])) })
                    default: (index, await refusal { try await box.store.finish(key, Samples.result) })
                    }
                }
            }
            return await group.reduce(into: [Int: StoreFailure?]()) { $0[$1.0] = .some($1.1) }
        }
        for (index, failure) in outcomes {
            switch index % 3 {
            case 0:
                guard case .outputClaimed(let path, _) = failure else {
                    Issue.record("operation \(index) was not refused: \(String(describing: failure))")
                    continue
                }
                #expect(path == "/x/\(index)")
            case 1: #expect(failure == nil)
            default: #expect(failure == .wrongState(key.job, .succeeded))
            }
        }
        #expect(box.store.statistics.largestBatch > 1)
        #expect(try await box.store.counts()[.queued] == 100)
        let events = try await box.store.events(since: 0, limit: 1000)
        #expect(events.map(\.sequence) == Array(1...103))
        #expect(try await integrity(box) == ["ok"])
    }

    private func integrity(_ box: StoreBox) async throws -> [String] {
        let database = try Database(path: box.path)
        return try database.query("PRAGMA integrity_check") { $0.text(0) }
    }
}
