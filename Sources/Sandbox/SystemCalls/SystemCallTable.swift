/// The one list of what a sealed worker may ask of the kernel. The filter, its listing and the golden files of the
/// tests are made from it; nothing else decides. Names that an architecture does not have are left out there.
///
/// Why something is here: the worker itself (reading, writing, memory, threads), or a library that probes its
/// surroundings and must get an error instead of a kill. The calls that carry most come first, as the filter is
/// walked in this order (the kernel remembers the plain ones).
package enum SystemCallTable {
    package static let rules: [SystemCallRule] = [
        workerCalls, checkedCalls, missingFiles, missingCalls, pretendedCalls, deniedCalls,
    ].flatMap { $0 }

    /// Allowed without a look at the arguments.
    private static let workerCalls: [SystemCallRule] = SystemCallRule.allow(
        "read", "write", "pread64", "pwrite64", "lseek", "close", "fstat", "munmap", "brk", "recvmsg", "sched_yield",
        "nanosleep", "gettimeofday", "time", "rt_sigprocmask", "rt_sigaction", "rt_sigreturn", "sigaltstack",
        "restart_syscall", "getpid", "gettid", "getrandom", "rseq", "set_robust_list", "exit", "exit_group")

    private static let checkedCalls: [SystemCallRule] = [
        // WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAIT_BITSET, WAKE_BITSET; PRIVATE and CLOCK_REALTIME may be added.
        SystemCallRule.allow(
            "futex", when: .oneOf(1, [0, 1, 3, 4, 9, 10], ignoring: 0x180), else: .refuse(.noSystemCall)),
        // READ, WRITE; PRIVATE, FIXED, ANONYMOUS, NORESERVE, STACK: memory only, no file and nothing executable.
        SystemCallRule.allow(
            "mmap", when: .within(2, mask: 0x3), .within(3, mask: 0x24032), .contains(3, bit: 0x20),
            else: .refuse(.accessDenied)),
        SystemCallRule.allow("mprotect", when: .within(2, mask: 0x3), else: .refuse(.accessDenied)),
        // MAYMOVE
        SystemCallRule.allow("mremap", when: .within(3, mask: 0x1), else: .kill),
        // NORMAL, DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE, DONTDUMP
        SystemCallRule.allow("madvise", when: .oneOf(2, [0, 4, 8, 14, 15, 16]), else: .refuse(.invalid)),
        // What pthread_create passes, and nothing else.
        SystemCallRule.allow("clone", when: .oneOf(0, [0x3D0F00]), else: .refuse(.notPermitted)),
        // A negative clock id names another process.
        SystemCallRule.allow("clock_gettime", when: .atMost(0, 11), else: .refuse(.invalid)),
        SystemCallRule.allow("clock_nanosleep", when: .atMost(0, 1), else: .refuse(.invalid)),
        SystemCallRule.allow("tgkill", when: .isOwnProcess(0), else: .kill),
        // pthread_getattr_np asks for its thread by number, and fails at any other error than "no such call".
        SystemCallRule.allow("sched_getaffinity", when: .isZero(0), else: .refuse(.noSystemCall)),
        SystemCallRule.allow("sched_setaffinity", when: .isZero(0), else: .refuse(.notPermitted)),
        // Reading one's own limits.
        SystemCallRule.allow("prlimit64", when: .isZero(0), .isZero(2), else: .refuse(.notPermitted)),
        // PR_SET_NAME, PR_SET_VMA (the C library names its memory).
        SystemCallRule.allow("prctl", when: .oneOf(0, [15, 0x5356_4D41]), else: .refuse(.notPermitted)),
        // F_GETFD, F_GETFL
        SystemCallRule.allow("fcntl", when: .oneOf(1, [1, 3]), else: .refuse(.notPermitted)),
    ].flatMap { $0 }

    /// There are no files.
    private static let missingFiles: [SystemCallRule] = SystemCallRule.refuse(
        .noEntry,
        "open", "openat", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "statfs", "newfstatat",
        "getcwd", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat")

    /// The caller has another way: the C library falls back from `clone3` to `clone`.
    private static let missingCalls: [SystemCallRule] =
        SystemCallRule.refuse(.noSystemCall, "clone3", "statx", "getcpu", "membarrier")
        // av_log asks whether standard error is a terminal.
        + SystemCallRule.refuse(.notTerminal, "ioctl")

    /// libnuma (x265) writes an error line for each thread that it cannot give a memory policy.
    private static let pretendedCalls: [SystemCallRule] = SystemCallRule.pretend("set_mempolicy")

    /// `writev`: the C library's words before it aborts; it must reach the abort. `dup`: `perror` tries it first.
    private static let deniedCalls: [SystemCallRule] = SystemCallRule.refuse(
        .notPermitted,
        "uname", "sysinfo", "getrusage", "times", "getuid", "geteuid", "getpriority", "setpriority",
        "sched_setscheduler", "sched_getscheduler", "sched_getparam", "sched_get_priority_min",
        "sched_get_priority_max", "get_mempolicy", "mbind", "ftruncate", "writev", "dup")

    /// The table as text for one architecture: name, number, verdict and conditions, one line a call.
    package static func listing(_ architecture: Architecture) -> String {
        rules.compactMap { rule in
            architecture.numbers[rule.name].map { number in
                let when = rule.conditions.map(\.description).joined(separator: " and ")
                let condition = when.isEmpty ? "" : " when \(when) else \(words(rule.otherwise))"
                return "\(rule.name) \(number): \(words(rule.verdict))\(condition)\n"
            }
        }.joined()
    }

    private static func words(_ verdict: SystemCallRule.Verdict) -> String {
        switch verdict {
        case .allow: "allow"
        case .refuse(let error): error.name
        case .pretend: "pretend"
        case .kill: "kill"
        }
    }
}
