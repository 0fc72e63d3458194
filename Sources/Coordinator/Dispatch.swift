import JobModel
import Platform
import Scheduling
import Telemetry
import WorkerProtocol

/// Claims due jobs for free slots and starts their attempts.
extension Coordinator {
    /// Runs until the stop begins.
    func dispatch() async {
        while !isStopping {
            // Jobs wait while nothing can run them; a claim would count an attempt.
            let canRun = await house.executor.backends().contains { $0.health == .ready }
            if canRun { await claim() }
            await doorbell.wait(upTo: canRun ? await secondsUntilNextLook() : 1)
        }
    }

    private func claim() async {
        // What waits for memory goes first: claiming past it would let small jobs starve it.
        let free = waiting.isEmpty ? configuration.workers - running.count : 0
        guard free > 0, !isStopping, pause.secondsLeft == 0 else { return }
        do throws(StoreFailure) {
            let claimed = try await house.store.claim(upTo: free, lease: configuration.timing.lease)
            house.health.succeeded()
            guard !claimed.isEmpty else { return }
            house.bus.storeChanged()
            // Fewer than asked for: nothing else is due.
            let queued = claimed.count < free ? 0 : try await house.store.counts()[.queued] ?? 0
            let runnable = running.count + claimed.count + queued
            for job in claimed { take(job, runnable: runnable) }
        } catch {
            house.health.failed(error)
            house.log.error("no job can be claimed", ["cause": "\(error)"])
            pause.extend(bySeconds: configuration.timing.storeRetry)
        }
    }

    private func secondsUntilNextLook() async -> Double {
        if pause.secondsLeft > 0 { return pause.secondsLeft }
        guard running.count < configuration.workers, let due = try? await house.store.secondsUntilDue() else {
            return configuration.timing.poll
        }
        return max(0.01, min(due, configuration.timing.poll))
    }

    /// Takes a claimed job on; one that was claimed while the stop began goes back at once.
    private func take(_ claimed: ClaimedJob, runnable: Int) {
        let control = AttemptControl(key: claimed.key, claimed: MonotonicClock.nanoseconds())
        if isStopping { control.interrupt(.handedBack) }
        let spec = claimed.record.spec
        let width = WidthRule(cores: Machine.processors).decide(for: spec, runnableJobs: runnable)
        running[claimed.key] = control
        waiting.append(
            Waiting(
                attempt: Attempt(
                    claimed: claimed, control: control, house: house, width: width,
                    committed: commits.take(claimed.key.job)),
                memory: MemoryModel().bytes(for: spec, threads: width.threads)))
        startWaiting()
    }

    /// Starts what was claimed, in order, as far as the memory goes. An attempt that was interrupted while it waited
    /// is started at once: it ends at its first step.
    func startWaiting() {
        while let index = waiting.firstIndex(where: { $0.attempt.control.interruption != nil }) {
            run(waiting.remove(at: index).attempt)
        }
        while let next = waiting.first, admission.admit(next.attempt.key, claiming: next.memory) {
            run(waiting.removeFirst().attempt)
        }
    }

    private func run(_ attempt: Attempt) {
        tasks[attempt.key] = Task {
            await attempt.run()
            self.ended(attempt.key)
        }
    }

    private func ended(_ key: AttemptKey) {
        running[key] = nil
        tasks[key] = nil
        admission.release(key)
        startWaiting()
        doorbell.ring()
        if running.isEmpty {
            drained?.resume()
            drained = nil
        }
    }

    /// Kills the attempt's worker, again and again until the attempt has ended: it may be between two workers now.
    func terminate(_ key: AttemptKey) {
        startWaiting()
        Task {
            while self.running[key] != nil {
                await self.house.executor.terminate(key)
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
