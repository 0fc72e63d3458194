import CSystemCall
import Glibc

/// Every attempt, by group. What must come of each is in the golden file of `SandboxTests`.
///
/// Descriptor 0 is an input opened for reading, 1 where the outcome is reported, 3 an output opened for writing.
func allAttempts(victim: Int, parent: Int) -> [Attempt] {
    files + newCode + processes(victim, parent) + descriptors + memory + unsealing
        + bareCalls.filter(Attempt.exists).map(Attempt.bare) + odd
}

/// Attempts that are made only when asked for by name: what comes of them depends on the tier.
let attemptsOnRequest: [Attempt] = [
    // The limit is 64 threads of the uid.
    Attempt(name: "threads until refused") {
        for count in 0..<1000 {
            var thread = pthread_t()
            let error = unsafe pthread_create(
                &thread, nil,
                { _ in
                    sleep(60)
                    return nil
                }, nil)
            if error != 0 { return error == EAGAIN && (40...64).contains(count) ? 0 : -count }
        }
        return -1000
    }
]

private let files: [Attempt] = [
    Attempt(name: "open /etc/passwd") { .call("openat", -100, Attempt.path("/etc/passwd")) },
    Attempt(name: "open /") { .call("openat", -100, Attempt.path("/"), Int(O_DIRECTORY)) },
    Attempt(name: "open .") { .call("openat", -100, Attempt.path(".")) },
    Attempt(name: "open /proc/self/mem") { .call("openat", -100, Attempt.path("/proc/self/mem"), Int(O_RDWR)) },
    Attempt(name: "open /proc/self/fd/3") { .call("openat", -100, Attempt.path("/proc/self/fd/3"), Int(O_RDWR)) },
    Attempt(name: "open /dev/null") { .call("openat", -100, Attempt.path("/dev/null"), Int(O_RDWR)) },
    Attempt(name: "openat input ../..") { .call("openat", 0, Attempt.path("../..")) },
    Attempt(name: "create a file") {
        .call("openat", -100, Attempt.path("/tmp/millrace-escape"), Int(O_CREAT | O_WRONLY), 0o600)
    },
    Attempt(name: "mkdirat") { .call("mkdirat", -100, Attempt.path("/tmp/millrace-escape"), 0o700) },
    Attempt(name: "unlinkat") { .call("unlinkat", -100, Attempt.path("/tmp/millrace-escape")) },
    Attempt(name: "renameat2") { .call("renameat2", -100, Attempt.path("/a"), -100, Attempt.path("/b")) },
    Attempt(name: "newfstatat") { .call("newfstatat", -100, Attempt.path("/etc/passwd"), Attempt.room) },
    Attempt(name: "newfstatat EMPTY_PATH") { .call("newfstatat", 0, Attempt.path(""), Attempt.room, 0x1000) },
    Attempt(name: "readlinkat") { .call("readlinkat", -100, Attempt.path("/proc/self/exe"), Attempt.room, 100) },
    Attempt(name: "getcwd") { .call("getcwd", Attempt.room, 4096) },
    Attempt(name: "faccessat") { .call("faccessat", -100, Attempt.path("/bin/sh")) },
    Attempt(name: "statx") { .call("statx", -100, Attempt.path("/etc/passwd"), 0, 0xFFF, Attempt.room) },
]

private let newCode: [Attempt] = [
    Attempt(name: "execve /bin/sh") { .call("execve", Attempt.path("/bin/sh")) },
    Attempt(name: "execveat input") { .call("execveat", 0, Attempt.path(""), 0, 0, 0x1000) },
    Attempt(name: "mmap RX") { .call("mmap", 0, 4096, 5, 0x22, -1) },
    Attempt(name: "mmap RWX") { .call("mmap", 0, 4096, 7, 0x22, -1) },
    Attempt(name: "mmap the input") { .call("mmap", 0, 4096, 1, 0x2, 0) },
    Attempt(name: "mprotect RX") { .call("mprotect", Attempt.room, 4096, 5) },
    Attempt(name: "mremap FIXED") { .call("mremap", Attempt.room, 4096, 4096, 3, 0x10000) },
]

