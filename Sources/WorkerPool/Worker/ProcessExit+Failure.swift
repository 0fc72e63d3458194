import JobModel
import Platform
import WorkerProtocol

/// What the end of a worker's process says about its job.
extension ProcessExit {
    /// The failure of a job for which the worker sent neither a result nor a failure, and which the coordinator did
    /// not end itself.
    /// - Parameter limits: what the worker was forked with.
    func failure(limits: ProcessLimits) -> Failure {
        switch status {
        case .exited(let code):
            return Failure(
                .workerMisbehaved, "The worker ended with status \(code) and without a result.",
                hint: "This is a defect of the backend; the log of the attempt may say more.")
        case .signalled(.badSystemCall, _):
            return Failure(
                .workerMisbehaved,
                "The worker made a system call that its sandbox does not allow, and the kernel ended it (SIGSYS).",
                hint:
                    "Treat the input as hostile until it is known which call was made (the kernel's audit log names it).",
                signal: Int(Signal.badSystemCall.rawValue))
        // A worker is the first process of its namespace and ignores SIGXCPU: the kernel ends it with SIGKILL at the
        // hard limit.
        case .signalled(.cpuLimit, _),
            .signalled(.kill, _) where cpuSeconds >= Double(limits.cpuSeconds):
            return Failure(
                .limitExceeded, "The worker used up its \(limits.cpuSeconds) seconds of CPU time.",
                hint: "Give the job more CPU time, or encode with a faster preset.", cause: "RLIMIT_CPU")
        case .signalled(.fileSizeLimit, _):
            return Failure(
                .limitExceeded, "An output grew beyond \(limits.fileBytes) bytes.",
                hint: "Lower the bitrate, or allow larger files.", cause: "RLIMIT_FSIZE")
        case .signalled(.kill, _):
            return Failure(
                .workerCrashed, "The worker was killed from outside (SIGKILL).",
                hint:
                    "The kernel does this when memory runs out: see its log, and run fewer or smaller jobs at a time.",
                signal: Int(Signal.kill.rawValue))
        case .signalled(let signal, _):
            return Failure(
                .workerCrashed, "The worker crashed with \(signal)\(Self.meaning(of: signal)).",
                hint: "The input may trip a fault of a decoder or encoder; other jobs are not affected.",
                signal: Int(signal.rawValue))
        }
    }

    /// Whether the memory layout that a template hands to all its children may have been probed or learned: the
    /// template is then replaced before another child shares it.
    var compromisesTemplate: Bool {
        switch status {
        case .signalled(.badSystemCall, _), .signalled(.segmentation, _), .signalled(.bus, _),
            .signalled(.illegal, _), .signalled(.abort, _):
            true
        default: false
        }
    }

    /// For the middle of a sentence, such as `status 1` or `SIGSEGV`.
    var words: String {
        switch status {
        case .exited(let code): "status \(code)"
        case .signalled(let signal, _): "\(signal)"
        }
    }

    private static func meaning(of signal: Signal) -> String {
        switch signal {
        case .segmentation, .bus: " (a bad memory access)"
        case .illegal, .trap, .abort: " (a failed check in the backend)"
        case .arithmetic: " (a division by zero)"
        default: ""
        }
    }
}
