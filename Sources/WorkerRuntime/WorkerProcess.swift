import JobModel
import Platform
import Sandbox
import WorkerProtocol

/// The life of a worker, from the fork to its end: seal, check the seal, wait for the one job, do it, say what came
/// of it, end. There is no loop and no second job.
enum WorkerProcess {
    /// - Parameters:
    ///   - socket: becomes descriptor 3 in place of the template's control socket.
    ///   - log: becomes standard error.
    static func run(
        _ backend: some MediaBackend, _ command: ForkCommand, _ seal: WorkerSeal, socket: Int32, log: Int32
    ) -> Never {
        var channel = FrameChannel(socket: WorkerProtocol.socketDescriptor)
        do throws(SealFailure) {
            try WorkerSeal.place(socket: socket, log: log)
            let limits = ResourceLimits(command.limits)
            let report = try seal.apply(limits)
            try SelfCheck.run(seal.tier, openFiles: limits.openFiles)
            guard channel.send(.ready(ReadyReport.make(seal.tier, report))) else { CurrentProcess.exitNow(0) }
        } catch {
            channel.send(.refused(error.description))
            CurrentProcess.exitNow(1)
        }
        do throws(Failure) {
            guard let (job, files) = try receiveJob(channel.socket) else { CurrentProcess.exitNow(0) }
            channel.fence = job.key.fence
            let reporter = FrameReporter(channel, intervalMilliseconds: job.progressInterval)
            let report = try backend.run(job, files: files, reporter: reporter)
            channel.send(document: try JobMessage.encode(report.trimmed()))
        } catch {
            channel.send(.failed(error))
        }
        CurrentProcess.exitNow(0)
    }

    /// Waits for the job.
    /// - Returns: nil where the coordinator went away without one.
    private static func receiveJob(_ socket: Int32) throws(Failure) -> (WorkerJob, JobFiles)? {
        var buffer = [UInt8](repeating: 0, count: WorkerProtocol.maxJobBytes)
        let received: Message.Received
        do throws(SystemFailure) {
            received = try Message.receive(from: socket, into: &buffer, maxDescriptors: Message.maxDescriptors)
        } catch {
            throw Failure(.internal, "The job message cannot be received.", cause: error.description)
        }
        guard case .message(let count, let descriptors) = received else {
            if received == .endOfStream { return nil }
            throw Failure(.internal, "The job message is longer than the protocol allows.")
        }
        let job = try JobMessage.decode(buffer[..<count])
        guard descriptors.count == job.outputs.count + 1 else {
            throw Failure(
                .internal, "The job has \(job.outputs.count) outputs and came with \(descriptors.count) descriptors.")
        }
        let files = descriptors.map { SharedDescriptor(Descriptor(adopting: $0)) }
        return (job, JobFiles(input: files[0], outputs: Array(files.dropFirst())))
    }
}