private func processes(_ victim: Int, _ parent: Int) -> [Attempt] {
    [
        Attempt(name: "fork as the C library does") { .call("clone", 0x0120_0011) },
        Attempt(name: "clone NEWUSER") { .call("clone", 0x1000_0011) },
        Attempt(name: "clone a thread with more flags") { .call("clone", 0x003D_0F00 | 0x2000_0000) },
        Attempt(name: "clone flags in the upper half") { .call("clone", 0x003D_0F00 | 1 << 33) },
        Attempt(name: "clone3") { .call("clone3", Attempt.room, 88) },
        Attempt(name: "ptrace TRACEME") { .call("ptrace", 0) },
        Attempt(name: "ptrace ATTACH victim") { .call("ptrace", 16, victim) },
        Attempt(name: "kill victim") { .call("kill", victim, 0) },
        Attempt(name: "kill parent") { .call("kill", parent, 0) },
        Attempt(name: "kill all") { .call("kill", -1, 0) },
        Attempt(name: "tgkill victim") { .call("tgkill", victim, victim, 0) },
        Attempt(name: "prlimit victim") { .call("prlimit64", victim, 7, 0, Attempt.room) },
        Attempt(name: "affinity of victim") { .call("sched_setaffinity", victim, 8, Attempt.room) },
        Attempt(name: "priority of victim") { .call("setpriority", 0, victim, 5) },
        Attempt(name: "CPU clock of victim") { .call("clock_gettime", ~victim << 3 | 2, Attempt.room) },
        Attempt(name: "real-time scheduling") { .call("sched_setscheduler", 0, 1, Attempt.room) },
        Attempt(name: "process_vm_readv victim") {
            .call("process_vm_readv", victim, Attempt.room, 1, Attempt.room, 1)
        },
    ]
}

private let descriptors: [Attempt] = [
    Attempt(name: "write the input") { .call("write", 0, Attempt.room, 1) },
    Attempt(name: "read the output") { .call("read", 3, Attempt.room, 1) },
    Attempt(name: "ftruncate the output") { .call("ftruncate", 3, 1 << 40) },
    Attempt(name: "write beyond the size limit") { .call("pwrite64", 3, Attempt.room, 1, 1 << 40) },
    Attempt(name: "dup") { .call("dup", 0) },
    Attempt(name: "fcntl DUPFD") { .call("fcntl", 0, 0) },
    Attempt(name: "fcntl SETFL") { .call("fcntl", 3, Int(F_SETFL), Int(O_ASYNC)) },
    Attempt(name: "fcntl SETOWN") { .call("fcntl", 3, 8, 1) },
    Attempt(name: "fcntl SETLEASE") { .call("fcntl", 3, 1024, 1) },
    Attempt(name: "fcntl GETFL in the upper half") { .call("fcntl", 3, 3 | 1 << 32) },
    Attempt(name: "ioctl TIOCSTI") { .call("ioctl", 0, 0x5412, Attempt.room) },
    Attempt(name: "ioctl TIOCSTI in the upper half") { .call("ioctl", 0, 0x5412 | 1 << 32, Attempt.room) },
    Attempt(name: "ioctl FICLONE") { .call("ioctl", 3, 0x4004_9409, 0) },
    Attempt(name: "any descriptor beyond 3") {
        (4..<64).first { Attempt.call("fcntl", $0, 1) >= 0 } ?? Int(-EBADF)
    },
]

private let memory: [Attempt] = [
    Attempt(name: "mmap SHARED") { .call("mmap", 0, 4096, 3, 0x21, -1) },
    Attempt(name: "mmap GROWSDOWN") { .call("mmap", 0, 4096, 3, 0x122, -1) },
    Attempt(name: "mmap HUGETLB") { .call("mmap", 0, 1 << 21, 3, 0x40022, -1) },
    Attempt(name: "mmap POPULATE") { .call("mmap", 0, 4096, 3, 0x8022, -1) },
    Attempt(name: "mmap prot in the upper half") { .call("mmap", 0, 4096, 3 | 1 << 32, 0x22, -1) },
    Attempt(name: "mmap beyond the memory limit") { .call("mmap", 0, 1 << 33, 3, 0x22, -1) },
    Attempt(name: "madvise MERGEABLE") { .call("madvise", Attempt.room, 4096, 12) },
    Attempt(name: "madvise HWPOISON") { .call("madvise", Attempt.room, 4096, 100) },
    Attempt(name: "futex PI") { .call("futex", Attempt.room, 6) },
    Attempt(name: "futex op in the upper half") { .call("futex", Attempt.room, 1 | 1 << 32) },
    Attempt(name: "membarrier") { .call("membarrier") },
]

