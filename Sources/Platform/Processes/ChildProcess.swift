import CLinux
import Glibc

/// A child of this process, held by pid and pidfd. The value's end closes the pidfd and nothing else: reap the child,
/// or it stays a zombie.
package struct ChildProcess: ~Copyable, Sendable {
    package let pid: Int32
    /// Readable once the process has ended; an event source may watch it.
    package let pidfd: Descriptor

    init(pid: Int32, pidfd: consuming Descriptor) {
        self.pid = pid
        self.pidfd = pidfd
    }

    /// Takes over a child that something else made (a template's clone with `CLONE_PARENT`). Safe against a reused
    /// pid, as only this process reaps its children.
    /// - Throws: `noChild` where the pid is not a child of this process.
    package init(adopting pid: Int32) throws(SystemFailure) {
        var information = unsafe siginfo_t()
        _ = try retrying("waitid", "process \(pid)") {
            unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT)
        }
        let raw = try retrying("pidfd_open", "process \(pid)") { clinux_pidfd_open(pid) }
        self.init(pid: pid, pidfd: Descriptor(adopting: raw))
    }

    /// Sends a signal. No error where the process has already ended.
    package func signal(_ signal: Signal) throws(SystemFailure) {
        do throws(SystemFailure) {
            _ = try retrying("pidfd_send_signal", "process \(pid)") {
                clinux_pidfd_send_signal(pidfd.rawValue, signal.rawValue)
            }
        } catch  where error.errno == .noProcess {}
    }

    /// Signals the child and all of its process group. Only where it was started in a session of its own and was not
    /// reaped yet.
    package func signalGroup(_ signal: Signal) { _ = kill(-pid, signal.rawValue) }

    /// The child's end, which removes it from the process table; nil while it runs. Returns an end only once.
    package func reap() throws(SystemFailure) -> ProcessExit? { try ProcessExit.reap(pid) }

    /// Waits for the child's end and reaps it.
    /// - Parameter milliseconds: longest wait; nil waits for ever.
    /// - Returns: nil where the time is up.
    package func wait(milliseconds: Int? = nil) throws(SystemFailure) -> ProcessExit? {
        guard try Poll.wait(pidfd.rawValue, for: .readable, milliseconds: milliseconds) else { return nil }
        return try reap()
    }

    /// Kills the child and reaps it.
    package consuming func end() {
        try? signal(.kill)
        _ = try? wait()
    }
}

/// How a process ended and what it used (`wait4`).
package struct ProcessExit: Sendable, Equatable {
    package enum Status: Sendable, Equatable {
        case exited(Int32)
        case signalled(Signal, dumpedCore: Bool)
    }

    package var status: Status
    /// User and system time of the process and the children that it reaped.
    package var cpuSeconds: Double
    package var peakResidentBytes: Int64

    /// Reaps a child that has ended; nil while it runs.
    package static func reap(_ pid: Int32) throws(SystemFailure) -> ProcessExit? {
        var status: Int32 = 0
        var usage = rusage()
        let reaped = try retrying("wait4", "process \(pid)") { unsafe wait4(pid, &status, WNOHANG, &usage) }
        guard reaped == pid else { return nil }
        let number = status & 0x7f
        return ProcessExit(
            status: number == 0
                ? .exited((status >> 8) & 0xff)
                : .signalled(Signal(rawValue: number), dumpedCore: status & 0x80 != 0),
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakResidentBytes: Int64(usage.ru_maxrss) * 1024)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
}

/// The group of processes around a child that was started as the leader of a session.
package enum ProcessGroup {
    /// Kills and reaps what is left of the group, if any of it is a child of this process. For children whose pid this
    /// process never learned; call it once all others of the group were reaped.
    /// - Parameter leader: the pid that the leader had.
    package static func end(leader: Int32) {
        var information = unsafe siginfo_t()
        // The number is still the group's, and no stranger's, as long as a child of this process is in it.
        let found = unsafe waitid(P_PGID, id_t(leader), &information, WEXITED | WNOHANG | WNOWAIT)
        guard found == 0 else { return }
        killpg(leader, SIGKILL)
        while waitpid(-leader, nil, 0) > 0 || errno == EINTR {}
    }
}
