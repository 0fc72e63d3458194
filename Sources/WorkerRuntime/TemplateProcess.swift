import JobModel
import Platform
import Sandbox
import WorkerProtocol

/// The life of a template: prepare, say what the backend can do, find the tier, seal, and then fork a worker for each
/// command until the coordinator goes away. One thread, and not one byte that a client chose.
struct TemplateProcess<Backend: MediaBackend> {
    private let backend: Backend
    private let options: TemplateOptions
    private let channel = FrameChannel(socket: WorkerProtocol.socketDescriptor)

    init(_ backend: Backend, _ options: TemplateOptions) {
        self.backend = backend
        self.options = options
    }

    func run() -> Never {
        do throws(SealFailure) {
            let seal = try start()
            serve(seal)
        } catch {
            refuse(error.description)
        }
    }

    private func start() throws(SealFailure) -> WorkerSeal {
        try TemplateSeal.clean()
        try? File.setNonBlocking(channel.socket, false)
        var layers: [Layer] = []
        if let user = options.user, User.effectiveID == 0 {
            try TemplateSeal.become(user)
            layers.append(.ownUser)
        } else if User.effectiveID == 0, !options.isUnsafe {
            throw SealFailure("uid 0 without --uid: a worker never runs as root")
        }
        backend.prepare()
        JobMessage.warmUp()
        try sendCapabilities()
        try WorkerFork.prepare()
        try TemplateSeal.assertUntouched()
        let (tier, report) = try chooseTier(layers)
        layers += try TemplateSeal.enter(tier)
        channel.send(.ready(ReadyReport.make(tier, report)))
        return WorkerSeal(tier, inherited: layers)
    }

    private func sendCapabilities() throws(SealFailure) {
        do throws(Failure) {
            if channel.send(document: try JobMessage.encode(backend.capabilities())) { return }
        } catch {
            throw SealFailure("capabilities: \(error.detail) \(error.cause ?? "")")
        }
        CurrentProcess.exitNow(0)
    }

    /// The best tier that works, and what a worker under it reported.
    private func chooseTier(_ layers: [Layer]) throws(SealFailure) -> (Tier, WorkerSeal.Report) {
        if options.isUnsafe {
            StandardStreams.writeToError(
                "NO SANDBOX: --unsafe-no-sandbox gives every input the rights of uid \(User.effectiveID)\n")
            return (.none, WorkerSeal.Report(layers: layers + [.limits], landlockVersion: 0))
        }
        let finding = TierProbe.find(inherited: layers)
        let obstacles = finding.obstacles.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "tier \($0.key.rawValue) does not work here: \($0.value)" }
        for obstacle in obstacles { StandardStreams.writeToError(obstacle + "\n") }
        guard let tier = finding.tier else {
            throw SealFailure("no isolation works on this machine; \(obstacles.joined(separator: "; "))")
        }
        guard tier.rawValue <= options.leastTier.rawValue else {
            throw SealFailure(
                "only tier \(tier.rawValue) works on this machine and --allow-tier says \(options.leastTier.rawValue); "
                    + obstacles.joined(separator: "; "))
        }
        return (tier, finding.report)
    }

    /// Forks until the control socket ends.
    private func serve(_ seal: WorkerSeal) -> Never {
        var buffer = [UInt8](repeating: 0, count: ForkCommand.encodedBytes)
        while true {
            let received: Message.Received
            do throws(SystemFailure) {
                received = try Message.receive(from: channel.socket, into: &buffer, maxDescriptors: 2)
            } catch {
                refuse("control socket: \(error)")
            }
            switch received {
            case .endOfStream: CurrentProcess.exitNow(0)
            case .wouldBlock: continue
            case .truncated: refuse("a fork command longer than the protocol's")
            case .message(let count, let descriptors):
                do throws(ProtocolViolation) {
                    let command = try ForkCommand.decode(buffer[..<count])
                    guard descriptors.count == 2 else { throw .unexpected("number of descriptors") }
                    fork(command, descriptors, seal)
                } catch {
                    refuse("fork command: \(error)")
                }
            }
        }
    }

    /// - Parameter descriptors: the worker's job socket, then its log pipe.
    private func fork(_ command: ForkCommand, _ descriptors: [Int32], _ seal: WorkerSeal) {
        let socket = Descriptor(adopting: descriptors[0])
        let log = Descriptor(adopting: descriptors[1])
        do throws(SystemFailure) {
            let pid = try WorkerFork.fork(seal.tier)
            if pid == 0 {
                WorkerProcess.run(backend, command, seal, socket: socket.release(), log: log.release())
            }
            channel.send(.forked(slot: command.slot, pid: pid))
        } catch {
            channel.send(.forkFailed(slot: command.slot, errno: error.errno.rawValue))
        }
    }

    private func refuse(_ words: String) -> Never {
        channel.send(.refused(words))
        StandardStreams.writeToError(words + "\n")
        CurrentProcess.exitNow(1)
    }
}
