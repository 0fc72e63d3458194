import JobModel
import WorkerProtocol

extension VerificationReport {
    /// Whether the digest is one: 64 lower-case hex digits.
    var isDigest: Bool {
        sha256.utf8.count == 64
            && sha256.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

extension Failure {
    /// A verification that failed is a defect of what made the file, never the input's fault, whatever the verifying
    /// worker calls it. Failures of the verifying itself keep their code.
    static func verification(of path: String, _ failure: Failure) -> Failure {
        switch failure.code {
        case .cancelled, .timedOut, .stalled, .workerCrashed, .workerMisbehaved, .backendUnavailable, .noSpace,
            .limitExceeded, .internal:
            var failure = failure
            failure.detail = "verification of \(path): \(failure.detail)"
            failure.stage = "verify"
            return failure
        case .invalidSpec, .inputUnreadable, .inputChanged, .inputUnsupported, .inputCorrupt, .outputExists,
            .outputUnwritable:
            return Failure(
                .internal, "verification of \(path) failed: \(failure.detail)",
                hint: "The encoded file was not what was asked for and has been removed.", stage: "verify",
                stream: failure.stream, timestamp: failure.timestamp, cause: failure.cause, logTail: failure.logTail)
        }
    }
}
