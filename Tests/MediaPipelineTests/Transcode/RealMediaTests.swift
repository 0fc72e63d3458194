import JobModel
import LibAV
import Platform
import TestSupport
import Testing
import WorkerProtocol

@testable import MediaPipeline

/// Every real file through the pipeline, against ffmpeg's decode of it.
@Suite(
    "Real media", .enabled(if: Media.isAvailable, Media.whySkipped),
    .enabled(if: Tool.hasFFmpeg, "skipped: ffmpeg and ffprobe are not installed"))
struct RealMediaTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test("Every frame that ffmpeg decodes is encoded", arguments: Media.files(in: "video"))
    func frames(path: String) throws {
        let output = folder.file("out.mp4")
        let report = try TranscodeJob.run(
            path, to: output,
            .of(
                "mp4", video: .encode(.fast(width: 96)), audio: .encode(AudioSpec(codec: "aac"))))
        let stream = try #require(report.outputs[0].streams.first { $0.result.kind == .video })
        #expect(stream.result.frames == Int64(try decodedFrames(path, stream: stream.result.source)))
        #expect(stream.result.packets == stream.result.frames)
        #expect(try Probe.complaints(output) == "")
    }

    /// Frames that ffmpeg passes on, none added or dropped.
    private func decodedFrames(_ path: String, stream: Int) throws -> Int {
        let outcome = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-i", path, "-map", "0:\(stream)", "-vf", "scale=16:16:flags=neighbor"]
                + ["-fps_mode", "passthrough", "-f", "framecrc", "-"])
        return outcome.output.split(separator: "\n").count { !$0.hasPrefix("#") }
    }

    @Test("Sound keeps its length", arguments: Media.files(in: "audio"))
    func sound(path: String) throws {
        let output = folder.file("out.mka")
        try TranscodeJob.run(path, to: output, .of("mka", audio: .encode(AudioSpec(codec: "flac"))))
        let mine = try Probe(output)
        #expect(mine.audio?.codec == "flac")
        #expect(try abs((mine.duration ?? 0) - seconds(path)) < 0.05)
        #expect(try Probe.complaints(output) == "")
    }

    /// Length of the decoded sound.
    private func seconds(_ path: String) throws -> Double {
        let outcome = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-i", path, "-map", "0:a:0", "-ar", "8000", "-ac", "1"]
                + ["-c:a", "pcm_u8", "-f", "framecrc", "-"])
        let samples = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: ",").dropFirst(4).first }
            .compactMap { Int($0.filter { $0 != " " }) }
        return Double(samples.reduce(0, +)) / 8000
    }

    @Test("Bad files end with a partial result or a failure that says why", arguments: Media.files(in: "bad"))
    func bad(path: String) throws {
        do {
            let report = try TranscodeJob.run(
                path, to: folder.file("out.mkv"),
                .of("mkv", video: .encode(.fast(width: 96)), audio: .encode(AudioSpec(codec: "aac"))))
            #expect(!report.outputs[0].streams.isEmpty)
        } catch let failure as Failure {
            #expect([.inputCorrupt, .inputUnsupported].contains(failure.code), "\(failure)")
            #expect(failure.pointer == "/input/path")
            #expect(failure.cause != nil, "\(failure)")
        }
    }
}
