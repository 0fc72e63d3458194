import JobModel
import Platform
import Telemetry
import WorkerProtocol

/// Templates: started, listened to, retired.
extension WorkerPool {
    /// Starts a lane's backend; nil, with the failure noted, where it could not be started.
    func startTemplate(_ lane: Lane) -> Template? {
        do throws(SystemFailure) {
            return try spawnTemplate(lane)
        } catch {
            startFailed(
                lane, "The \(lane.key.backend) backend cannot be started: \(error).", isHopeless: true)
            serve(lane)
            return nil
        }
    }

    private func spawnTemplate(_ lane: Lane) throws(SystemFailure) -> Template {
        var arguments = ["--template"]
        if configuration.unsafeNoSandbox {
            arguments.append("--unsafe-no-sandbox")
        } else if let least = configuration.allowedTiers.map(\.rawValue).max() {
            arguments += ["--allow-tier", least]
        }
        let user = User.effectiveID == 0 ? freeUser() : nil
        if let user { arguments += ["--uid", "\(user)"] }

        let id = nextID()
        let now = MonotonicClock.nanoseconds()
        let channel = try ChildChannel()
        let child = try SpawnThread.shared.spawn(
            executable: lane.backend.executable, arguments: arguments,
            environment: ["LD_BIND_NOW": "1", "SWIFT_BACKTRACE": "enable=no"],
            descriptors: [
                (channel.childLog.rawValue, 2), (channel.childSocket.rawValue, WorkerProtocol.socketDescriptor),
            ])
        withExtendedLifetime(channel) {}
        pids.insert(child.pid)
        let template = Template(
            id: id, lane: lane.key, user: user,
            process: WatchedProcess(child, source { $0.templateEnded(id) }),
            socket: WatchedSocket(channel.socket, source { $0.templateSpoke(id) }),
            life: TemplateLife(
                name: lane.key.backend,
                allowedTiers: configuration.unsafeNoSandbox ? [.none] : configuration.allowedTiers,
                bounds: configuration.templateBounds, now: now),
            log: LogPipe(channel.log, source { $0.templateLogged(id) }))
        templates[id] = template
        deadlines.set(.template(id), to: template.life.deadline)
        arm()
        return template
    }

    /// A user of the reserved range that no live template has.
    private func freeUser() -> UInt32? {
        let taken = Set(templates.values.compactMap(\.user))
        return configuration.templateUsers.first { !taken.contains($0) }
    }

    /// Gives a template an event and carries out what comes of it.
    func feed(_ template: Template, _ event: TemplateLife.Event) {
        for action in template.life.handle(event, now: MonotonicClock.nanoseconds()) {
            switch action {
            case .serve(let capabilities, let sandbox): beginServing(template, capabilities, sandbox)
            case .forked(let slot, let pid): adopt(pid, slot: slot, of: template)
            case .notForked(let slot, let error):
                if let worker = workers[slot] { feed(worker, .lost("it could not be forked: \(error)")) }
            case .kill: kill(template.process)
            case .end(let reason): remove(template, reason)
            }
        }
        deadlines.set(.template(template.id), to: template.life.deadline)
        arm()
    }

    private func beginServing(_ template: Template, _ capabilities: BackendCapabilities, _ sandbox: SandboxStamp) {
        guard let lane = lanes[template.lane] else { return }
        template.sandbox = sandbox
        template.backend = "\(capabilities.name) \(capabilities.version)"
        known[capabilities.name] = (capabilities, sandbox)
        if lane.successor === template {
            lane.successor = nil
            if let old = lane.template { retire(old) }
            lane.template = template
        }
        lane.problem = nil
        resumeWaiting(&waitingForStart)
        logger.debug(
            "Template is ready",
            ["backend": template.backend, "tier": sandbox.tier.rawValue, "pid": "\(template.process.child.pid)"])
        serve(lane)
    }

    /// Takes a template out of service. Workers that have a job go on; the others are ended.
    func retire(_ template: Template) {
        guard !template.isRetired else { return }
        template.isRetired = true
        if let lane = lanes[template.lane] {
            if lane.template === template { lane.template = nil }
            if lane.successor === template { lane.successor = nil }
            lane.parked.removeAll { $0.template === template }
        }
        for id in template.workers {
            if let worker = workers[id], worker.attempt == nil { feed(worker, .cancel) }
        }
        feed(template, .retire)
    }

    private func remove(_ template: Template, _ reason: String?) {
        template.socket.unwatch()
        template.process.unwatch()
        template.log.close()
        deadlines.set(.templateLog(template.id), to: nil)
        pids.remove(template.process.child.pid)
        let lane = lanes[template.lane]
        let wasSuccessor = lane?.successor === template
        retire(template)
        if let lane, let reason {
            let log = template.log.tail.lines.last.map { " Its last words: \($0)" } ?? ""
            let problem = "The \(lane.key.backend) backend's template failed: \(reason).\(log)"
            if wasSuccessor {
                // The old one goes on for as many jobs again.
                lane.template?.forks = 0
                logger.error("\(problem)", ["backend": lane.key.backend])
            } else {
                startFailed(lane, problem, isHopeless: !template.life.hasServed)
            }
        }
        let unanswered = template.workers.compactMap { workers[$0] }.filter { $0.process == nil }
        for worker in unanswered { feed(worker, .lost("its template ended")) }
        forget(template)
        if let lane { serve(lane) }
    }

    /// Drops a template once it and all its workers are gone.
    func forget(_ template: Template) {
        guard template.life.state == .ended, template.workers.isEmpty else { return }
        guard templates.removeValue(forKey: template.id) != nil else { return }
        // A child whose pid it died with, or lied about.
        ProcessGroup.end(leader: template.process.child.pid)
        if templates.isEmpty && workers.isEmpty { resumeWaiting(&waitingForEnd) }
    }

    func kill(_ process: WatchedProcess) {
        do throws(SystemFailure) {
            try process.child.signal(.kill)
        } catch {
            logger.error("A child cannot be killed", ["pid": "\(process.child.pid)", "error": "\(error)"])
        }
    }
}

// MARK: Events

extension WorkerPool {
    private func templateSpoke(_ id: UInt64) {
        if let template = templates[id] { read(template) }
    }

    private func read(_ template: Template) {
        for _ in 0..<Self.framesAtOnce {
            switch template.socket.receive(into: &frameBuffer) {
            case .frame(let frame, let fence): feed(template, .frame(frame, fence: fence))
            case .violation(let violation): feed(template, .violation(violation))
            case .nothing: return
            case .endOfStream:
                template.socket.unwatch()
                return feed(template, .endOfStream)
            }
        }
    }

    private func templateEnded(_ id: UInt64) {
        guard let template = templates[id] else { return }
        read(template)
        template.log.drain()
        guard let exit = try? template.process.child.reap() else { return }
        feed(template, .exited(exit))
    }

    private func templateLogged(_ id: UInt64) {
        guard let template = templates[id] else { return }
        let now = MonotonicClock.nanoseconds()
        let (lines, pause) = template.log.read(now: now)
        for line in lines { logger.warning("\(line)", ["backend": template.lane.backend, "from": "template"]) }
        guard pause > 0 else { return }
        deadlines.set(.templateLog(id), to: now + pause)
        arm()
    }
}
