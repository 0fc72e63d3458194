import FoundationEssentials
import JobModel
import Platform
import WorkerProtocol

/// A real worker, driven over its job socket.
final class DrivenWorker {
    let process: ChildProcess
    let socket: Descriptor
    let ready: WorkerFrame.Ready

    init(pid: Int32, socket: consuming Descriptor) throws {
        process = try ChildProcess(adopting: pid)
        guard case .ready(let report) = try FrameStream.next(socket.rawValue)?.frame else {
            throw UnexpectedFrame(frame: nil)
        }
        ready = report
        self.socket = socket
    }

    /// Hands over the one job.
    func give(_ job: WorkerJob, _ files: [SharedDescriptor]) throws {
        try Message.send(Array(try JSONEncoder().encode(job)), files: files, to: socket.rawValue)
    }

    /// What a worker said, in order, until its socket ended.
    struct Story {
        var frames: [WorkerFrame] = []
        var report: WorkerReport?
        var failure: Failure?
        var violation: ProtocolViolation?

        var hasStarted: Bool { frames.contains { if case .started = $0 { true } else { false } } }
    }

    /// Reads to the end of the stream, or to the first violation.
    func listen() throws -> Story {
        var story = Story()
        var document = ReportAssembler()
        do {
            while let (frame, _) = try FrameStream.next(socket.rawValue) {
                story.frames.append(frame)
                switch frame {
                case .report(let chunk): try document.append(chunk)
                case .done: story.report = try JSONDecoder().decode(WorkerReport.self, from: Data(document.finish()))
                case .failed(let failure): story.failure = failure
                default: break
                }
            }
        } catch let violation as ProtocolViolation {
            story.violation = violation
        }
        return story
    }

    /// How it ended, waited for.
    func exit() throws -> ProcessExit.Status? { try process.wait(milliseconds: 20_000)?.status }

    func kill() throws { try process.signal(.kill) }
}
