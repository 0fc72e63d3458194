import JobModel
import Platform
import Synchronization
import Testing
import WorkerProtocol

@testable import WorkerPool

/// Attempts in real processes, honest and not.
@Suite struct AttemptTests {
    @Test func aParkedWorkerDoesAJob() async throws {
        try await PoolFixture.with { fixture async throws in
            let status = try #require(await fixture.pool.backends().first)
            #expect(status.health == .ready)
            #expect(status.capabilities?.version == "1.0")
            #expect(status.sandbox == SandboxStamp(tier: .none, layers: ["scripted"]))
            #expect(try await fixture.parked())

            let outcome = try await fixture.run("ok")
            #expect(outcome.report?.probe?.format == "scripted")
            #expect(outcome.report?.warnings == [" [31mred"])
            #expect(outcome.backend == "scripted 1.0")
            #expect(outcome.sandbox.layers == ["scripted"])
            #expect(outcome.usage.peakMemoryBytes > 0)
            #expect(outcome.usage.wallSeconds > 0)
            let dispatch = try #require(outcome.dispatchNanoseconds)
            #expect(dispatch > 0 && dispatch < 1_000_000_000)
            #expect(try #require(outcome.firstRead) < MonotonicClock.nanoseconds())
        }
    }

    @Test func progressGoesUpThinnedAndWithTheLastOne() async throws {
        try await PoolFixture.with { fixture async throws in
            let seen = Mutex<[Int64]>([])
            let outcome = await fixture.pool.run(try fixture.order("progress 60")) { progress in
                seen.withLock { $0.append(progress.frames) }
            }
            #expect(outcome.report != nil)
            let frames = seen.withLock { $0 }
            #expect(frames.first == 1)
            // One each 200 ms, the first and the last; how long the worker takes is the machine's affair.
            let most = Int(outcome.usage.wallSeconds / 0.2) + 3
            #expect(frames.count >= 3 && frames.count <= most, "\(frames)")
            #expect(frames == frames.sorted())
        }
    }

    @Test(arguments: [
        ("garbage", "magic"), ("oversize", "longer than allowed"), ("truncated", "header with a wrong length"),
        ("unknown", "unknown frame kind 99"), ("out-of-turn", "out of turn"), ("template-frame", "out of turn"),
        ("wrong-fence", "fence 2 where 1"), ("unclaimable", "failure code"), ("early-result", "before the start"),
        ("early-progress", "before the start"), ("past-start", "outside of its time"),
        ("future-start", "outside of its time"), ("second-start", "second start"), ("bad-report", "not a report"),
        ("other-report", "probe out of range"), ("empty-report", "without a report"),
        ("long-report", "longer than allowed"), ("descriptor", "longer than allowed"), ("flood", "more frames"),
        ("second-result", "out of turn"),
    ])
    func aLyingWorkerIsKilledAndTheNextJobRuns(_ script: String, _ words: String) async throws {
        try await PoolFixture.with { fixture async throws in
            let outcome = try await fixture.run(script)
            #expect(outcome.failure?.code == .workerMisbehaved)
            #expect(outcome.failure?.cause?.contains(words) == true, "\(outcome.failure?.detail ?? "no failure")")
            #expect(try await fixture.run("ok").report != nil)
        }
    }

    @Test func aClosedSocketOrAMissingEndIsMisbehaviour() async throws {
        try await PoolFixture.with("honest") {
            $0.workerBounds.exit = 100_000_000
        } _: { fixture async throws in
            for script in ["close", "done-hang"] {
                let outcome = try await fixture.run(script)
                #expect(outcome.failure?.code == .workerMisbehaved)
                #expect(outcome.failure?.detail.contains("no end of the process") == true)
            }
        }
    }

    @Test func deathsAreToldApart() async throws {
        try await PoolFixture.with { fixture async throws in
            for (script, code, signal) in [
                ("crash 11", Failure.Code.workerCrashed, 11), ("crash 6", .workerCrashed, 6),
                ("crash 9", .workerCrashed, 9), ("crash 31", .workerMisbehaved, 31),
                ("done-crash 11", .workerCrashed, 11), ("exit 3", .workerMisbehaved, nil),
                ("exit 0", .workerMisbehaved, nil), ("fail", .inputCorrupt, nil),
                ("fail-crash 11", .noSpace, nil),
            ] {
                let failure = try await fixture.run(script).failure
                #expect(failure?.code == code, "\(script)")
                #expect(failure?.signal == signal, "\(script)")
            }
            #expect(try await fixture.run("ok").report != nil)
        }
    }

