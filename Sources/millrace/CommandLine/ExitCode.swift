import Client
import JobModel
import Platform

/// How a command ends, for scripts: the numbers of `sysexits.h` and a few of the shell's. `millrace --help` prints the
/// table.
enum ExitCode: Int32, CaseIterable {
    case done = 0
    case jobFailed = 1
    case usage = 64
    case badMedia = 65
    case noInput = 66
    case unavailable = 69
    case internalError = 70
    case system = 71
    case cannotCreate = 73
    case io = 74
    case tryLater = 75
    case permission = 77
    case configuration = 78
    case timedOut = 124
    case interrupted = 130

    /// For the help.
    var meaning: String {
        switch self {
        case .done: "done"
        case .jobFailed: "a job failed or was cancelled"
        case .usage: "the command line or the job document is wrong"
        case .badMedia: "the input is damaged or of an unknown kind"
        case .noInput: "the input cannot be read"
        case .unavailable: "no coordinator, or no backend, can be reached"
        case .internalError: "a defect in Millrace or a crash in a codec"
        case .system: "the system refused something"
        case .cannotCreate: "the output exists, or cannot be made"
        case .io: "input or output failed, or a disk is full"
        case .tryLater: "the queue is full or the coordinator is stopping: try later"
        case .permission: "not allowed"
        case .configuration: "the installation or its configuration is wrong"
        case .timedOut: "the time given with --timeout is over"
        case .interrupted: "interrupted (Ctrl-C)"
        }
    }

    /// Of a failed job.
    init(_ failure: Failure) { self = ExitCode(rawValue: failure.code.policy.exitCode) ?? .jobFailed }

    /// Of a request that got nothing.
    init(_ failure: ClientFailure) {
        switch failure {
        case .unreachable(_, let failure):
            self = failure.errno == .accessDenied || failure.errno == .notPermitted ? .permission : .unavailable
        case .connectionLost, .connectionClosed: self = .unavailable
        case .untrusted: self = .permission
        case .protocolViolation: self = .internalError
        case .refused(let problem): self = ExitCode(problem)
        case .timedOut: self = .timedOut
        case .interrupted: self = .interrupted
        }
    }

    /// Of a refusal: by what is wrong, else by its status.
    init(_ problem: Problem) {
        if problem.code == .invalidSpec {
            // A file is at fault and not the document.
            let isInput = problem.errors.map { $0.pointer == "/input/path" }
            let isOutput = problem.errors.map { $0.pointer.hasPrefix("/outputs/") && $0.pointer.hasSuffix("/path") }
            if isInput.isEmpty || !zip(isInput, isOutput).allSatisfy({ $0 || $1 }) {
                self = .usage
            } else {
                self = isInput.contains(true) ? .noInput : .cannotCreate
            }
            return
        }
        if let code = problem.code {
            self = ExitCode(rawValue: code.policy.exitCode) ?? .jobFailed
            return
        }
        switch problem.status {
        case 401, 403: self = .permission
        case 400, 404, 405, 409, 412, 413, 415, 422, 431: self = .usage
        case 429: self = .tryLater
        case 503: self = .tryLater
        case 507: self = .io
        default: self = .internalError
        }
    }
}

/// Why a command ends: what is said, and the code.
struct CommandFailure: Error {
    var message: String
    var code: ExitCode

    init(_ message: String, _ code: ExitCode) {
        self.message = message
        self.code = code
    }

    init(_ failure: ClientFailure) { self.init("\(failure)", ExitCode(failure)) }
}
