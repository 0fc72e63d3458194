/// A processor architecture as seccomp sees it.
package struct Architecture: Sendable {
    /// As `uname -m` says.
    package let name: String
    /// `AUDIT_ARCH_*`: the kernel hands it to the filter beside the number.
    package let auditValue: UInt32
    /// A number with a bit of this mask belongs to a second table of the same architecture (x32).
    package let foreignNumberMask: UInt32
    /// The numbers of the calls that ``SystemCallTable`` names, from the kernel's `unistd.h`.
    package let numbers: [String: UInt32]

    /// The architecture that this program was built for.
    package static var current: Architecture {
        #if arch(x86_64)
            amd64
        #elseif arch(arm64)
            arm64
        #else
            #error("no system-call table for this architecture")
        #endif
    }

    package static let amd64 = Architecture(
        name: "x86_64", auditValue: 0xC000_003E, foreignNumberMask: 0x4000_0000,
        numbers: [
            "read": 0, "write": 1, "pread64": 17, "pwrite64": 18, "lseek": 8, "close": 3, "fstat": 5, "munmap": 11,
            "brk": 12, "recvmsg": 47, "sched_yield": 24, "nanosleep": 35, "gettimeofday": 96, "time": 201,
            "rt_sigprocmask": 14, "rt_sigaction": 13, "rt_sigreturn": 15, "sigaltstack": 131, "restart_syscall": 219,
            "getpid": 39, "gettid": 186, "getrandom": 318, "rseq": 334, "set_robust_list": 273, "exit": 60,
            "exit_group": 231, "futex": 202, "mmap": 9, "mprotect": 10, "mremap": 25, "madvise": 28, "clone": 56,
            "clock_gettime": 228, "clock_nanosleep": 230, "tgkill": 234, "sched_getaffinity": 204,
            "sched_setaffinity": 203, "prlimit64": 302, "prctl": 157, "fcntl": 72, "open": 2, "openat": 257,
            "access": 21, "faccessat": 269, "faccessat2": 439, "readlink": 89, "readlinkat": 267, "statfs": 137,
            "newfstatat": 262, "getcwd": 79, "rename": 82, "renameat": 264, "renameat2": 316, "unlink": 87,
            "unlinkat": 263, "mkdir": 83, "mkdirat": 258, "clone3": 435, "statx": 332, "getcpu": 309, "membarrier": 324,
            "ioctl": 16, "uname": 63, "sysinfo": 99, "getrusage": 98, "times": 100, "getuid": 102, "geteuid": 107,
            "getpriority": 140, "setpriority": 141, "sched_setscheduler": 144, "sched_getscheduler": 145,
            "sched_getparam": 143, "sched_get_priority_min": 147, "sched_get_priority_max": 146, "get_mempolicy": 239,
            "set_mempolicy": 238, "mbind": 237, "ftruncate": 77, "dup": 32, "writev": 20,
        ])

    /// Not yet run on such a machine.
    package static let arm64 = Architecture(
        name: "aarch64", auditValue: 0xC000_00B7, foreignNumberMask: 0,
        numbers: [
            "read": 63, "write": 64, "pread64": 67, "pwrite64": 68, "lseek": 62, "close": 57, "fstat": 80,
            "munmap": 215, "brk": 214, "recvmsg": 212, "sched_yield": 124, "nanosleep": 101, "gettimeofday": 169,
            "rt_sigprocmask": 135, "rt_sigaction": 134, "rt_sigreturn": 139, "sigaltstack": 132, "restart_syscall": 128,
            "getpid": 172, "gettid": 178, "getrandom": 278, "rseq": 293, "set_robust_list": 99, "exit": 93,
            "exit_group": 94, "futex": 98, "mmap": 222, "mprotect": 226, "mremap": 216, "madvise": 233, "clone": 220,
            "clock_gettime": 113, "clock_nanosleep": 115, "tgkill": 131, "sched_getaffinity": 123,
            "sched_setaffinity": 122, "prlimit64": 261, "prctl": 167, "fcntl": 25, "openat": 56, "faccessat": 48,
            "faccessat2": 439, "readlinkat": 78, "statfs": 43, "newfstatat": 79, "getcwd": 17, "renameat": 38,
            "renameat2": 276, "unlinkat": 35, "mkdirat": 34, "clone3": 435, "statx": 291, "getcpu": 168,
            "membarrier": 283, "ioctl": 29, "uname": 160, "sysinfo": 179, "getrusage": 165, "times": 153, "getuid": 174,
            "geteuid": 175, "getpriority": 141, "setpriority": 140, "sched_setscheduler": 119,
            "sched_getscheduler": 120, "sched_getparam": 121, "sched_get_priority_min": 126,
            "sched_get_priority_max": 125, "get_mempolicy": 236, "set_mempolicy": 237, "mbind": 235, "ftruncate": 46,
            "dup": 23,
            "writev": 66,
        ])
}
