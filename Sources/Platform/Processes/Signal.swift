import CLinux
import Glibc

/// A signal number.
package struct Signal: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let hangUp = Signal(rawValue: SIGHUP)
    package static let interrupt = Signal(rawValue: SIGINT)
    package static let quit = Signal(rawValue: SIGQUIT)
    package static let illegal = Signal(rawValue: SIGILL)
    package static let trap = Signal(rawValue: SIGTRAP)
    package static let abort = Signal(rawValue: SIGABRT)
    package static let bus = Signal(rawValue: SIGBUS)
    package static let arithmetic = Signal(rawValue: SIGFPE)
    package static let kill = Signal(rawValue: SIGKILL)
    package static let segmentation = Signal(rawValue: SIGSEGV)
    package static let pipe = Signal(rawValue: SIGPIPE)
    package static let terminate = Signal(rawValue: SIGTERM)
    package static let cpuLimit = Signal(rawValue: SIGXCPU)
    package static let fileSizeLimit = Signal(rawValue: SIGXFSZ)
    package static let badSystemCall = Signal(rawValue: SIGSYS)
    package static let stop = Signal(rawValue: SIGSTOP)
    package static let proceed = Signal(rawValue: SIGCONT)

    /// Such as `SIGSEGV`; a number where it has no name.
    package var description: String {
        guard let name = unsafe clinux_signal_name(rawValue) else { return "signal \(rawValue)" }
        return unsafe "SIG" + String(cString: name)
    }

    /// Lets the process meet the signal as nothing, so that a write to a closed pipe is an error instead of its end,
    /// or so that an event source can report it.
    package func ignore() { Glibc.signal(rawValue, SIG_IGN) }
}
