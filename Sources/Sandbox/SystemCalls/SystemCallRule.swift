/// What happens to one system call of a sealed worker. A call that no rule names kills the process.
package struct SystemCallRule: Sendable {
    package enum Verdict: Sendable, Equatable {
        case allow
        /// The call does nothing and reports this error.
        case refuse(RefusalErrno)
        /// The call does nothing and reports success.
        case pretend
        /// The whole process dies of SIGSYS.
        case kill
    }

    /// The kernel's name of the call.
    package let name: String
    /// All must hold for the call to go through.
    package let conditions: [ArgumentCondition]
    /// What happens where every condition holds.
    package let verdict: Verdict
    /// What happens where one does not.
    package let otherwise: Verdict

    package static func allow(_ names: String...) -> [SystemCallRule] {
        names.map { SystemCallRule(name: $0, conditions: [], verdict: .allow, otherwise: .kill) }
    }

    package static func allow(
        _ name: String, when conditions: ArgumentCondition..., else otherwise: Verdict
    ) -> [SystemCallRule] {
        [SystemCallRule(name: name, conditions: conditions, verdict: .allow, otherwise: otherwise)]
    }

    package static func pretend(_ names: String...) -> [SystemCallRule] {
        names.map { SystemCallRule(name: $0, conditions: [], verdict: .pretend, otherwise: .kill) }
    }

    package static func refuse(_ error: RefusalErrno, _ names: String...) -> [SystemCallRule] {
        names.map { SystemCallRule(name: $0, conditions: [], verdict: .refuse(error), otherwise: .kill) }
    }
}

/// The errors that the filter reports. Their numbers are the same on every architecture that Linux has a filter for.
package enum RefusalErrno: UInt16, Sendable {
    case notPermitted = 1
    case noEntry = 2
    case accessDenied = 13
    case invalid = 22
    case notTerminal = 25
    case noSystemCall = 38

    /// The name in `errno.h`.
    package var name: String {
        switch self {
        case .notPermitted: "EPERM"
        case .noEntry: "ENOENT"
        case .accessDenied: "EACCES"
        case .invalid: "EINVAL"
        case .notTerminal: "ENOTTY"
        case .noSystemCall: "ENOSYS"
        }
    }
}
