import JobModel
import WorkerProtocol
import WorkerRuntime

/// Reads a file back and holds it against what the transcode reported.
struct SyntheticVerify {
    private let job: WorkerJob
    private let reporter: any WorkerReporter

    init(_ job: WorkerJob, _ reporter: any WorkerReporter) {
        self.job = job
        self.reporter = reporter
    }

    func run(_ input: InputFile) throws(Failure) -> VerificationReport {
        reporter.progress(JobProgress(phase: .verifying))
        let reader = try SyntheticReader(input)
        let last = reader.header.frames &- 1
        let isFull = job.verification == .full
        let walk = try reader.walk(comparing: { isFull || $0 == 0 || $0 == last })
        if let expectation = job.expectation {
            let action = expectation.streams.first?.result.action ?? .encoded
            guard reader.header.outputReport(action: action) == expectation, walk.bytes == expectation.bytes else {
                throw Failure(
                    .outputUnwritable, "The file does not hold what was written into it.",
                    hint: "Check the disk, and submit the job again.", stage: "verify")
            }
        }
        return VerificationReport(
            bytes: walk.bytes, sha256: walk.sha256, packets: walk.frames, framesDecoded: walk.compared)
    }
}
