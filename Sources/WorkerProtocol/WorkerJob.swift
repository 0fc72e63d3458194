package import JobModel

/// The one message a worker gets. It names no path: descriptors arrive beside it, the input first, then one for each
/// output in order.
package struct WorkerJob: Sendable, Codable, Equatable {
    package var key: AttemptKey
    package var operation: BackendCapabilities.Operation
    /// Extension of the input's name, lower case letters and digits only: a hint for the demuxer's probe.
    package var inputExtension: String?
    package var inputBytes: Int64
    /// What to make (transcode), empty otherwise.
    package var outputs: [WorkerOutput]
    /// Threads for each encoder whose settings do not name a number.
    package var threads: Int
    /// Least milliseconds between two progress frames.
    package var progressInterval: Int
    /// What the file must hold (verify).
    package var expectation: OutputReport?
    /// How much of the file to decode (verify).
    package var verification: JobSpec.Verification?

    package init(
        key: AttemptKey, operation: BackendCapabilities.Operation, inputExtension: String? = nil,
        inputBytes: Int64 = 0, outputs: [WorkerOutput] = [], threads: Int = 1, progressInterval: Int = 250,
        expectation: OutputReport? = nil, verification: JobSpec.Verification? = nil
    ) {
        self.key = key
        self.operation = operation
        self.inputExtension = inputExtension
        self.inputBytes = inputBytes
        self.outputs = outputs
        self.threads = threads
        self.progressInterval = progressInterval
        self.expectation = expectation
        self.verification = verification
    }
}

/// ``OutputSpec`` without its path.
package struct WorkerOutput: Sendable, Codable, Equatable {
    package var container: String
    package var video: Track<VideoSpec>
    package var audio: Track<AudioSpec>
    package var subtitles: SubtitleMode

    package init(_ spec: OutputSpec) {
        container = spec.container
        video = spec.video
        audio = spec.audio
        subtitles = spec.subtitles
    }
}
