import Platform
import Synchronization

/// A child process that two threads look after: the command's, and the one that takes signals.
final class SharedChild: Sendable {
    private let process: ChildProcess
    private let exit = Mutex<ProcessExit?>(nil)

    init(_ process: consuming ChildProcess) { self.process = process }

    func terminate() { try? process.signal(.terminate) }

    func kill() { try? process.signal(.kill) }

    var hasEnded: Bool { waitForEnd(milliseconds: 0) }

    /// False where the time is up.
    func waitForEnd(milliseconds: Int) -> Bool {
        if exit.withLock({ $0 != nil }) { return true }
        guard (try? Poll.wait(process.pidfd.rawValue, for: .readable, milliseconds: milliseconds)) == true else {
            return false
        }
        return exit.withLock { exit in
            if exit == nil { exit = try? process.reap() }
            return exit != nil
        }
    }

    /// Such as ` with exit code 78`; empty while it runs.
    var endInWords: String {
        switch exit.withLock({ $0?.status }) {
        case .exited(let code)?: " with exit code \(code)"
        case .signalled(let signal, _)?: " by \(signal)"
        case nil: ""
        }
    }
}
