import Glibc
import JobModel
import Platform
import Telemetry
import TestSupport
import Testing
import WorkerProtocol

@testable import WorkerPool

/// Templates in real processes: started, replaced, given up, ended.
@Suite struct TemplateTests {
    @Test(arguments: [
        ("exit", "it ended with status 3 before it was ready. Its last words: no library found"),
        ("garbage", "broke the worker protocol"), ("bad-hello", "capabilities are not in JSON"),
        ("other-name", "calls itself \"other\""), ("refuse", "refused to start: seccomp is missing"),
        ("tier-c", "only tier C"), ("silent", "not ready in time"),
    ])
    func aBackendThatDoesNotStartIsReportedAndItsJobsFail(_ script: String, _ words: String) async throws {
        try await PoolFixture.with(script) {
            $0.templateBounds.start = script == "silent" ? 200_000_000 : 10_000_000_000
        } _: { fixture async throws in
            let outcome = try await fixture.run("ok")
            #expect(outcome.failure?.code == .backendUnavailable)
            #expect(outcome.failure?.detail.contains(words) == true, "\(outcome.failure?.detail ?? "")")
            let status = try #require(await fixture.pool.backends().first)
            #expect(status.health == .failed)
            #expect(status.detail?.contains(words) == true)
        }
    }

    @Test(arguments: [
        ("die-on-fork", "it ended with SIGSEGV"), ("fork-fails", "could not be forked: Resource temporarily"),
        ("never-ready", "not ready in time"), ("child-crash", "ended before it had a job: SIGSEGV"),
        ("other-tier", "instead of the probed"), ("lying-pid", "not a child of the coordinator"),
        ("ignore-fork", "not ready in time"),
    ])
    func aTemplateWithoutWorkersFailsItsJobsInTime(_ script: String, _ words: String) async throws {
        try await PoolFixture.with(script) {
            // Short only where the bound itself is to be met: elsewhere a busy machine would meet it first.
            if words == "not ready in time" { $0.workerBounds.start = 200_000_000 }
            $0.templateBounds.leave = 200_000_000
        } _: { fixture async throws in
            let outcome = try await fixture.run("ok")
            #expect(outcome.failure?.code == .backendUnavailable)
            #expect(outcome.failure?.detail.contains(words) == true, "\(outcome.failure?.detail ?? "")")
        }
    }

    @Test func aMissingExecutableIsNamed() async throws {
        try await PoolFixture.with { fixture async throws in
            let gone = WorkerPool(
                PoolConfiguration(backendsFolder: "/nowhere", programFolder: "/", workers: 1), logger: .silent)
            let failure = await #expect(throws: Failure.self) { try await gone.start() }
            #expect(failure?.code == .backendUnavailable)
            #expect(failure?.detail.contains("/nowhere") == true)

            // Vanished after it was found: the next start of a template says so.
            #expect(try await eventually { await fixture.pool.templateProcess != nil })
            try File.unlink(fixture.folder.file("scripted-honest"))
            _ = try await fixture.run("crash 11")
            #expect(
                try await eventually {
                    await fixture.pool.backends().first?.detail?.contains("No such file") == true
                })
        }
    }

    @Test func isReplacedAfterItsBoundWithoutAWait() async throws {
        try await PoolFixture.with("honest") {
            $0.jobsPerTemplate = 4
        } _: { fixture async throws in
            var processes: Set<Int32> = []
            for _ in 0..<20 {
                #expect(try await fixture.run("ok").report != nil)
                if let process = await fixture.pool.templateProcess { processes.insert(process) }
            }
            #expect(processes.count >= 3)
            #expect(try await eventually { await fixture.pool.templateUsers.count == 1 })
        }
    }

    @Test(arguments: [(11, true), (31, true), (6, true), (7, true), (4, true), (9, false), (8, false)])
    func isReplacedAfterADeathThatMayRevealItsLayout(_ signal: Int, _ replaced: Bool) async throws {
        try await PoolFixture.with { fixture async throws in
            #expect(try await fixture.parked())
            let before = try #require(await fixture.pool.templateProcess)
            let parked = await fixture.pool.parked.map(\.id)
            _ = try await fixture.run("crash \(signal)")
            #expect(try await fixture.parked())
            let after = await fixture.pool.templateProcess
            #expect((after != before) == replaced)
            let kept = await fixture.pool.parked.map(\.id).filter(parked.contains)
            #expect(kept.isEmpty == replaced)
            #expect(try await fixture.run("ok").report != nil)
        }
    }

    @Test func aRunningJobOutlivesItsTemplate() async throws {
        try await PoolFixture.with { fixture async throws in
            let order = try fixture.order("wait")
            async let running = fixture.pool.run(order) { _ in }
            #expect(try await eventually { await fixture.pool.running[order.job.key] != nil })
            let template = try #require(await fixture.pool.templateProcess)
            #expect(kill(template, SIGKILL) == 0)
            #expect(try await eventually { await fixture.pool.templateProcess != template })
            try fixture.release(order)
            #expect(await running.report != nil)
            #expect(try await fixture.run("ok").report != nil)
            #expect(await fixture.pool.templateProcess != template)
        }
    }

    @Test func aKilledParkedWorkerIsReplaced() async throws {
        try await PoolFixture.with { fixture async throws in
            #expect(try await fixture.parked())
            let victims = await fixture.pool.parked.compactMap(\.pid)
            #expect(victims.count == 2)
            for victim in victims { #expect(kill(victim, SIGKILL) == 0) }
            #expect(
                try await eventually {
                    let pids = await fixture.pool.parked.compactMap(\.pid)
                    return pids.count == 2 && !pids.contains(where: victims.contains)
                })
            #expect(try await fixture.run("ok").report != nil)
        }
    }

    @Test func usersDoNotShareATemplate() async throws {
        try await PoolFixture.with { fixture async throws in
            var order = try fixture.order("ok")
            order.requester = Requester(uid: 12_345, gid: 12_345)
            #expect(await fixture.pool.run(order) { _ in }.report != nil)
            #expect(try await fixture.run("ok").report != nil)
            #expect(await fixture.pool.templateUsers.count == 2)
            #expect(await Set(fixture.pool.templateUsers).count == 2)
        }
    }
}
