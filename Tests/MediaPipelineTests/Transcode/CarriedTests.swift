import JobModel
import LibAV
import Platform
import TestSupport
import Testing
import WorkerProtocol

@testable import MediaPipeline

/// What is not picture or sound: orientation, shape, colour, tags, chapters.
@Suite("What is carried over", .enabled(if: Tool.hasFFmpeg, "skipped: ffmpeg and ffprobe are not installed"))
struct CarriedTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// The first picture as a viewer sees it.
    private func shown(_ path: String) throws -> String {
        let outcome = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-i", path, "-frames:v", "1", "-pix_fmt", "yuv420p", "-f", "md5", "-"])
        return outcome.output
    }

    @Test(
        "A turned picture is shown the same: by its matrix in mp4, by its pixels elsewhere", arguments: [90, 180, 270])
    func rotation(degrees: Int) throws {
        let plain = try MadeMedia.clip(folder.file("plain.mp4"), seconds: 0.2, size: "96x64", audio: nil)
        let input = folder.file("in.mp4")
        try MadeMedia.make(["-i", plain, "-c", "copy", "-metadata:s:v:0", "rotate=\(degrees)", input])
        for container in ["mp4", "mkv", "mpegts"] {
            let output = folder.file("out.\(container)")
            let report = try TranscodeJob.run(input, to: output, .of(container, video: .encode(.lossless)))
            #expect(try shown(output) == shown(input), "\(container)")
            #expect(report.losses.isEmpty)
            let isTurned = container != "mp4" && degrees != 180
            #expect(try Probe(output).video?.width == (isTurned ? 64 : 96), "\(container)")
        }
    }

    @Test("The box is what a viewer sees, and pixels that are not square become square")
    func shape() throws {
        let input = folder.file("in.mkv")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=720x576:rate=25:duration=0.2,setsar=16/15", "-c:v", "ffv1", input,
        ])
        let cases: [(Fit, Int, Int)] = [
            (.contain, 480, 360), (.pad, 640, 360), (.cover, 640, 360), (.stretch, 640, 360),
        ]
        for (fit, width, height) in cases {
            let output = folder.file("\(fit).mp4")
            try TranscodeJob.run(
                input, to: output, .of("mp4", video: .encode(.fast(width: 640, height: 360, fit: fit))))
            let video = try Probe(output).video
            #expect(video?.width == width && video?.height == height, "\(fit)")
            #expect(video?.sampleAspectRatio == "1:1", "\(fit)")
        }
    }

    @Test("A copy keeps the pixel shape that only the container tells")
    func copiedShape() throws {
        let input = folder.file("in.webm")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=0.2,setsar=11/10", "-c:v", "libvpx", input,
        ])
        try TranscodeJob.run(input, to: folder.file("out.mkv"), .copy("mkv"))
        #expect(try Probe(folder.file("out.mkv")).video?.sampleAspectRatio == "11:10")
    }

    /// The samples that an encoder puts before the first one, in its own rate of 48 kHz.
    @Test("Sound stays with the picture in Matroska", arguments: [("aac", 1024.0), ("libopus", 312.0)])
    func lipSync(codec: String, padding: Double) throws {
        let input = try MadeMedia.clip(folder.file("in.mov"), seconds: 0.5, audio: "pcm_s16le")
        let output = folder.file("out.mkv")
        try TranscodeJob.run(
            input, to: output,
            .of("mkv", video: .encode(.fast()), audio: .encode(AudioSpec(codec: codec))))
        for path in [output, folder.file("copy.mkv")] {
            if path != output { try TranscodeJob.run(output, to: path, .copy("mkv")) }
            let probe = try Probe(path)
            let picture = try #require(probe.video?.startTime.flatMap { Double($0) })
            let sound = try #require(probe.audio?.startTime.flatMap { Double($0) })
            #expect(abs(sound + padding / 48000 - picture) < 0.002, "\(sound) s and \(picture) s")
            #expect(picture >= 0)
        }
    }

    @Test("AAC gets the layouts that players know, and Opus those that it has")
    func layouts() throws {
        for (layout, codec, wanted) in [
            ("5.1(side)", "aac", "5.1"), ("3.0", "libopus", "3.0"), ("quad", "libopus", "quad"),
        ] {
            let input = folder.file("in.wav")
            try MadeMedia.make([
                "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=0.2", "-af", "pan=\(layout)|c0=c0|c1=c0", input,
            ])
            let output = folder.file("out.mka")
            try TranscodeJob.run(input, to: output, .of("mka", audio: .encode(AudioSpec(codec: codec))))
            #expect(try Probe(output).audio?.channelLayout == wanted, "\(layout)")
        }
    }

    @Test("MP2 is copied into MP4, where it is read as MP3")
    func mp2InMP4() throws {
        let input = try MadeMedia.clip(folder.file("in.mkv"), seconds: 0.5, video: nil, audio: "mp2")
        let output = folder.file("out.mp4")
        let report = try TranscodeJob.run(input, to: output, .copy("mp4"))
        let file = SharedDescriptor(try File.open(output, .readOnly))
        let expectation = try #require(report.outputs.first)
        _ = try OutputVerification(file, expectation: expectation, level: .full).run()
        #expect(try Probe.complaints(output) == "")
    }

    @Test("Odd sizes lose one row and column where the encoder needs even ones")
    func oddSize() throws {
        let input = folder.file("in.mkv")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc=size=161x121:rate=25:duration=0.2", "-pix_fmt", "yuv420p", "-c:v", "ffv1",
            input,
        ])
        try TranscodeJob.run(input, to: folder.file("out.mp4"), .of("mp4", video: .encode(.fast())))
        #expect(try Probe(folder.file("out.mp4")).video?.width == 160)
        try TranscodeJob.run(input, to: folder.file("out.webm"), .of("webm", video: .encode(.fast("libvpx-vp9"))))
        #expect(try Probe(folder.file("out.webm")).video?.width == 161)
    }

    @Test("Colour tags reach the stream", arguments: ["libx264", "libx265", "libvpx-vp9", "libsvtav1"])
    func colour(codec: String) throws {
        let input = folder.file("in.mp4")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=128x128:rate=25:duration=0.2", "-c:v", "libx264", "-pix_fmt",
            "yuv420p10le", "-color_range", "tv", "-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_trc",
            "smpte2084", input,
        ])
        let output = folder.file("out.mp4")
        try TranscodeJob.run(input, to: output, .of("mp4", video: .encode(.fast(codec))))
        let video = try Probe(output).video
        #expect(video?.colorSpace == "bt2020nc")
        #expect(video?.colorPrimaries == "bt2020")
        #expect(video?.colorTransfer == "smpte2084")
        #expect(video?.colorRange == "tv")
    }

    @Test("Full range stays full range")
    func fullRange() throws {
        let input = folder.file("in.mkv")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=128x128:rate=25:duration=0.2", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p",
            input,
        ])
        let output = folder.file("out.mkv")
        try TranscodeJob.run(input, to: output, .of("mkv", video: .encode(.lossless)))
        #expect(try Probe(output).video?.colorRange == "pc")
        #expect(try Probe.frameHashes(output) == Probe.frameHashes(input))
    }

    @Test("Languages, titles, chapters and several sound tracks", arguments: ["mp4", "mkv"])
    func tags(container: String) throws {
        let chapters = folder.file("chapters.txt")
        try File.replace(
            chapters,
            with: Array(
                """
                ;FFMETADATA1
                title=A film
                [CHAPTER]
                TIMEBASE=1/1000
                START=0
                END=500
                title=Première
                [CHAPTER]
                TIMEBASE=1/1000
                START=500
                END=1000
                title=Second
                """.utf8))
        let input = folder.file("in.mkv")
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25:duration=1", "-f", "lavfi", "-i", "sine=duration=1",
            "-f",
            "lavfi", "-i", "sine=frequency=880:duration=1", "-i", chapters, "-map", "0", "-map", "1", "-map", "2",
            "-map_metadata", "3", "-c:v", "libx264", "-c:a", "aac", "-metadata:s:a:0", "language=deu",
            "-metadata:s:a:1",
            "language=fra", input,
        ])
        let output = folder.file("out.\(container)")
        let report = try TranscodeJob.run(
            input, to: output,
            .of(container, video: .encode(.fast()), audio: .encode(AudioSpec(codec: "aac", bitrate: 64_000))))
        let probe = try Probe(output)
        #expect(probe.streams.filter { $0.kind == "audio" }.map { $0.tags?["language"] } == ["deu", "fra"])
        #expect(probe.format.tags?["title"] == "A film")
        #expect(probe.chapters?.map { $0.tags?["title"] } == ["Première", "Second"])
        #expect(report.losses.isEmpty)
    }

    @Test("What a container cannot hold is said")
    func losses() throws {
        let input = folder.file("in.mkv")
        try File.replace(folder.file("s.srt"), with: Array("1\n00:00:00,000 --> 00:00:00,500\nHello\n".utf8))
        try MadeMedia.make([
            "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25:duration=1", "-f", "lavfi", "-i", "sine=duration=1",
            "-i", folder.file("s.srt"), "-map", "0", "-map", "1", "-map", "1", "-map", "2", "-c:v", "libx264", "-c:a",
            "aac", "-c:s", "srt", input,
        ])
        let mp4 = try TranscodeJob.run(input, to: folder.file("out.mp4"), .copy("mp4"))
        #expect(mp4.losses.map(\.what) == ["subrip subtitles"])
        let mkv = try TranscodeJob.run(input, to: folder.file("out.mkv"), .copy("mkv"))
        #expect(mkv.losses.isEmpty)
        #expect(try Probe(folder.file("out.mkv")).streams.map(\.kind) == ["video", "audio", "audio", "subtitle"])
        let mp3 = try TranscodeJob.run(
            input, to: folder.file("out.mp3"), .of("mp3", audio: .encode(AudioSpec(codec: "libmp3lame"))))
        #expect(mp3.losses.map(\.stream) == [2])
    }
}
