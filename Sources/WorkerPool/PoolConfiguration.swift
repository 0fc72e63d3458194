package import JobModel
package import WorkerProtocol

/// What a ``WorkerPool`` is told at its start.
package struct PoolConfiguration: Sendable {
    /// The folder with one manifest for each backend.
    package var backendsFolder: String
    /// Where the running program lies: the second place where a backend's executable is looked for.
    package var programFolder: String
    /// Workers that each template keeps ready for a job; 0: every job waits for its fork.
    package var parkedWorkers: Int
    /// Workers that a template forks before it is replaced: they share its memory layout.
    package var jobsPerTemplate = 256
    /// Templates are started with `--unsafe-no-sandbox`; every result is stamped with tier `none`.
    package var unsafeNoSandbox = false
    /// Sandbox tiers that are good enough, of A, B and C. Ignored with ``unsafeNoSandbox``.
    package var allowedTiers: Set<SandboxStamp.Tier> = [.a, .b]
    /// Where the pool runs as root, every live template gets a user of its own from this range, which Debian keeps
    /// unassigned (policy manual, 9.2.2).
    package var templateUsers: Range<UInt32> = 65_000..<65_500
    /// The budget class that parked workers are forked with. A job with other limits gets a fresh fork.
    package var standardLimits = ProcessLimits.standard
    var workerBounds = WorkerLife.Bounds()
    var templateBounds = TemplateLife.Bounds()

    /// - Parameter workers: attempts that run at the same time; up to two of them find a parked worker at once,
    ///   and the next ones two milliseconds later.
    package init(backendsFolder: String, programFolder: String, workers: Int) {
        self.backendsFolder = backendsFolder
        self.programFolder = programFolder
        parkedWorkers = max(1, min(workers, 2))
    }
}
