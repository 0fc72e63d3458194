import JobModel
import Platform
import Telemetry
import WorkerProtocol

/// Lanes: who waits, who is parked, what must be started.
extension WorkerPool {
    /// Starts of workers that may fail in a row before waiting attempts are failed.
    private static let toleratedFailures = 2

    func lane(of backend: InstalledBackend, user: UInt32) -> Lane {
        let key = LaneKey(backend: backend.name, user: user)
        if let lane = lanes[key] { return lane }
        let lane = Lane(key: key, backend: backend)
        lanes[key] = lane
        return lane
    }

    /// Brings a lane to what it should be: attempts to parked workers, then the processes that are missing. Called
    /// whenever something of the lane has changed; does nothing where nothing is to do.
    func serve(_ lane: Lane) {
        handOut(lane)
        guard !isClosing else { return }
        let now = MonotonicClock.nanoseconds()
        guard now >= lane.notBefore else {
            deadlines.set(.lane(lane.key), to: lane.notBefore)
            return arm()
        }
        guard let template = lane.template else {
            lane.template = startTemplate(lane)
            return
        }
        guard template.life.state == .serving else { return }
        let standard = configuration.standardLimits
        // Spare workers are forked once the jobs under way have begun: a fork beside them would take their processor.
        let spares = lane.dispatching.isEmpty ? configuration.parkedWorkers : 0
        for limits in Set(lane.waiting.map(\.order.limits)).union([standard]) {
            for _ in 0..<lane.missing(limits, spare: limits == standard ? spares : 0) { fork(template, lane, limits) }
        }
        if template.forks >= configuration.jobsPerTemplate, lane.successor == nil {
            lane.successor = startTemplate(lane)
        }
    }

    private func handOut(_ lane: Lane) {
        var index = 0
        while index < lane.waiting.count {
            let limits = lane.waiting[index].order.limits
            guard let place = lane.parked.firstIndex(where: { $0.limits == limits }) else {
                index += 1
                continue
            }
            let worker = lane.parked.remove(at: place)
            let attempt = lane.waiting.remove(at: index)
            if !dispatch(attempt, to: worker) { lane.waiting.insert(attempt, at: index) }
        }
        // Workers outside the standard class are forked for one attempt, which may have been cancelled meanwhile.
        for worker in lane.parked where worker.limits != configuration.standardLimits { feed(worker, .cancel) }
        lane.parked.removeAll { $0.limits != configuration.standardLimits }
    }

    /// A template was started in vain, or died: says so, waits before the next, and fails whom it would keep waiting.
    /// - Parameter isHopeless: whether the next start can be expected to end in the same way.
    func startFailed(_ lane: Lane, _ problem: String, isHopeless: Bool) {
        guard !isClosing else { return }
        let now = MonotonicClock.nanoseconds()
        let delay = lane.afterFailure.strike(now: now)
        lane.notBefore = max(lane.notBefore, now + delay)
        lane.failedWorkers += 1
        logger.error("\(problem)", ["backend": lane.key.backend, "retry_in_ms": "\(delay / 1_000_000)"])
        guard isHopeless || lane.failedWorkers > Self.toleratedFailures else { return }
        lane.problem = problem
        resumeWaiting(&waitingForStart)
        let waiting = lane.waiting
        lane.waiting = []
        for attempt in waiting {
            settle(
                attempt,
                .failure(
                    Failure(.backendUnavailable, problem, hint: "`millrace doctor` shows what the backend needs.")))
        }
    }

    /// A worker is ready: starts work again.
    func startSucceeded(_ lane: Lane) {
        lane.problem = nil
        lane.failedWorkers = 0
    }

    /// A child died in a way that may have revealed its template's memory layout.
    func replaceAfterCrash(_ template: Template) {
        guard !template.isRetired, let lane = lanes[template.lane] else { return }
        let now = MonotonicClock.nanoseconds()
        lane.notBefore = max(lane.notBefore, now + lane.afterCrash.strike(now: now))
        retire(template)
    }
}
