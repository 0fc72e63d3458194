import FoundationEssentials
import JobModel
import Platform
import TestSupport
import WorkerProtocol

/// A real backend process, driven over its control socket as the coordinator drives it.
final class DrivenTemplate {
    let process: ChildProcess
    let control: Descriptor
    /// Reads what the process and its workers log.
    let log: Descriptor
    private let logWriter: Descriptor
    /// What the template said before it was ready.
    private(set) var capabilities: BackendCapabilities?
    private(set) var ready: WorkerFrame.Ready?
    private(set) var refusal: String?

    /// Starts the program and reads its greeting.
    init(_ program: String = "millrace-worker-synthetic", _ arguments: [String] = []) throws {
        var sockets = try SocketPair.sequencedPackets()
        var pipe = try Pipe.make()
        control = sockets.takeFirst()
        log = pipe.takeFirst()
        logWriter = pipe.takeSecond()
        let user = User.effectiveID == 0 && !arguments.contains("--uid") ? ["--uid", "61002"] : []
        let end = sockets.takeSecond()
        process = try SpawnThread.shared.spawn(
            executable: BuiltPrograms.path(program), arguments: ["--template"] + user + arguments,
            environment: ["LD_BIND_NOW": "1", "SWIFT_BACKTRACE": "enable=no"],
            descriptors: [(logWriter.rawValue, 2), (end.rawValue, WorkerProtocol.socketDescriptor)])
        _ = consume end
        try greet()
    }

    deinit {
        try? process.signal(.kill)
        _ = try? process.wait()
    }

    private func greet() throws {
        var document = ReportAssembler()
        while let frame = try FrameStream.next(control.rawValue)?.frame {
            switch frame {
            case .report(let chunk): try document.append(chunk)
            case .done:
                capabilities = try JSONDecoder().decode(BackendCapabilities.self, from: Data(document.finish()))
            case .ready(let report):
                ready = report
                return
            case .refused(let words):
                refusal = words
                return
            default: throw UnexpectedFrame(frame: frame)
            }
        }
    }

    /// Forks one worker and waits until it is sealed.
    func fork(_ limits: ProcessLimits = .standard, slot: UInt64 = 7) throws -> DrivenWorker {
        var sockets = try SocketPair.sequencedPackets()
        let end = sockets.takeSecond()
        try Message.send(
            ForkCommand(slot: slot, limits: limits).encoded(), descriptors: [end.rawValue, logWriter.rawValue],
            to: control.rawValue)
        guard case .forked(slot, let pid) = try FrameStream.next(control.rawValue)?.frame else {
            throw UnexpectedFrame(frame: nil)
        }
        return try DrivenWorker(pid: pid, socket: sockets.takeFirst())
    }
}

struct UnexpectedFrame: Error {
    let frame: WorkerFrame?
}

/// Frames from a packet socket, with a deadline on each.
enum FrameStream {
    /// The next frame; nil at the end.
    static func next(_ socket: Int32) throws -> (frame: WorkerFrame, fence: Int64)? {
        guard try Poll.wait(socket, for: .readable, milliseconds: 20_000) else {
            throw SystemFailure("poll", .wouldBlock, subject: "no frame in 20 s")
        }
        var buffer = [UInt8](repeating: 0, count: WorkerProtocol.maxFrameBytes)
        switch try Message.receive(from: socket, into: &buffer) {
        case .message(let count, _): return try WorkerFrame.decode(buffer[..<count])
        case .truncated: throw ProtocolViolation.oversize(WorkerProtocol.maxFrameBytes + 1)
        case .endOfStream, .wouldBlock: return nil
        }
    }
}