    @Test func theLogTailIsKeptCleanAndShort() async throws {
        try await PoolFixture.with { fixture async throws in
            let failure = try #require(try await fixture.run("log 1000").failure)
            let tail = try #require(failure.logTail)
            #expect(tail.count == 20)
            #expect(tail.suffix(3) == ["line 999", " [2Jcleared", "last words"])
        }
    }

    @Test func aLogFloodIsSlowedAndDoesNotDisturbOthers() async throws {
        try await PoolFixture.with { fixture async throws in
            let order = try fixture.order("log-flood")
            async let flooding = fixture.pool.run(order) { _ in }
            #expect(try await eventually { await fixture.pool.running[order.job.key] != nil })
            try await Task.sleep(for: .seconds(1))
            #expect(try await fixture.run("ok").report != nil)
            #expect(await fixture.pool.running[order.job.key] != nil)
            await fixture.pool.terminate(order.job.key)
            let outcome = await flooding
            #expect(outcome.failure?.code == .cancelled)
            #expect(outcome.usage.cpuSeconds < 0.5)
        }
    }

    @Test func wallClockAndStallAreHeld() async throws {
        try await PoolFixture.with { fixture async throws in
            for (script, wall, stall, code) in [
                ("hang", 0.2, 30, Failure.Code.timedOut), ("spin", 0.2, 30, .timedOut),
                ("ignore", 0.2, 30, .timedOut), ("silent", 30, 0.2, .stalled), ("stall", 30, 0.2, .stalled),
            ] {
                let began = MonotonicClock.nanoseconds()
                let outcome = try await fixture.run(script, wall: wall, stall: stall)
                #expect(outcome.failure?.code == code, "\(script)")
                // Far less than the bound that was not to be met.
                #expect(MonotonicClock.nanoseconds() - began < 20_000_000_000)
            }
            // Longer than the bound, with a sign of life in between.
            #expect(try await fixture.run("progress 300", stall: 1.5).report != nil)
        }
    }

    @Test func terminateEndsARunningAttempt() async throws {
        try await PoolFixture.with { fixture async throws in
            let order = try fixture.order("hang")
            async let outcome = fixture.pool.run(order) { _ in }
            #expect(try await eventually { await fixture.pool.running[order.job.key] != nil })
            await fixture.pool.terminate(order.job.key)
            #expect(await outcome.failure?.code == .cancelled)
            await fixture.pool.terminate(order.job.key)
        }
    }

    @Test func cancellingTheTaskEndsTheAttempt() async throws {
        try await PoolFixture.with { fixture async throws in
            for delay in [0, 0, 1, 5, 20] {
                let order = try fixture.order("hang")
                let task = Task { await fixture.pool.run(order) { _ in } }
                if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
                task.cancel()
                #expect(await task.value.failure?.code == .cancelled)
            }
        }
    }

    /// A cancel that meets the end of the job in any order ends the call once, with either result.
    @Test func cancelRacesWithTheEnd() async throws {
        try await PoolFixture.with { fixture async throws in
            var cancelled = 0
            for round in 0..<60 {
                let order = try fixture.order("ok")
                async let running = fixture.pool.run(order) { _ in }
                try await Task.sleep(for: .microseconds(round * 40))
                await fixture.pool.terminate(order.job.key)
                let outcome = await running
                if let failure = outcome.failure {
                    #expect(failure.code == .cancelled)
                    cancelled += 1
                }
                await fixture.pool.terminate(order.job.key)
            }
            #expect(cancelled < 60)
            #expect(try await fixture.run("ok").report != nil)
        }
    }

    @Test func otherLimitsGetAFreshFork() async throws {
        try await PoolFixture.with { fixture async throws in
            #expect(try await fixture.parked())
            var limits = ProcessLimits.standard
            limits.cpuSeconds = 7
            let parked = await fixture.pool.parked.map(\.id)
            let outcome = await fixture.pool.run(try fixture.order("ok", limits: limits)) { _ in }
            #expect(outcome.report != nil)
            #expect(await fixture.pool.parked.map(\.id) == parked)
        }
    }

    @Test func refusesWhatItCannotRun() async throws {
        try await PoolFixture.with { fixture async throws in
            var order = try fixture.order("ok")
            order.backend = "none"
            let unknown = await fixture.pool.run(order) { _ in }.failure
            #expect(unknown?.code == .backendUnavailable)
            #expect(unknown?.detail == "No backend is called \"none\"; installed: scripted.")

            order = try fixture.order("hang")
            let first = order
            async let running = fixture.pool.run(first) { _ in }
            #expect(try await eventually { await fixture.pool.running[first.job.key] != nil })
            #expect(await fixture.pool.run(first) { _ in }.failure?.code == .internal)
            await fixture.pool.terminate(first.job.key)
            _ = await running
        }
    }
}