private let unsealing: [Attempt] = [
    Attempt(name: "prctl SET_DUMPABLE") { .call("prctl", 4, 1) },
    Attempt(name: "prctl SET_PDEATHSIG") { .call("prctl", 1, 0) },
    Attempt(name: "prctl SET_PTRACER") { .call("prctl", 0x5961_6D61, -1) },
    Attempt(name: "prctl SET_MM") { .call("prctl", 35, 1) },
    Attempt(name: "prctl SET_SECCOMP") { .call("prctl", 22, 2) },
    Attempt(name: "raise a limit") { .call("prlimit64", 0, 7, Attempt.room) },
    Attempt(name: "uname") { .call("uname", Attempt.room) },
    Attempt(name: "sysinfo") { .call("sysinfo", Attempt.room) },
    Attempt(name: "getuid") { .call("getuid") },
    Attempt(name: "writev") { .call("writev", 1, Attempt.room, 0) },
]

/// Killed whatever the arguments are.
private let bareCalls: [String] = [
    "accept4", "acct", "add_key", "adjtimex", "bind", "bpf", "capset", "chdir", "chroot", "clock_adjtime",
    "clock_settime", "close_range", "connect", "copy_file_range", "delete_module", "dup3", "epoll_create1",
    "eventfd2", "fadvise64", "fallocate", "fanotify_init", "fchdir", "fchmod", "fchown", "finit_module", "flock",
    "fsetxattr", "fsopen", "fsync", "get_robust_list", "getdents64", "getppid", "init_module", "inotify_init1",
    "io_setup", "io_uring_setup", "ioprio_set", "kcmp", "kexec_load", "keyctl", "landlock_create_ruleset", "linkat",
    "listen", "memfd_create", "mincore", "mknodat", "mlock", "mount", "mount_setattr", "move_mount", "move_pages",
    "mq_open", "msgget", "name_to_handle_at", "open_by_handle_at", "open_tree", "openat2", "perf_event_open",
    "personality", "pidfd_getfd", "pidfd_open", "pidfd_send_signal", "pipe2", "pivot_root", "pkey_mprotect", "ppoll",
    "process_madvise", "process_vm_writev", "pwritev2", "quotactl", "readahead", "reboot", "recvfrom",
    "remap_file_pages", "request_key", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "sched_setattr", "seccomp", "semget",
    "sendfile", "sendmsg", "sendto", "setdomainname", "setgid", "setgroups", "sethostname", "setitimer", "setns",
    "setresuid", "setsid", "setsockopt", "settimeofday", "setuid", "shmget", "shutdown", "signalfd4", "socket",
    "socketpair", "splice", "swapon", "symlinkat", "sync", "syncfs", "syslog", "timer_create", "timerfd_create",
    "tkill", "umount2", "unshare", "userfaultfd", "utimensat", "vhangup", "vmsplice", "wait4", "arch_prctl", "fork",
    "vfork", "iopl", "modify_ldt", "creat", "mknod", "pipe", "poll", "symlink", "alarm", "dup2", "link", "chmod",
    "stat", "lstat", "getpgrp",
]

private let odd: [Attempt] = [
    Attempt(name: "number 9999") { raw_call(9999, 0, 0, 0, 0, 0, 0) },
    Attempt(name: "number -1") { raw_call(-1, 0, 0, 0, 0, 0, 0) },
    Attempt(name: "x32 getpid") { raw_call(0x4000_0000 | 39, 0, 0, 0, 0, 0, 0) },
    Attempt(name: "int 0x80 getpid") { raw_int80() },
    Attempt(name: "segmentation fault") {
        unsafe UnsafeMutablePointer<UInt8>(bitPattern: 8)!.pointee = 1
        return 0
    },
    Attempt(name: "stack overflow") { raw_recurse(0) },
    Attempt(name: "getpid") { .call("getpid") > 0 ? 0 : -1 },
]

extension Int {
    fileprivate static func call(
        _ name: String, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
    ) -> Int {
        Attempt.call(name, a, b, c, d, e, f)
    }
}
