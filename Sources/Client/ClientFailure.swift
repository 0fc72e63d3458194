package import Platform

/// Why a request did not get what it asked for.
package enum ClientFailure: Error, Sendable, Equatable {
    /// Nobody listens on the socket.
    case unreachable(path: String, SystemFailure)
    /// The socket is not to be trusted: in words.
    case untrusted(path: String, String)
    /// The connection broke in the middle: in words.
    case connectionLost(String)
    /// The server closed the connection before it answered.
    case connectionClosed
    /// The server said something that is not its protocol: in words.
    case protocolViolation(String)
    /// The server refused, and says why.
    case refused(Problem)
    /// No answer in time.
    case timedOut
    /// The caller's own interruption (``ByteStream/isInterrupted``).
    case interrupted
}

extension ClientFailure: CustomStringConvertible {
    /// What happened and what to do, for a person.
    package var description: String {
        switch self {
        case .unreachable(let path, let failure):
            switch failure.errno {
            case .noEntry:
                "no coordinator listens at \(path): start one with \"millraced --socket \(path) --state DIR\", "
                    + "or name another with --socket"
            case .connectionRefused:
                "the coordinator at \(path) is gone (nobody listens on its socket): start millraced again"
            case .accessDenied, .notPermitted: "not allowed to use the socket \(path): it belongs to another user"
            default: "cannot reach the coordinator: \(failure)"
            }
        case .untrusted(let path, let why): "the socket \(path) is not to be trusted: \(why)"
        case .connectionLost(let why): "lost the coordinator: \(why)"
        case .connectionClosed: "lost the coordinator: it closed the connection without an answer"
        case .protocolViolation(let what): "the coordinator does not speak this client's protocol: it sent \(what)"
        case .refused(let problem): problem.text
        case .timedOut: "no answer from the coordinator in time"
        case .interrupted: "interrupted"
        }
    }
}
