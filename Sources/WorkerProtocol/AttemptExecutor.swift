package import JobModel
package import Platform

/// Runs attempts: the second seam. `WorkerPool` runs them in local child processes; a cluster may later.
///
/// An outcome is a hint for the coordinator, never the truth: truth is the committed row and the published file.
package protocol AttemptExecutor: Sendable {
    /// What the running backends offer. Fails when no backend can be used.
    func backends() async -> [BackendStatus]

    /// Runs one attempt to its end. Returns once its process is gone, also after ``terminate(_:)``.
    /// - Parameter onProgress: called on no particular thread; must not block.
    func run(
        _ order: AttemptOrder, onProgress: @escaping @Sendable (JobProgress) -> Void
    ) async -> AttemptOutcome

    /// Kills the attempt's process, if it has one. ``run(_:onProgress:)`` then returns with a `cancelled` failure.
    func terminate(_ key: AttemptKey) async

    /// Ends every process and returns when all are gone.
    func shutdown() async
}

/// One attempt to run.
package struct AttemptOrder: Sendable {
    package var job: WorkerJob
    /// Name of the backend.
    package var backend: String
    package var requester: Requester
    /// The input, then the outputs in order. Duplicates go to the worker; the coordinator keeps these.
    package var files: [SharedDescriptor]
    package var limits: ProcessLimits
    /// Wall-clock bound in seconds.
    package var wallSeconds: Double
    /// Bound in seconds on the time without any progress frame that shows work done.
    package var stallSeconds: Double

    package init(
        job: WorkerJob, backend: String, requester: Requester, files: [SharedDescriptor],
        limits: ProcessLimits = .standard, wallSeconds: Double, stallSeconds: Double
    ) {
        self.job = job
        self.backend = backend
        self.requester = requester
        self.files = files
        self.limits = limits
        self.wallSeconds = wallSeconds
        self.stallSeconds = stallSeconds
    }
}

/// How an attempt ended.
package struct AttemptOutcome: Sendable {
    package var result: Result<WorkerReport, Failure>
    /// Measured by the kernel for the worker process, zero when it never ran.
    package var usage: Usage
    package var sandbox: SandboxStamp
    /// Backend name and version, such as `libav 5.1.9`.
    package var backend: String
    /// Nanoseconds from the dispatch of the job message to the worker's first read; nil when it never started.
    package var dispatchNanoseconds: UInt64?
    /// CLOCK_MONOTONIC in nanoseconds when the worker was about to read its input; nil when it never was.
    package var firstRead: UInt64?

    package init(
        result: Result<WorkerReport, Failure>, usage: Usage, sandbox: SandboxStamp, backend: String,
        dispatchNanoseconds: UInt64? = nil, firstRead: UInt64? = nil
    ) {
        self.result = result
        self.usage = usage
        self.sandbox = sandbox
        self.backend = backend
        self.dispatchNanoseconds = dispatchNanoseconds
        self.firstRead = firstRead
    }
}
