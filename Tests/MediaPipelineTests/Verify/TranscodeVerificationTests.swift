import JobModel
import LibAV
import MediaPipeline
import Platform
import TestSupport
import Testing
import WorkerProtocol

/// What the pipeline makes, held against what it says it made: a report that a good file does not meet would fail every
/// job.
@Suite(
    "What is transcoded is what is verified", .enabled(if: Tool.hasFFmpeg, "ffmpeg makes the sources"))
struct TranscodeVerificationTests {
    init() { LibAV.start() }

    private static let capabilities = MediaPipeline.capabilities()

    struct Case: Sendable, CustomTestStringConvertible {
        var container: String
        var video: String?
        var audio: String?
        var testDescription: String { "\(container): \(video ?? "no video"), \(audio ?? "no audio")" }
    }

    /// Each encoder in each container that holds its codec.
    static let cases: [Case] = capabilities.containers.flatMap { container -> [Case] in
        let video = capabilities.videoEncoders.filter { container.videoCodecs.contains($0.codec) }.map(\.name)
        let audio = capabilities.audioEncoders.filter { container.audioCodecs.contains($0.codec) }.map(\.name)
        return (0..<max(video.count, audio.count)).map { index in
            Case(
                container: container.name, video: video.isEmpty ? nil : video[index % video.count],
                audio: audio.isEmpty ? nil : audio[index % audio.count])
        }
    }

    private func run(
        _ source: String, _ outputs: [OutputSpec], folder: TemporaryDirectory
    ) throws -> WorkerReport {
        let input = SharedDescriptor(try File.open(source, .readOnly))
        let files = try outputs.map { SharedDescriptor(try File.open($0.path, [.readWrite, .create, .truncate])) }
        var generator = SystemRandomNumberGenerator()
        let key = AttemptKey(job: JobID(created: Timestamp(milliseconds: 0), using: &generator), fence: 1)
        let job = WorkerJob(
            key: key, operation: .transcode, inputExtension: source.split(separator: ".").last.map { String($0) },
            inputBytes: try File.status(input.rawValue).size, outputs: outputs.map { WorkerOutput($0) }, threads: 1)
        return try MediaPipeline.transcode(job, input: input, outputs: files)
    }

    private func verify(_ report: WorkerReport, _ outputs: [OutputSpec]) throws {
        for (output, expectation) in zip(outputs, report.outputs) {
            for level in JobSpec.Verification.allCases {
                do {
                    _ = try Expectation.verify(output.path, expectation, level: level)
                } catch {
                    Issue.record("\(output.container), \(level): \(error.detail) \(error.cause ?? "")")
                }
            }
        }
    }

    private func spec(
        _ container: String, video: String?, audio: String?, _ folder: TemporaryDirectory, fast: Bool = true
    ) -> OutputSpec {
        let info = Self.capabilities.containers.first { $0.name == container }
        let encoder = Self.capabilities.videoEncoders.first { $0.name == video }
        let preset =
            encoder.map { $0.presets.contains("ultrafast") ? "ultrafast" : $0.presets.last } ?? nil
        return OutputSpec(
            path: folder.file("out.\(info?.extensions.first ?? container)"), container: container,
            video: video.map { .encode(VideoSpec(codec: $0, crf: encoder?.defaultCRF, preset: preset)) } ?? .none,
            audio: audio.map { .encode(AudioSpec(codec: $0)) } ?? .none, subtitles: .none)
    }

    @Test(arguments: cases)
    func everyEncoderInEveryContainer(one: Case) throws {
        let folder = try TemporaryDirectory()
        let source = try MadeMedia.clip(folder.file("in.mkv"), seconds: 2, audio: "flac")
        let outputs = [spec(one.container, video: one.video, audio: one.audio, folder)]
        try verify(run(source, outputs, folder: folder), outputs)
    }

    @Test(
        arguments: ["mp4", "mov", "mkv", "mpegts"])
    func copies(container: String) throws {
        let folder = try TemporaryDirectory()
        for (name, container2) in [("in.mp4", "mp4"), ("in.mkv", "mkv"), ("in.ts", "mpegts")] {
            let source = try MadeMedia.clip(folder.file(name), seconds: 2)
            let outputs = [
                OutputSpec(
                    path: folder.file("copy-\(container2).\(container)"), container: container, video: .copy,
                    audio: .copy, subtitles: .none)
            ]
            try verify(run(source, outputs, folder: folder), outputs)
        }
    }

    /// Real files with something odd about them, into the containers that people use, encoded and copied: several
    /// streams, timecode and chapter tracks, sound at 8 and 96 kHz, times that vary or begin late, raw streams.
    static let oddFiles = [
        "video/nasa-multistream.mp4", "video/svt-two-videos.mp4", "video/dog-720p-rot180-vfr.mp4",
        "video/first-pts-10s.mp4", "video/pgs-subtitles.mkv", "video/ssa-subtitles.mkv", "video/odd-size-vp9.webm",
        "video/hello-480p-mpeg2-mp2.mpeg", "video/hlg-1080p-hevc-10bit.mp4", "video/grand-prix-1906-theora.ogv",
        "audio/svt-stereo-and-ac3-5.1.mp4", "audio/opus-5.1.mka", "audio/t-rex-roar.mp3",
    ].compactMap(Media.file)

    @Test(.enabled(if: Media.isAvailable, Media.whySkipped), arguments: oddFiles)
    func realFiles(path: String) throws {
        let folder = try TemporaryDirectory()
        let small = VideoSpec(codec: "libx264", crf: 30, preset: "ultrafast", height: 120)
        var outputs: [OutputSpec] = []
        for container in ["mp4", "mkv", "mpegts"] {
            outputs.append(
                OutputSpec(
                    path: folder.file("encoded.\(container)"), container: container, video: .encode(small),
                    audio: .encode(AudioSpec(codec: container == "mkv" ? "libopus" : "aac")), subtitles: .copy))
        }
        outputs.append(
            OutputSpec(
                path: folder.file("copied.mkv"), container: "mkv", video: .copy, audio: .copy, subtitles: .copy))
        try verify(run(path, outputs, folder: folder), outputs)
    }
}
