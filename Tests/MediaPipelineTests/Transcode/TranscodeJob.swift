import JobModel
import MediaPipeline
import Platform
import WorkerProtocol

/// A transcode run in the test's process, without coordinator and sandbox.
enum TranscodeJob {
    /// Runs it; a failed job throws its ``Failure``.
    @discardableResult
    static func run(
        _ input: String, _ outputs: [(path: String, spec: OutputSpec)], threads: Int = 1, interval: Int = 250,
        progress: @escaping @Sendable (JobProgress) -> Void = { _ in }
    ) throws -> WorkerReport {
        MediaPipeline.prepare()
        let source = SharedDescriptor(try File.open(input, .readOnly))
        var targets: [SharedDescriptor] = []
        for output in outputs {
            let isDevice = output.path.hasPrefix("/dev/")
            targets.append(
                SharedDescriptor(
                    try File.open(output.path, isDevice ? .readWrite : [.readWrite, .create, .truncate])))
        }
        let job = WorkerJob(
            key: AttemptKey(job: JobID(created: Timestamp(milliseconds: 0)), fence: 1), operation: .transcode,
            inputExtension: input.lastIndex(of: ".").map { String(input[input.index(after: $0)...]) },
            inputBytes: try File.status(input).size, outputs: outputs.map { WorkerOutput($0.spec) }, threads: threads,
            progressInterval: interval)
        return try MediaPipeline.transcode(
            job, input: source, outputs: targets, progress: progress)
    }

    @discardableResult
    static func run(_ input: String, to path: String, _ spec: OutputSpec, threads: Int = 1) throws -> WorkerReport {
        try run(input, [(path, spec)], threads: threads)
    }

    /// The failure of a job that must fail.
    static func failure(_ input: String, to path: String, _ spec: OutputSpec) throws -> Failure? {
        do {
            try run(input, to: path, spec)
            return nil
        } catch let failure as Failure {
            return failure
        }
    }
}

extension OutputSpec {
    static func of(
        _ container: String, video: Track<VideoSpec> = .none, audio: Track<AudioSpec> = .none,
        subtitles: SubtitleMode = .none
    ) -> OutputSpec {
        OutputSpec(path: "/", container: container, video: video, audio: audio, subtitles: subtitles)
    }

    /// Every stream as it is.
    static func copy(_ container: String) -> OutputSpec {
        .of(container, video: .copy, audio: .copy, subtitles: .copy)
    }
}

extension VideoSpec {
    /// As cheap as each encoder gets.
    static func fast(_ codec: String = "libx264", width: Int? = nil, height: Int? = nil, fit: Fit = .contain)
        -> VideoSpec
    {
        let preset = codec == "libsvtav1" ? "13" : codec == "libvpx-vp9" ? "8" : "ultrafast"
        return VideoSpec(codec: codec, crf: 40, preset: preset, width: width, height: height, fit: fit)
    }

    /// Every picture as it was.
    static let lossless = VideoSpec(codec: "libx264", crf: 0, preset: "ultrafast")
}
