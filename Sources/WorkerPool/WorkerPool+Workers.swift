import JobModel
import Platform
import Telemetry
import WorkerProtocol

/// Workers: forked, listened to, reaped.
extension WorkerPool {
    /// Frames read of one socket before the others have their turn.
    static let framesAtOnce = 32

    /// Has a template fork a worker.
    func fork(_ template: Template, _ lane: Lane, _ limits: ProcessLimits) {
        guard let sandbox = template.sandbox else { return }
        let id = nextID()
        let now = MonotonicClock.nanoseconds()
        do throws(SystemFailure) {
            let channel = try ChildChannel()
            let sent = try Message.send(
                ForkCommand(slot: id, limits: limits).encoded(),
                files: [channel.childSocket, channel.childLog], to: template.socket.descriptor.rawValue)
            // A template that is behind by a whole socket buffer gets the next command when it has answered one.
            guard sent != nil else { return }
            let worker = Worker(
                id: id, template: template, limits: limits,
                socket: WatchedSocket(channel.socket, source { $0.workerSpoke(id) }),
                life: WorkerLife(limits: limits, expected: sandbox, bounds: configuration.workerBounds, now: now),
                log: LogPipe(channel.log, source { $0.workerLogged(id) }))
            workers[id] = worker
            lane.starting[id] = worker
            template.workers.insert(id)
            template.forks += 1
            deadlines.set(.worker(id), to: worker.life.deadline)
            feed(template, .forkSent(slot: id))
        } catch  where error.errno == .brokenPipe || error.errno == .connectionReset {
            // The template is ending; its pidfd says how.
        } catch {
            logger.error("A worker cannot be forked", ["backend": lane.key.backend, "error": "\(error)"])
            lane.notBefore = now + lane.afterFailure.strike(now: now)
            deadlines.set(.lane(lane.key), to: lane.notBefore)
            arm()
        }
    }

    /// Takes over the process that a template forked.
    func adopt(_ pid: Int32, slot: UInt64, of template: Template) {
        guard let worker = workers[slot], worker.template === template else { return }
        guard pids.insert(pid).inserted else {
            return feed(template, .violation(.unexpected("pid of another process")))
        }
        do throws(SystemFailure) {
            worker.process = WatchedProcess(try ChildProcess(adopting: pid), source { $0.workerEnded(slot) })
            feed(worker, .forked)
        } catch {
            pids.remove(pid)
            feed(worker, .lost("the process \(pid) that its template told is not a child of the coordinator"))
            feed(template, .violation(.unexpected("pid \(pid)")))
        }
    }

    /// Gives a worker an event and carries out what comes of it.
    func feed(_ worker: Worker, _ event: WorkerLife.Event, now: UInt64 = MonotonicClock.nanoseconds()) {
        for action in worker.life.handle(event, now: now) {
            switch action {
            case .park: park(worker)
            case .started: hasStarted(worker)
            case .progress(let progress): worker.attempt?.onProgress(progress)
            case .kill:
                // Without a pid yet it is the template that owes an answer; it is ended if it does not give one.
                if let process = worker.process { kill(process) } else { retire(worker.template) }
            case .end(let ending):
                if case .exited(let exit) = event { remove(worker, ending, exit) } else { remove(worker, ending, nil) }
            }
        }
        deadlines.set(.worker(worker.id), to: worker.life.deadline)
        arm()
    }

    private func park(_ worker: Worker) {
        guard let lane = lanes[worker.template.lane] else { return }
        lane.starting[worker.id] = nil
        guard !worker.template.isRetired else { return feed(worker, .cancel) }
        startSucceeded(lane)
        lane.parked.append(worker)
        serve(lane)
    }

    private func hasStarted(_ worker: Worker) {
        guard let lane = lanes[worker.template.lane] else { return }
        lane.dispatching.remove(worker.id)
        serve(lane)
    }

    private func remove(_ worker: Worker, _ ending: WorkerLife.Ending, _ exit: ProcessExit?) {
        worker.socket.unwatch()
        worker.process?.unwatch()
        worker.log.close()
        workers[worker.id] = nil
        deadlines.set(.workerLog(worker.id), to: nil)
        if let process = worker.process { pids.remove(process.child.pid) }
        let template = worker.template
        template.workers.remove(worker.id)
        let lane = lanes[template.lane]
        lane?.parked.removeAll { $0 === worker }
        lane?.dispatching.remove(worker.id)
        let wasStarting = lane?.starting.removeValue(forKey: worker.id) != nil
        if exit?.compromisesTemplate == true { replaceAfterCrash(template) }

        switch ending {
        case .attempt(let result):
            if let attempt = worker.attempt { settle(attempt, of: worker, result, exit) }
        case .unused(let reason?) where wasStarting:
            if let lane, !template.hasFailedToFork {
                template.hasFailedToFork = true
                retire(template)
                let log = worker.log.tail.lines.last.map { " Its last words: \($0)" } ?? ""
                startFailed(
                    lane, "A worker of the \(lane.key.backend) backend could not be started: \(reason).\(log)",
                    isHopeless: false)
            }
        case .unused(let reason?):
            logger.warning("A parked worker was lost: \(reason)", ["backend": template.lane.backend])
        case .unused(nil): break
        }
        forget(template)
        if let lane { serve(lane) }
        if templates.isEmpty && workers.isEmpty { resumeWaiting(&waitingForEnd) }
    }
}

// MARK: Events

extension WorkerPool {
    private func workerSpoke(_ id: UInt64) {
        if let worker = workers[id] { _ = read(worker) }
    }

    /// - Returns: whether there may be more.
    private func read(_ worker: Worker) -> Bool {
        for _ in 0..<Self.framesAtOnce {
            switch worker.socket.receive(into: &frameBuffer) {
            case .frame(let frame, let fence): feed(worker, .frame(frame, fence: fence))
            case .violation(let violation): feed(worker, .violation(violation))
            case .nothing: return false
            case .endOfStream:
                worker.socket.unwatch()
                feed(worker, .endOfStream)
                return false
            }
        }
        return true
    }

    private func workerEnded(_ id: UInt64) {
        guard let worker = workers[id], let process = worker.process else { return }
        // Its last frames may still be in the socket; a socket buffer holds a bounded number of them.
        while read(worker) {}
        worker.log.drain()
        guard let exit = try? process.child.reap() else { return }
        feed(worker, .exited(exit))
    }

    private func workerLogged(_ id: UInt64) {
        guard let worker = workers[id] else { return }
        let now = MonotonicClock.nanoseconds()
        let pause = worker.log.read(now: now).pause
        guard pause > 0 else { return }
        deadlines.set(.workerLog(id), to: now + pause)
        arm()
    }
}
