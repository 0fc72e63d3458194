import JobModel
import Platform
import WorkerProtocol

/// A child process that an event source watches: the pidfd stays open until the source is gone.
final class WatchedProcess: Sendable {
    let child: ChildProcess
    private let source: ReadSource

    /// - Parameter makeSource: makes the source that tells of the process's end.
    init(_ child: consuming ChildProcess, _ makeSource: (Int32) -> ReadSource) {
        source = makeSource(child.pidfd.rawValue)
        self.child = child
    }

    /// Stops watching; the pidfd is closed once no handler can run any more.
    func unwatch() {
        source.cancel { withExtendedLifetime(self) {} }
    }
}

/// One end of a sequenced-packet pair to a child, watched.
final class WatchedSocket {
    let descriptor: SharedDescriptor
    private var source: ReadSource?

    /// - Parameter descriptor: non-blocking.
    init(_ descriptor: SharedDescriptor, _ makeSource: (Int32) -> ReadSource) {
        self.descriptor = descriptor
        source = makeSource(descriptor.rawValue)
    }

    /// Stops watching: at the end of the stream, which would be told again and again.
    func unwatch() {
        let descriptor = descriptor
        source?.cancel { withExtendedLifetime(descriptor) {} }
        source = nil
    }

    /// The next frame; the buffer is the longest one.
    func receive(into buffer: inout [UInt8]) -> Incoming {
        do throws(SystemFailure) {
            // Without room for descriptors: the kernel drops what is sent, and marks the message as truncated.
            switch try Message.receive(from: descriptor.rawValue, into: &buffer) {
            case .message(let count, _):
                do throws(ProtocolViolation) {
                    let (frame, fence) = try WorkerFrame.decode(buffer[..<count])
                    return .frame(frame, fence: fence)
                } catch {
                    return .violation(error)
                }
            case .truncated: return .violation(.oversize(buffer.count + 1))
            case .wouldBlock: return .nothing
            case .endOfStream: return .endOfStream
            }
        } catch {
            return .endOfStream
        }
    }

    /// What a read of the socket brought.
    enum Incoming {
        case frame(WorkerFrame, fence: Int64)
        case violation(ProtocolViolation)
        case endOfStream
        case nothing
    }
}

/// A template's process and its descriptors, owned by the pool's actor.
final class Template {
    let id: UInt64
    let lane: LaneKey
    /// The user it runs as, from the reserved range; nil where it keeps the coordinator's.
    let user: UInt32?
    let process: WatchedProcess
    let socket: WatchedSocket
    var life: TemplateLife
    var log: LogPipe
    /// What its workers run in, once it serves.
    var sandbox: SandboxStamp?
    /// Such as `libav 5.1.9`, once it serves.
    var backend = ""
    /// Workers that it was told to fork.
    var forks = 0
    /// Its workers that are not yet gone.
    var workers: Set<UInt64> = []
    var isRetired = false
    /// One of its workers could not be started: said once.
    var hasFailedToFork = false

    init(
        id: UInt64, lane: LaneKey, user: UInt32?, process: WatchedProcess, socket: WatchedSocket, life: TemplateLife,
        log: LogPipe
    ) {
        self.id = id
        self.lane = lane
        self.user = user
        self.process = process
        self.socket = socket
        self.life = life
        self.log = log
    }
}

/// A worker's process and its descriptors, owned by the pool's actor.
final class Worker {
    let id: UInt64
    let template: Template
    let limits: ProcessLimits
    let socket: WatchedSocket
    var life: WorkerLife
    var log: LogPipe
    /// Nil until the template told the pid.
    var process: WatchedProcess?
    /// Its job, from dispatch to the end.
    var attempt: Attempt?
    /// When the job was dispatched.
    var dispatched: UInt64 = 0

    init(
        id: UInt64, template: Template, limits: ProcessLimits, socket: WatchedSocket, life: WorkerLife, log: LogPipe
    ) {
        self.id = id
        self.template = template
        self.limits = limits
        self.socket = socket
        self.life = life
        self.log = log
    }
}

/// One call of ``WorkerPool/run(_:onProgress:)``.
struct Attempt {
    let order: AttemptOrder
    /// The job message.
    let message: [UInt8]
    let onProgress: @Sendable (JobProgress) -> Void
    let continuation: CheckedContinuation<AttemptOutcome, Never>

    var key: AttemptKey { order.job.key }
}
