package import JobModel

/// What a worker says of a job it finished. A claim: the coordinator bounds it and has the output verified.
package struct WorkerReport: Sendable, Codable, Equatable {
    /// One for each output of a transcode, in order.
    package var outputs: [OutputReport]
    package var probe: ProbeReport?
    package var verification: VerificationReport?
    package var losses: [Loss]
    package var warnings: [String]
    /// CPU seconds by stage.
    package var stageCPUSeconds: [String: Double]

    package init(
        outputs: [OutputReport] = [], probe: ProbeReport? = nil, verification: VerificationReport? = nil,
        losses: [Loss] = [], warnings: [String] = [], stageCPUSeconds: [String: Double] = [:]
    ) {
        self.outputs = outputs
        self.probe = probe
        self.verification = verification
        self.losses = losses
        self.warnings = warnings
        self.stageCPUSeconds = stageCPUSeconds
    }
}

/// What went into one output: the expectation that verification holds the file against.
package struct OutputReport: Sendable, Codable, Equatable {
    package var container: String
    package var bytes: Int64
    /// Seconds, the longest stream.
    package var duration: Double
    package var streams: [StreamReport]

    package init(container: String, bytes: Int64, duration: Double, streams: [StreamReport]) {
        self.container = container
        self.bytes = bytes
        self.duration = duration
        self.streams = streams
    }
}

/// One stream of an output as it was handed to the muxer.
package struct StreamReport: Sendable, Codable, Equatable {
    package var result: StreamResult
    /// Least presentation time and greatest presentation end handed to the muxer, in microseconds.
    package var firstPTS: Int64
    package var lastPTS: Int64
    /// SHA-256 of the codec's parameter sets (extradata), hex; nil where the container keeps none.
    package var parametersHash: String?

    package init(result: StreamResult, firstPTS: Int64, lastPTS: Int64, parametersHash: String?) {
        self.result = result
        self.firstPTS = firstPTS
        self.lastPTS = lastPTS
        self.parametersHash = parametersHash
    }
}

/// What a verification found in a file that held.
package struct VerificationReport: Sendable, Codable, Equatable {
    package var bytes: Int64
    /// SHA-256 of the whole file, lower-case hex.
    package var sha256: String
    package var packets: Int64
    package var framesDecoded: Int64

    package init(bytes: Int64, sha256: String, packets: Int64, framesDecoded: Int64) {
        self.bytes = bytes
        self.sha256 = sha256
        self.packets = packets
        self.framesDecoded = framesDecoded
    }
}
