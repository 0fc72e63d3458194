import Glibc
import JobModel
import Platform
import Testing
import WorkerProtocol

@testable import WorkerPool

/// Many jobs, and ends under load: nothing is left behind. Alone in its process's time, as it counts descriptors.
@Suite(.serialized) struct EnduranceTests {
    @Test func fiveHundredJobsLeaveNothingBehind() async throws {
        let pids = try await PoolFixture.with("honest") {
            $0.jobsPerTemplate = 100
        } _: { fixture async throws in
            #expect(try await fixture.parked())
            var seen: Set<Int32> = []
            await withTaskGroup(of: Bool.self) { group in
                let scripts = ["ok", "ok", "ok", "fail", "progress 1"]
                for index in 0..<500 {
                    if index >= 4 { #expect(await group.next() == true) }
                    guard let order = try? fixture.order(scripts[index % scripts.count], fence: Int64(index + 1)) else {
                        Issue.record("no order")
                        return
                    }
                    group.addTask {
                        let outcome = await fixture.pool.run(order) { _ in }
                        return outcome.report != nil || outcome.failure?.code == .inputCorrupt
                    }
                    seen.formUnion(await fixture.pool.processes)
                }
                for await good in group { #expect(good) }
            }
            #expect(try await eventually { await fixture.pool.workerCount == 2 })
            #expect(await fixture.pool.running.isEmpty)
            return seen
        }
        #expect(pids.count > 100)
        for pid in pids { #expect(!isChild(pid), "process \(pid) is left") }
    }

    /// Other tests open descriptors of this process at the same time, so this one asks for those of its own pool: by
    /// the number of their socket or pipe, and pidfds by their process, which is -1 once it was reaped.
    @Test func descriptorsAreClosed() async throws {
        let seen = try await PoolFixture.with { fixture async throws in
            var seen: Set<String> = []
            for round in 0..<50 {
                seen.formUnion(await fixture.pool.ends)
                _ = try await fixture.run(round % 10 == 9 ? "crash 11" : "ok")
            }
            return seen
        }
        #expect(seen.count > 100)
        let open = try Directory.names(in: "/proc/self/fd").compactMap {
            SymbolicLink.target(of: "/proc/self/fd/\($0)")
        }
        #expect(seen.intersection(open) == [])
        #expect(try await eventually { orphanedProcessDescriptors() == 0 })
    }

    @Test func shutdownUnderLoadEndsEverything() async throws {
        let fixture = try await PoolFixture()
        _ = await fixture.pool.backends()
        let orders = try (1...24).map { try fixture.order($0 % 3 == 0 ? "spin" : "ok", fence: Int64($0)) }
        let outcomes = await withTaskGroup(of: AttemptOutcome.self) { group in
            for order in orders { group.addTask { await fixture.pool.run(order) { _ in } } }
            #expect((try? await eventually { await !fixture.pool.running.isEmpty }) == true)
            let pids = await fixture.pool.processes
            await fixture.pool.shutdown()
            #expect(await fixture.pool.processes.isEmpty)
            for pid in pids { #expect(!isChild(pid), "process \(pid) is left") }
            var outcomes: [AttemptOutcome] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.count == 24)
        for outcome in outcomes { #expect(outcome.report != nil || outcome.failure?.code == .cancelled) }
        #expect(outcomes.contains { $0.failure?.code == .cancelled })

        let late = try await fixture.run("ok")
        #expect(late.failure?.code == .cancelled)
        await fixture.pool.shutdown()
    }

    @Test func shutdownWhileStartingEndsEverything() async throws {
        for script in ["honest", "silent", "never-ready", "ignore-fork"] {
            let fixture = try await PoolFixture(script) { $0.templateBounds.leave = 200_000_000 }
            let order = try fixture.order("ok")
            async let outcome = fixture.pool.run(order) { _ in }
            try await Task.sleep(for: .milliseconds(30))
            await fixture.pool.shutdown()
            #expect(await fixture.pool.processes.isEmpty, "\(script)")
            let failure = await outcome.failure
            #expect(failure == nil || failure?.code == .cancelled, "\(script)")
        }
    }

    /// Whether a process is a child of this one, running or dead.
    private func isChild(_ pid: Int32) -> Bool { (try? ChildProcess(adopting: pid)) != nil }

    private func orphanedProcessDescriptors() -> Int {
        let names = (try? Directory.names(in: "/proc/self/fdinfo")) ?? []
        return names.count { name in
            let text = (try? File.contents(of: "/proc/self/fdinfo/\(name)")) ?? []
            return String(decoding: text, as: UTF8.self).contains("Pid:\t-1")
        }
    }
}

extension WorkerPool {
    /// What the kernel calls the sockets and pipes that the pool has open.
    fileprivate var ends: Set<String> {
        let sockets =
            workers.values.map(\.socket.descriptor.rawValue) + templates.values.map(\.socket.descriptor.rawValue)
        let logs = workers.values.map(\.log.descriptor) + templates.values.map(\.log.descriptor)
        return Set((sockets + logs).compactMap(DescriptorPath.current))
    }
}
