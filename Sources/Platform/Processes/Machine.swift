import CLinux
import Glibc

/// Facts of the machine, as this process may use it.
package enum Machine {
    /// Processors that this process may run on.
    package static var processors: Int { Int(clinux_processors()) }

    /// Physical memory in bytes.
    package static var memoryBytes: Int64 {
        Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// Who runs this process.
package enum User {
    package static var effectiveID: UInt32 { geteuid() }
    package static var effectiveGroupID: UInt32 { getegid() }
}

/// This process.
package enum CurrentProcess {
    package static var pid: Int32 { getpid() }

    /// Absolute path of the running program; nil where there is no `/proc`.
    package static var executable: String? { SymbolicLink.target(of: "/proc/self/exe") }

    /// Absolute path of the current folder.
    package static var directory: String? { SymbolicLink.target(of: "/proc/self/cwd") }

    /// Ends the process at once: no `atexit` handler, no buffer flushed.
    package static func exitNow(_ code: Int32) -> Never { _exit(code) }

    /// Ends the process.
    package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

    /// Narrows the permissions of files made from now on.
    package static func setFileModeMask(_ mask: UInt32) { _ = umask(mask) }
}
