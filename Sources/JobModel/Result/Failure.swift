/// Why a job, an attempt or a request failed: the one vocabulary that users meet.
///
/// ``Code`` is the stable part: one table (`Failure+Policy.swift`) maps each code to its retry class, whose fault it
/// is, its HTTP status and the exit code of the command line. The rest says what, where, and what to do.
package struct Failure: Error, Sendable, Codable, Equatable {
    package enum Code: String, Sendable, Codable, CaseIterable {
        case invalidSpec = "invalid_spec"
        case inputUnreadable = "input_unreadable"
        case inputChanged = "input_changed"
        case inputUnsupported = "input_unsupported"
        case inputCorrupt = "input_corrupt"
        case outputExists = "output_exists"
        case outputUnwritable = "output_unwritable"
        case limitExceeded = "limit_exceeded"
        case cancelled
        case timedOut = "timed_out"
        case stalled
        case workerCrashed = "worker_crashed"
        case workerMisbehaved = "worker_misbehaved"
        case backendUnavailable = "backend_unavailable"
        case noSpace = "no_space"
        case `internal`
    }

    package var code: Code
    /// One sentence for a person: what went wrong, with the name of the file or field.
    package var detail: String
    /// JSON pointer (RFC 6901) to the field of the job document at fault, such as `/outputs/0/video/codec`.
    package var pointer: String?
    /// What to do about it, as one sentence.
    package var hint: String?
    /// The stage that failed: `open`, `demux`, `decode`, `scale`, `resample`, `encode`, `mux`, `verify`, `publish` ….
    package var stage: String?
    /// Index of the input stream concerned.
    package var stream: Int?
    /// Presentation time in the input where it happened, in seconds.
    package var timestamp: Double?
    /// libav's error in words, or the system's.
    package var cause: String?
    /// The signal that ended the worker.
    package var signal: Int?
    /// The last log lines of the attempt, cleaned of control characters.
    package var logTail: [String]?

    package init(
        _ code: Code, _ detail: String, pointer: String? = nil, hint: String? = nil, stage: String? = nil,
        stream: Int? = nil, timestamp: Double? = nil, cause: String? = nil, signal: Int? = nil,
        logTail: [String]? = nil
    ) {
        self.code = code
        self.detail = detail
        self.pointer = pointer
        self.hint = hint
        self.stage = stage
        self.stream = stream
        self.timestamp = timestamp
        self.cause = cause
        self.signal = signal
        self.logTail = logTail
    }

    package enum CodingKeys: String, CodingKey {
        case code, detail, pointer, hint, stage, stream, timestamp, cause, signal
        case logTail = "log_tail"
    }
}
