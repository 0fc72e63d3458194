import CLinux

/// The rlimits of one worker. They hold from before the seal on and cannot be changed after it.
package struct ResourceLimits: Sendable, Equatable {
    /// RLIMIT_DATA: private writable memory, in bytes.
    package var memoryBytes: UInt64
    /// RLIMIT_CPU. The kernel kills one second later, at the hard limit: process 1 of a namespace ignores SIGXCPU.
    package var cpuSeconds: UInt64
    /// RLIMIT_FSIZE. A write beyond it fails with EFBIG.
    package var fileBytes: UInt64
    package var openFiles: UInt64
    /// RLIMIT_NPROC: threads of the uid, siblings included. Inside a user namespace the kernel counts only the
    /// threads in there; outside, it would count everything else that an ordinary user runs and is left alone.
    package var threads: UInt64

    package init(memoryBytes: UInt64, cpuSeconds: UInt64, fileBytes: UInt64, openFiles: UInt64, threads: UInt64) {
        self.memoryBytes = memoryBytes
        self.cpuSeconds = cpuSeconds
        self.fileBytes = fileBytes
        self.openFiles = openFiles
        self.threads = threads
    }

    private static let stackBytes: UInt64 = 8 << 20

    /// - Parameter boundsThreads: whether nobody else runs under this uid.
    func apply(boundsThreads: Bool) throws(SealFailure) {
        try Self.set(clinux_limit_core, "core", 0, 0)
        try Self.set(clinux_limit_locked_memory, "memlock", 0, 0)
        try Self.set(clinux_limit_message_queue, "msgqueue", 0, 0)
        try Self.set(clinux_limit_real_time_priority, "rtprio", 0, 0)
        try Self.set(clinux_limit_stack, "stack", Self.stackBytes, Self.stackBytes)
        try Self.set(clinux_limit_open_files, "nofile", openFiles, openFiles)
        // A sanitizer's shadow memory counts as data, terabytes of it.
        if clinux_is_sanitized() == 0 { try Self.set(clinux_limit_data, "data", memoryBytes, memoryBytes) }
        try Self.set(clinux_limit_file_size, "fsize", fileBytes, fileBytes)
        try Self.set(clinux_limit_cpu, "cpu", cpuSeconds, cpuSeconds + 1)
        if boundsThreads { try Self.set(clinux_limit_processes, "nproc", threads, threads) }
    }

    /// Sets a limit, or what the process may have where that is less.
    private static func set(
        _ resource: clinux_limit, _ name: String, _ soft: UInt64, _ hard: UInt64
    ) throws(SealFailure) {
        var present: UInt64 = 0
        var ceiling: UInt64 = 0
        guard unsafe clinux_get_limit(resource, &present, &ceiling) == 0,
            clinux_set_limit(resource, min(soft, ceiling), min(hard, ceiling)) == 0
        else { throw .current("setrlimit \(name)", .limits) }
    }
}
