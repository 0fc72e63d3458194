import CLinux
import Glibc

/// A system error number, and the operation that met it.
package struct SystemFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The system call or operation, such as `openat`.
    package let operation: StaticString
    package let errno: Errno
    /// What it was applied to (a path, a name), where that helps a person.
    package let subject: String?

    package init(_ operation: StaticString, _ errno: Errno, subject: String? = nil) {
        self.operation = operation
        self.errno = errno
        self.subject = subject
    }

    package var description: String {
        subject.map { "\(operation) \($0): \(errno)" } ?? "\(operation): \(errno)"
    }

    package static func == (left: SystemFailure, right: SystemFailure) -> Bool {
        left.errno == right.errno && left.subject == right.subject
            && left.operation.description == right.operation.description
    }
}

/// An error number of the kernel.
package struct Errno: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// The calling thread's `errno`.
    package static var current: Errno { Errno(rawValue: Glibc.errno) }

    package static let notPermitted = Errno(rawValue: EPERM)
    package static let noEntry = Errno(rawValue: ENOENT)
    package static let interrupted = Errno(rawValue: EINTR)
    package static let io = Errno(rawValue: EIO)
    package static let badDescriptor = Errno(rawValue: EBADF)
    package static let wouldBlock = Errno(rawValue: EAGAIN)
    package static let outOfMemory = Errno(rawValue: ENOMEM)
    package static let accessDenied = Errno(rawValue: EACCES)
    package static let exists = Errno(rawValue: EEXIST)
    package static let crossDevice = Errno(rawValue: EXDEV)
    package static let notDirectory = Errno(rawValue: ENOTDIR)
    package static let isDirectory = Errno(rawValue: EISDIR)
    package static let invalid = Errno(rawValue: EINVAL)
    package static let tooManyFiles = Errno(rawValue: EMFILE)
    package static let fileTooLarge = Errno(rawValue: EFBIG)
    package static let noSpace = Errno(rawValue: ENOSPC)
    package static let readOnly = Errno(rawValue: EROFS)
    package static let brokenPipe = Errno(rawValue: EPIPE)
    package static let quota = Errno(rawValue: EDQUOT)
    package static let notSupported = Errno(rawValue: EOPNOTSUPP)
    package static let noSystemCall = Errno(rawValue: ENOSYS)
    package static let connectionReset = Errno(rawValue: ECONNRESET)
    package static let connectionRefused = Errno(rawValue: ECONNREFUSED)
    package static let noProcess = Errno(rawValue: ESRCH)
    package static let noChild = Errno(rawValue: ECHILD)
    package static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
    package static let tooManyLinks = Errno(rawValue: ELOOP)
    package static let timedOut = Errno(rawValue: ETIMEDOUT)
    package static let exec = Errno(rawValue: ENOEXEC)
    package static let stale = Errno(rawValue: ESTALE)

    /// The system's words for the number.
    package var description: String {
        unsafe String(cString: strerror(rawValue))
    }
}
