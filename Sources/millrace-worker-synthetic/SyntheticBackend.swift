import JobModel
import Platform
import WorkerProtocol
import WorkerRuntime

/// The reference backend: no libraries, no codec. It makes frames and bytes from a seed, which is the hash of the
/// input's bytes, so that the queue, the API, the protocol and the sandbox can be tested and measured without libav,
/// and so that there is a second implementation of everything a backend must do.
///
/// Container, codec and encoder are all named `synthetic`; ``SyntheticContainer`` describes the file,
/// ``SyntheticOptions`` what a job can ask for, ``SyntheticFault`` the ways in which it can be told to go wrong.
struct SyntheticBackend: MediaBackend {
    static let name = "synthetic"

    func capabilities() -> BackendCapabilities {
        BackendCapabilities(
            name: Self.name, version: "1", operations: [.transcode, .probe, .verify],
            videoEncoders: [
                EncoderInfo(name: Self.name, codec: Self.name, options: SyntheticOptions.names)
            ],
            audioEncoders: [],
            containers: [
                ContainerInfo(
                    name: Self.name, extensions: ["syn"], videoCodecs: [Self.name], audioCodecs: [],
                    defaultVideoEncoder: Self.name)
            ],
            limits: BackendLimits())
    }

    func prepare() {}

    func run(
        _ job: WorkerJob, files: JobFiles, reporter: any WorkerReporter
    ) throws(Failure) -> WorkerReport {
        let input = InputFile(files.input)
        reporter.started()
        switch job.operation {
        case .transcode: return try SyntheticTranscode(job, files, reporter).run(input)
        case .probe:
            let reader = try SyntheticReader(input)
            return WorkerReport(probe: reader.header.probeReport(bytes: try reader.walk().bytes))
        case .verify: return WorkerReport(verification: try SyntheticVerify(job, reporter).run(input))
        }
    }
}
