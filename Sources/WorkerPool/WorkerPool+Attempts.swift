import JobModel
import Platform
import Telemetry
import WorkerProtocol

/// Attempts: in line, dispatched, settled.
extension WorkerPool {
    /// Puts an attempt in line and waits for its end.
    func accept(
        _ order: AttemptOrder, _ message: [UInt8], _ onProgress: @escaping @Sendable (JobProgress) -> Void
    ) async -> AttemptOutcome {
        guard !Task.isCancelled, !isClosing else { return .withoutWorker(Self.cancelled, order) }
        let key = order.job.key
        guard running[key] == nil, !lanes.values.contains(where: { $0.waiting.contains { $0.key == key } }) else {
            return .withoutWorker(
                Failure(.internal, "Attempt \(key.fence) of job \(key.job) was given to the pool twice."), order)
        }
        let lane: Lane
        do throws(Failure) {
            lane = try self.lane(for: order)
        } catch {
            return .withoutWorker(error, order)
        }
        return await withCheckedContinuation { continuation in
            lane.waiting.append(
                Attempt(order: order, message: message, onProgress: onProgress, continuation: continuation))
            serve(lane)
        }
    }

    private func lane(for order: AttemptOrder) throws(Failure) -> Lane {
        guard let entry = found.first(where: { $0.name == order.backend }) else {
            let names = found.map(\.name).joined(separator: ", ")
            throw Failure(
                .backendUnavailable, "No backend is called \"\(order.backend)\"; installed: \(names).",
                pointer: "/backend")
        }
        switch entry.backend {
        case .failure(let problem): throw Failure(.backendUnavailable, problem.words)
        case .success(let backend):
            let lane = lane(of: backend, user: order.requester.uid)
            if let problem = lane.problem, lane.template == nil, MonotonicClock.nanoseconds() < lane.notBefore {
                throw Failure(.backendUnavailable, problem)
            }
            return lane
        }
    }

    /// Sends a job to a parked worker.
    /// - Returns: false where the worker turned out to be dead; it never saw the job.
    func dispatch(_ attempt: Attempt, to worker: Worker) -> Bool {
        let order = attempt.order
        let now = MonotonicClock.nanoseconds()
        let sent = try? Message.send(
            attempt.message, files: order.files, to: worker.socket.descriptor.rawValue)
        guard sent == .some(attempt.message.count) else {
            feed(worker, .cancel)
            return false
        }
        worker.attempt = attempt
        worker.dispatched = now
        running[attempt.key] = worker.id
        lanes[worker.template.lane]?.dispatching.insert(worker.id)
        feed(
            worker,
            .assign(
                WorkerLife.Assignment(
                    job: order.job, wall: Self.nanoseconds(order.wallSeconds),
                    stall: Self.nanoseconds(order.stallSeconds))),
            now: now)
        return true
    }

    /// Ends an attempt that no worker has seen.
    func settle(_ attempt: Attempt, _ result: Result<WorkerReport, Failure>) {
        var outcome = AttemptOutcome.withoutWorker(Self.cancelled, attempt.order)
        outcome.result = result
        attempt.continuation.resume(returning: outcome)
    }

    /// Ends the attempt of a worker whose process is gone.
    func settle(_ attempt: Attempt, of worker: Worker, _ result: Result<WorkerReport, Failure>, _ exit: ProcessExit?) {
        running[attempt.key] = nil
        var usage = Usage(
            wallSeconds: Double(MonotonicClock.nanoseconds() - worker.dispatched) / 1e9,
            cpuSeconds: exit?.cpuSeconds ?? 0, peakMemoryBytes: exit?.peakResidentBytes ?? 0)
        var result = result
        switch result {
        case .success(let report): usage.stageCPUSeconds = report.stageCPUSeconds
        case .failure(var failure):
            let lines = worker.log.tail.lines
            failure.logTail = lines.isEmpty ? nil : lines
            result = .failure(failure)
        }
        attempt.continuation.resume(
            returning: AttemptOutcome(
                result: result, usage: usage,
                sandbox: worker.life.sandbox ?? SandboxStamp(tier: .none, layers: []),
                backend: worker.template.backend, dispatchNanoseconds: worker.life.dispatchNanoseconds,
                firstRead: worker.life.dispatchNanoseconds.map { worker.dispatched + $0 }))
    }

    /// Seconds of an order, within what the clock can add up.
    private static func nanoseconds(_ seconds: Double) -> UInt64 {
        UInt64(max(0, min(seconds.isNaN ? 0 : seconds, 1e9)) * 1e9)
    }
}

extension AttemptOutcome {
    /// The outcome of an attempt that never reached a worker.
    static func withoutWorker(_ failure: Failure, _ order: AttemptOrder) -> AttemptOutcome {
        AttemptOutcome(
            result: .failure(failure), usage: Usage(), sandbox: SandboxStamp(tier: .none, layers: []),
            backend: order.backend)
    }
}
