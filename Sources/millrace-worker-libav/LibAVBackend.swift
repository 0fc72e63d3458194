import JobModel
import MediaPipeline
import Platform
import WorkerProtocol
import WorkerRuntime

/// libav behind the worker protocol.
struct LibAVBackend: MediaBackend {
    func capabilities() -> BackendCapabilities { MediaPipeline.capabilities() }

    func prepare() { MediaPipeline.prepare() }

    func run(
        _ job: WorkerJob, files: JobFiles, reporter: any WorkerReporter
    ) throws(Failure) -> WorkerReport {
        switch job.operation {
        case .transcode:
            return try MediaPipeline.transcode(
                job, input: files.input, outputs: files.outputs, started: reporter.started, progress: reporter.progress)
        case .probe:
            reporter.started()
            return WorkerReport(
                probe: try MediaProbe.run(files.input, bytes: job.inputBytes, extension: job.inputExtension))
        case .verify:
            guard let expectation = job.expectation else {
                throw Failure(.invalidSpec, "the job to verify brings no expectation", stage: "verify")
            }
            reporter.started()
            let verification = OutputVerification(
                files.input, expectation: expectation, level: job.verification ?? .standard,
                progress: reporter.progress)
            return WorkerReport(verification: try verification.run())
        }
    }
}
