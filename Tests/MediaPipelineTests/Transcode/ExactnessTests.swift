import JobModel
import Platform
import TestSupport
import Testing
import WorkerProtocol

@testable import MediaPipeline

/// What comes out against ffmpeg's own decode of what went in.
@Suite("Exactness", .enabled(if: Tool.hasFFmpeg, "skipped: ffmpeg and ffprobe are not installed"))
struct ExactnessTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test("Pictures and sound pass through decode and lossless encode unchanged")
    func lossless() throws {
        let input = try MadeMedia.clip(folder.file("in.mp4"), seconds: 2)
        let output = folder.file("out.mkv")
        let report = try TranscodeJob.run(
            input, to: output,
            .of("mkv", video: .encode(.lossless), audio: .encode(AudioSpec(codec: "flac"))))
        #expect(try Probe.frameHashes(output) == Probe.frameHashes(input))
        #expect(report.losses.isEmpty)
        #expect(report.warnings.isEmpty)
        // The source's AAC decodes to floats; FLAC holds them in 16 bits, as ffmpeg's own conversion gives them.
        let mine = try samples(output)
        let theirs = try samples(input)
        #expect(mine == theirs)
        #expect(report.outputs[0].streams[0].result.frames == 50)
    }

    /// MD5 of all samples in 16 bits.
    private func samples(_ path: String) throws -> String {
        let outcome = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-i", path, "-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "md5", "-"])
        return outcome.output
    }

    @Test("10-bit pictures stay 10-bit", arguments: ["libx264", "libx265", "libvpx-vp9", "libsvtav1"])
    func depth(codec: String) throws {
        let input = folder.file("in.mkv")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=192x128:rate=25:duration=0.4", "-pix_fmt", "yuv420p10le", "-c:v",
            "ffv1", input,
        ])
        let output = folder.file("out.mkv")
        try TranscodeJob.run(input, to: output, .of("mkv", video: .encode(.fast(codec))))
        let probe = try Probe(output, frames: true)
        #expect(probe.video?.pixelFormat == "yuv420p10le")
        #expect(probe.video?.frameCount == 10)
    }

    @Test("One thread gives the same bytes on every run", arguments: ["libx264", "libx265", "libvpx-vp9", "libsvtav1"])
    func reproducible(codec: String) throws {
        let input = try MadeMedia.clip(folder.file("in.mp4"), seconds: 1)
        let container = codec == "libvpx-vp9" ? "webm" : "mp4"
        let spec = OutputSpec.of(
            container, video: .encode(.fast(codec)), audio: .encode(AudioSpec(codec: "libopus")))
        for name in ["a", "b"] { try TranscodeJob.run(input, to: folder.file(name), spec) }
        #expect(try File.contents(of: folder.file("a")) == File.contents(of: folder.file("b")))
    }

    @Test("Variable frame times are kept exactly")
    func variableRate() throws {
        let input = folder.file("in.mkv")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=50:duration=2", "-vf",
            "select='not(mod(n,7))+not(mod(n,5))'",
            "-fps_mode", "passthrough", "-c:v", "libx264", "-preset", "ultrafast", input,
        ])
        for container in ["mp4", "mkv", "mov"] {
            let output = folder.file("out.\(container)")
            try TranscodeJob.run(input, to: output, .of(container, video: .encode(.fast())))
            #expect(try frameTimes(output) == frameTimes(input), "\(container)")
        }
    }

    /// Milliseconds from the first frame on.
    private func frameTimes(_ path: String) throws -> [Int] {
        let outcome = try Tool.run(
            "ffprobe",
            [
                "-v", "error", "-select_streams", "v", "-show_entries", "frame=best_effort_timestamp_time", "-of",
                "csv=p=0",
            ]
                + [path])
        let seconds = outcome.output.split(separator: "\n").compactMap { Double($0.split(separator: ",")[0]) }
        return seconds.map { Int((($0 - seconds[0]) * 1000).rounded()) }
    }

    @Test("Copied packets are the same bytes", arguments: ["mp4", "mkv", "mpegts"])
    func copy(container: String) throws {
        let input = try MadeMedia.clip(folder.file("in.mp4"), seconds: 2)
        let output = folder.file("out.\(container)")
        let report = try TranscodeJob.run(input, to: output, .copy(container))
        #expect(try Probe.frameHashes(output) == Probe.frameHashes(input))
        #expect(try Probe(output).video?.packetCount == Probe(input).video?.packetCount)
        #expect(try Probe(output).audio?.packetCount == Probe(input).audio?.packetCount)
        #expect(report.outputs[0].streams.allSatisfy { $0.result.action == .copied })
        #expect(try Probe.complaints(output) == "")
    }

    @Test("One decode makes every rendition of a ladder")
    func ladder() throws {
        let input = try MadeMedia.clip(folder.file("in.mp4"), seconds: 2, size: "320x240")
        let sizes = [240, 160, 120, 60]
        let report = try TranscodeJob.run(
            input,
            sizes.map {
                (
                    folder.file("\($0).mp4"),
                    .of("mp4", video: .encode(.fast(height: $0)), audio: .encode(AudioSpec(codec: "aac")))
                )
            })
        for (size, output) in zip(sizes, report.outputs) {
            let probe = try Probe(folder.file("\(size).mp4"), frames: true)
            #expect(probe.video?.frameCount == 50)
            #expect(probe.video?.height == size)
            #expect(output.streams[0].result.frames == 50)
            #expect(output.bytes == (try File.status(folder.file("\(size).mp4")).size))
        }
    }
}
