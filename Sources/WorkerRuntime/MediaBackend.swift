package import JobModel
package import Platform
package import WorkerProtocol

/// What a backend executable implements. Everything here is called on one thread of one process; after
/// ``prepare()`` the template forks, and each worker calls ``run(_:files:reporter:)`` once, sealed.
///
/// An implementation may start plain threads in `run`, must join them before it returns, and must use neither
/// Dispatch nor Swift concurrency: both open files behind one's back and abort in an empty root.
package protocol MediaBackend {
    /// What the backend can do. Asked once, in the template, after ``prepare()``.
    func capabilities() -> BackendCapabilities

    /// One-time touches of libraries that need the file system or the processor's topology. Must leave no thread.
    func prepare()

    /// Does the one job of this process.
    /// - Parameters:
    ///   - files: the input, then the outputs in order.
    ///   - reporter: call ``WorkerReporter/started()`` just before the first read of the input.
    func run(
        _ job: WorkerJob, files: JobFiles, reporter: any WorkerReporter
    ) throws(Failure) -> WorkerReport
}

/// The descriptors of a job, owned by the runtime.
package struct JobFiles: Sendable {
    package var input: SharedDescriptor
    package var outputs: [SharedDescriptor]

    package init(input: SharedDescriptor, outputs: [SharedDescriptor]) {
        self.input = input
        self.outputs = outputs
    }
}

/// The way up. May be called from any thread of the worker; frames are rate-limited by the runtime.
package protocol WorkerReporter: Sendable {
    /// The first read of the input is next.
    func started()
    func progress(_ progress: JobProgress)
}
