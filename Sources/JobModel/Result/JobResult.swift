/// What a succeeded job produced and how.
package struct JobResult: Sendable, Codable, Equatable {
    package var outputs: [OutputResult]
    /// The report of a `probe` job.
    package var probe: ProbeReport?
    /// What of the source is not in an output, and why. Empty means: everything asked for was carried.
    package var losses: [Loss]
    /// Things worth knowing that did not fail the job, such as corrupt packets that were concealed.
    package var warnings: [String]
    package var usage: Usage
    /// The sandbox that the worker ran in.
    package var sandbox: SandboxStamp
    /// The backend, such as `libav 5.1.9`.
    package var backend: String
    /// Threads each encoder was given, and why.
    package var width: WidthDecision

    package init(
        outputs: [OutputResult], probe: ProbeReport? = nil, losses: [Loss] = [], warnings: [String] = [],
        usage: Usage, sandbox: SandboxStamp, backend: String, width: WidthDecision
    ) {
        self.outputs = outputs
        self.probe = probe
        self.losses = losses
        self.warnings = warnings
        self.usage = usage
        self.sandbox = sandbox
        self.backend = backend
        self.width = width
    }
}

/// One published file.
package struct OutputResult: Sendable, Codable, Equatable {
    package var path: String
    package var bytes: Int64
    /// SHA-256 of the file, lower-case hex, read back after the encode.
    package var sha256: String
    package var container: String
    /// Length in seconds of the longest stream.
    package var duration: Double
    package var streams: [StreamResult]

    package init(
        path: String, bytes: Int64, sha256: String, container: String, duration: Double, streams: [StreamResult]
    ) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
        self.container = container
        self.duration = duration
        self.streams = streams
    }
}

/// One stream of a published file.
package struct StreamResult: Sendable, Codable, Equatable {
    package enum Kind: String, Sendable, Codable { case video, audio, subtitle, data, attachment }
    package enum Action: String, Sendable, Codable { case encoded, copied }

    package var index: Int
    package var kind: Kind
    package var action: Action
    /// The codec of the stream, such as `h264`.
    package var codec: String
    /// Index of the input stream it was made from.
    package var source: Int
    package var packets: Int64
    /// Frames (video) or samples (audio) that went into the encoder; packets where the stream was copied.
    package var frames: Int64
    package var bytes: Int64
    package var width: Int?
    package var height: Int?
    package var sampleRate: Int?
    package var channels: Int?

    package init(
        index: Int, kind: Kind, action: Action, codec: String, source: Int, packets: Int64, frames: Int64,
        bytes: Int64, width: Int? = nil, height: Int? = nil, sampleRate: Int? = nil, channels: Int? = nil
    ) {
        self.index = index
        self.kind = kind
        self.action = action
        self.codec = codec
        self.source = source
        self.packets = packets
        self.frames = frames
        self.bytes = bytes
        self.width = width
        self.height = height
        self.sampleRate = sampleRate
        self.channels = channels
    }

    package enum CodingKeys: String, CodingKey {
        case index, kind, action, codec, source, packets, frames, bytes, width, height, channels
        case sampleRate = "sample_rate"
    }
}

/// Something of the source that an output does not hold.
package struct Loss: Sendable, Codable, Equatable {
    /// Which output, counted from 0.
    package var output: Int
    /// The input stream concerned; nil for the whole file.
    package var stream: Int?
    /// What was left out, such as `second video stream` or `HDR10 mastering display`.
    package var what: String
    /// Why.
    package var why: String

    package init(output: Int, stream: Int? = nil, what: String, why: String) {
        self.output = output
        self.stream = stream
        self.what = what
        self.why = why
    }
}

/// What an attempt cost, measured by the kernel (`wait4`) for the worker process and by the worker for its stages.
package struct Usage: Sendable, Codable, Equatable {
    package var wallSeconds: Double
    package var cpuSeconds: Double
    package var peakMemoryBytes: Int64
    /// CPU seconds of the verification worker.
    package var verifyCPUSeconds: Double
    /// CPU seconds by stage, such as `decode` → 1.25. Encoder-internal threads count to `codec`.
    package var stageCPUSeconds: [String: Double]
    /// Seconds from the commit of the submission to the worker's first read of the input: what it costs to get a job
    /// to work. Nil for a job that had to wait for others, for a later attempt, and after a restart.
    package var dispatchSeconds: Double?

    package init(
        wallSeconds: Double = 0, cpuSeconds: Double = 0, peakMemoryBytes: Int64 = 0, verifyCPUSeconds: Double = 0,
        stageCPUSeconds: [String: Double] = [:], dispatchSeconds: Double? = nil
    ) {
        self.wallSeconds = wallSeconds
        self.cpuSeconds = cpuSeconds
        self.peakMemoryBytes = peakMemoryBytes
        self.verifyCPUSeconds = verifyCPUSeconds
        self.stageCPUSeconds = stageCPUSeconds
        self.dispatchSeconds = dispatchSeconds
    }

    package enum CodingKeys: String, CodingKey {
        case wallSeconds = "wall_s"
        case cpuSeconds = "cpu_s"
        case peakMemoryBytes = "peak_memory_bytes"
        case verifyCPUSeconds = "verify_cpu_s"
        case stageCPUSeconds = "stage_cpu_s"
        case dispatchSeconds = "dispatch_s"
    }
}

/// The isolation that a worker reported and its template's probe confirmed.
package struct SandboxStamp: Sendable, Codable, Equatable {
    package enum Tier: String, Sendable, Codable, CaseIterable {
        /// Namespaces with an empty root, Landlock where present, capabilities, rlimits, seccomp.
        case a = "A"
        /// No user namespaces: Landlock, capabilities, rlimits, seccomp.
        case b = "B"
        /// seccomp and rlimits only.
        case c = "C"
        /// `--unsafe-no-sandbox`.
        case none
    }

    package var tier: Tier
    /// Names of the layers in force, in the order they were applied.
    package var layers: [String]

    package init(tier: Tier, layers: [String]) {
        self.tier = tier
        self.layers = layers
    }
}

/// How many threads each encoder got, and the reason in words.
package struct WidthDecision: Sendable, Codable, Equatable {
    package var threads: Int
    package var reason: String

    package init(threads: Int, reason: String) {
        self.threads = threads
        self.reason = reason
    }
}
