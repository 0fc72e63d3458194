import ControlAPI
import JobModel
import JobStore
import Platform
import Synchronization
import Testing
import WorkerProtocol

@testable import Coordinator

@Suite("A job's way") struct JobLifeTests {
    @Test func fromSubmissionToThePublishedFile() async throws {
        let house = try House()
        try await house.start()
        let id = try await house.submit("out.syn")
        let record = try await house.end(id)
        #expect(record.state == .succeeded)
        #expect(record.attempt == 1)
        let output = try #require(record.result?.outputs.first)
        #expect(output.path == house.output())
        #expect(output.bytes == Int64(house.content()?.utf8.count ?? 0))
        #expect(output.sha256 == String(repeating: "ab", count: 32))
        #expect(record.result?.usage.verifyCPUSeconds == 2)
        #expect(record.result?.usage.stageCPUSeconds == ["codec": 1])
        #expect(record.result?.backend == "scripted 1")
        #expect(house.executor.orders.map(\.job.operation) == [.transcode, .verify])
        await house.stop()
        #expect(house.leftovers.isEmpty)
    }

    /// A job that found a free slot tells what it cost to get it to work; one that waited for another tells nothing.
    @Test func theWayFromTheCommitToTheFirstReadIsTold() async throws {
        let house = try House(workers: 1)
        house.executor.become { order, executor in
            try? await Task.sleep(for: .milliseconds(100))
            return await ScriptedExecutor.encode(order, executor)
        }
        try await house.start()
        let began = MonotonicClock.nanoseconds()
        let first = try await house.submit("first.syn")
        for _ in 0..<1000 where house.executor.orders.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let second = try await house.submit("second.syn")
        let (one, two) = (try await house.end(first), try await house.end(second))
        let seconds = try #require(one.result?.usage.dispatchSeconds)
        #expect(seconds > 0 && seconds < Double(MonotonicClock.nanoseconds() - began) / 1e9 - 0.1)
        #expect(two.state == .succeeded && two.result?.usage.dispatchSeconds == nil)
        await house.stop()
    }

    @Test func onlyTheNewestCommitsAreKept() {
        var commits = RecentCommits()
        let jobs = (0...RecentCommits.capacity).map { JobID(created: Timestamp(milliseconds: Int64($0))) }
        for (index, job) in jobs.enumerated() { commits.add(job, at: UInt64(index)) }
        #expect(commits.take(jobs[0]) == nil)
        #expect(commits.take(jobs[1]) == 1)
        #expect(commits.take(jobs[1]) == nil)
        #expect(commits.take(jobs[RecentCommits.capacity]) == UInt64(RecentCommits.capacity))
    }

    @Test func severalOutputsAreVerifiedOneByOne() async throws {
        let house = try House()
        try await house.start()
        let id = try await house.submit("a.syn", "b.syn", "c.syn")
        let record = try await house.end(id)
        #expect(record.state == .succeeded)
        #expect(record.result?.outputs.map(\.path) == ["a.syn", "b.syn", "c.syn"].map(house.output))
        #expect(house.executor.orders.map(\.job.operation) == [.transcode, .verify, .verify, .verify])
        await house.stop()
    }

    @Test func noMoreJobsRunThanThereAreSlots() async throws {
        let house = try House(workers: 2)
        house.executor.become { order, executor in
            try? await Task.sleep(for: .milliseconds(30))
            return await ScriptedExecutor.encode(order, executor)
        }
        try await house.start()
        var ids: [JobID] = []
        for index in 0..<8 { ids.append(try await house.submit("\(index).syn")) }
        for id in ids { #expect(try await house.end(id).state == .succeeded) }
        #expect(house.executor.state.withLock { $0.mostRunning } == 2)
        await house.stop()
    }

    @Test func aFailureOfTheMediaIsFinalAndLeavesNothing() async throws {
        let house = try House(executor: ScriptedExecutor(ScriptedExecutor.failing(Failure(.inputCorrupt, "no frame"))))
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.state == .failed)
        #expect(record.problem?.code == .inputCorrupt)
        #expect(record.attempt == 1)
        #expect(record.spec.outputs.count == 1)
        #expect(house.content() == nil)
        #expect(house.leftovers.isEmpty)
        await house.stop()
    }

