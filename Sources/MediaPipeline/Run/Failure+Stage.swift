import JobModel
import LibAV
import Platform

extension Failure {
    /// A libav call that failed inside the pipeline, through no fault of the document.
    init(stage: String, _ error: AVFailure, stream: Int? = nil, at seconds: Double? = nil) {
        if error.isNoMemory {
            self.init(
                .limitExceeded, "the job takes more memory than a worker may use", stage: stage, stream: stream,
                timestamp: seconds, cause: error.cause)
        } else {
            self.init(
                .internal, "\(error.operation) failed", stage: stage, stream: stream, timestamp: seconds,
                cause: error.cause)
        }
    }

    /// A write that the system refused, or a muxer that failed.
    init(writing error: AVFailure, output: Int, errno: Int32) {
        let system = Errno(rawValue: errno)
        switch system {
        case .noSpace, .quota:
            self.init(
                .noSpace, "no space is left for output \(output)", pointer: "/outputs/\(output)/path", stage: "mux",
                cause: system.description)
        case .fileTooLarge:
            self.init(
                .limitExceeded, "output \(output) grew past the greatest size allowed",
                pointer: "/outputs/\(output)/path", stage: "mux", cause: system.description)
        case _ where errno != 0:
            self.init(
                .outputUnwritable, "output \(output) could not be written", pointer: "/outputs/\(output)/path",
                stage: "mux", cause: system.description)
        default:
            self.init(stage: "mux", error)
            pointer = "/outputs/\(output)"
        }
    }
}

/// Runs a libav call and gives its failure the stage's words.
func inStage<Result: ~Copyable>(
    _ stage: String, stream: Int? = nil, _ body: () throws(AVFailure) -> Result
) throws(Failure) -> Result {
    do throws(AVFailure) {
        return try body()
    } catch {
        throw Failure(stage: stage, error, stream: stream)
    }
}
