package import JobModel

/// One message from a worker or a template to the coordinator.
///
/// Byte form (`WorkerFrame+Coding.swift`): a 16-byte header — magic `MRW1`, kind (1 byte), flags (1, zero), payload
/// length (2), fence of the job (8; zero before one is known) — and the payload.
package enum WorkerFrame: Sendable, Equatable {
    /// A sealed worker waits for its job.
    case ready(Ready)
    /// The worker is about to read the first byte of the input; CLOCK_MONOTONIC nanoseconds.
    case started(monotonicNanoseconds: UInt64)
    case progress(JobProgress)
    /// Part of a JSON document: a ``WorkerReport`` (worker) or ``BackendCapabilities`` (template), in order.
    case report([UInt8])
    /// The document is complete and the work is done.
    case done
    case failed(Failure)
    /// Template: a child was forked; its pid in the coordinator's namespace.
    case forked(slot: UInt64, pid: Int32)
    /// Template: a child could not be forked.
    case forkFailed(slot: UInt64, errno: Int32)
    /// Template: its start or seal failed, in words.
    case refused(String)

    package struct Ready: Sendable, Equatable {
        package var version: UInt16
        package var tier: SandboxStamp.Tier
        package var landlockABI: UInt8
        /// Names of the layers in force.
        package var layers: [String]

        package init(version: UInt16, tier: SandboxStamp.Tier, landlockABI: UInt8, layers: [String]) {
            self.version = version
            self.tier = tier
            self.landlockABI = landlockABI
            self.layers = layers
        }
    }
}

/// What the coordinator tells a template: fork one worker. Fixed size; the job socket comes beside it.
package struct ForkCommand: Sendable, Equatable {
    /// Chosen by the coordinator, returned in ``WorkerFrame/forked(slot:pid:)``.
    package var slot: UInt64
    package var limits: ProcessLimits

    package init(slot: UInt64, limits: ProcessLimits) {
        self.slot = slot
        self.limits = limits
    }
}

/// The rlimits of a worker: fixed when it is forked.
package struct ProcessLimits: Sendable, Equatable, Hashable {
    /// RLIMIT_DATA, bytes.
    package var memoryBytes: UInt64
    /// RLIMIT_CPU, seconds (hard = soft + 1).
    package var cpuSeconds: UInt64
    /// RLIMIT_FSIZE, bytes.
    package var fileBytes: UInt64
    /// RLIMIT_NOFILE.
    package var openFiles: UInt64
    /// RLIMIT_NPROC: threads of the uid.
    package var threads: UInt64

    package init(memoryBytes: UInt64, cpuSeconds: UInt64, fileBytes: UInt64, openFiles: UInt64, threads: UInt64) {
        self.memoryBytes = memoryBytes
        self.cpuSeconds = cpuSeconds
        self.fileBytes = fileBytes
        self.openFiles = openFiles
        self.threads = threads
    }

    /// What parked workers are forked with: enough for a 4K encode on 16 threads, a day of CPU, a terabyte.
    package static let standard = ProcessLimits(
        memoryBytes: 8 << 30, cpuSeconds: 86_400, fileBytes: 1 << 40, openFiles: 32, threads: 1024)
}