    @Test func aCrashIsTriedOnceMore() async throws {
        let house = try House(
            executor: ScriptedExecutor(ScriptedExecutor.failing(Failure(.workerCrashed, "SIGSEGV", signal: 11))))
        house.executor.become(ScriptedExecutor.failing(Failure(.workerCrashed, "SIGSEGV", signal: 11)))
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.state == .failed)
        #expect(record.attempt == 2)
        #expect(record.problem?.signal == 11)
        #expect(house.leftovers.isEmpty)
        await house.stop()
    }

    @Test func afterACrashTheSecondTryCounts() async throws {
        let house = try House()
        house.executor.become { order, executor in
            let encoded = await ScriptedExecutor.encode(order, executor)
            return order.job.key.fence == 1 ? .failure(Failure(.workerCrashed, "once")) : encoded
        }
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.state == .succeeded)
        #expect(house.content()?.contains("fence 2") == true)
        #expect(house.leftovers.isEmpty)
        await house.stop()
    }

    @Test func anOutputThatDoesNotHoldIsNotPublished() async throws {
        let house = try House()
        house.executor.become { order, executor in
            let encoded = await ScriptedExecutor.encode(order, executor)
            try? File.truncate(order.files[1].rawValue, to: 3)
            return encoded
        }
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.state == .failed)
        // A defect of what made the file, not of the input.
        #expect(record.problem?.code == .internal)
        #expect(record.problem?.stage == "verify")
        #expect(record.problem?.detail.contains(house.output()) == true)
        #expect(house.content() == nil)
        #expect(house.leftovers.isEmpty)
        await house.stop()
    }

    @Test func anInputThatChangesEndsTheJob() async throws {
        let house = try House()
        house.executor.become { [input = house.input] order, executor in
            let file = try? File.open(input, [.writeOnly, .append])
            if let file { try? File.writeAll([0], to: file.rawValue) }
            return await ScriptedExecutor.encode(order, executor)
        }
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.problem?.code == .inputChanged)
        #expect(house.content() == nil)
        await house.stop()
    }

    @Test func aFileThatAppearsMeanwhileIsKept() async throws {
        let house = try House()
        house.executor.become { [output = house.output()] order, executor in
            let file = try? File.open(output, [.writeOnly, .create])
            if let file { try? File.writeAll(Array("theirs".utf8), to: file.rawValue) }
            return await ScriptedExecutor.encode(order, executor)
        }
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.state == .failed)
        #expect(record.problem?.code == .outputExists)
        #expect(house.content() == "theirs")
        #expect(house.leftovers.isEmpty)
        await house.stop()
    }

    @Test func overwriteReplacesTheOldFile() async throws {
        let house = try House()
        try await house.start()
        try house.write("old", to: house.output())
        let record = try await house.end(try await house.submit("out.syn", overwrite: true))
        #expect(record.state == .succeeded)
        #expect(house.content()?.contains("fence 1") == true)
        #expect(house.leftovers.isEmpty)
        await house.stop()
    }

    @Test func aFullDiskPausesAndTheJobIsTriedAgain() async throws {
        let house = try House()
        house.executor.become { order, executor in
            order.job.key.fence < 3
                ? .failure(Failure(.noSpace, "no space")) : await ScriptedExecutor.encode(order, executor)
        }
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.state == .succeeded)
        #expect(record.attempt == 3)
        await house.stop()
    }

    @Test func aProbeReports() async throws {
        let house = try House()
        house.executor.become { order, _ in
            .success(WorkerReport(probe: ProbeReport(format: "synthetic", bytes: order.job.inputBytes)))
        }
        try await house.start()
        let document = JobDocument(kind: .probe, input: InputSpec(path: house.input))
        let id = try await house.coordinator.submit(document, requester: house.me, idempotency: nil).record.id
        let record = try await house.end(id)
        #expect(record.state == .succeeded)
        #expect(record.result?.probe == ProbeReport(format: "synthetic", bytes: 6))
        #expect(house.executor.orders.first?.job.inputExtension == "mov")
        await house.stop()
    }

    @Test func aReportThatDoesNotFitTheJobIsMisbehaviour() async throws {
        let house = try House()
        house.executor.become { _, _ in .success(WorkerReport()) }
        try await house.start()
        let record = try await house.end(try await house.submit("out.syn"))
        #expect(record.problem?.code == .workerMisbehaved)
        await house.stop()
    }
}
