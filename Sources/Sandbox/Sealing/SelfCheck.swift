import CLinux
import Glibc

/// A sealed worker tries what it must not be able to do. In every build, before the job is read; a finding is fatal.
package enum SelfCheck {
    /// - Parameter openFiles: RLIMIT_NOFILE: descriptors from 4 up to it must be closed.
    package static func run(_ tier: Tier, openFiles: UInt64) throws(SealFailure) {
        guard tier != .none else { return }
        let file = unsafe clinux_open("/etc/passwd", O_RDONLY | O_CLOEXEC, 0)
        guard file < 0 else { throw SealFailure("self-check: /etc/passwd can be opened") }
        errno = 0
        guard clinux_get_dumpable() == -1, errno == EPERM else {
            throw SealFailure("self-check: prctl is not filtered", .seccomp)
        }
        for descriptor in 0..<Int32(clamping: openFiles) {
            let isOpen = clinux_fcntl(descriptor, F_GETFD, 0) >= 0
            guard isOpen == (descriptor < 4) else {
                throw SealFailure("self-check: descriptor \(descriptor) is \(isOpen ? "open" : "closed")")
            }
        }
    }
}
