import Platform

/// The pool's sources and its one timer.
extension WorkerPool {
    /// Makes a source on the pool's queue whose events call `handler` on the actor.
    nonisolated func source(
        _ handler: @escaping @Sendable (isolated WorkerPool) -> Void
    ) -> (Int32) -> ReadSource {
        { descriptor in
            ReadSource(descriptor, queue: self.executor.queue) { [weak self] in
                self?.assumeIsolated { handler($0) }
            }
        }
    }

    /// Sees to it that the timer fires at the earliest deadline. A timer that fires too early is left as it is: moving
    /// it with every deadline would cost more than the odd wake-up.
    func arm() {
        guard let earliest = deadlines.earliest else { return }
        if let timer, timer.fires <= earliest { return }
        let now = MonotonicClock.nanoseconds()
        let wait = earliest > now ? Double(earliest - now) / 1e9 : 0
        let source = TimerSource(seconds: wait, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.timerFired() }
        }
        timer = (source, earliest)
    }

    private func timerFired() {
        timer = nil
        for subject in deadlines.takeExpired(now: MonotonicClock.nanoseconds()) {
            switch subject {
            case .worker(let id): if let worker = workers[id] { feed(worker, .tick) }
            case .template(let id): if let template = templates[id] { feed(template, .tick) }
            case .workerLog(let id): workers[id]?.log.resume()
            case .templateLog(let id): templates[id]?.log.resume()
            case .lane(let key): if let lane = lanes[key] { serve(lane) }
            }
        }
        arm()
    }
}
