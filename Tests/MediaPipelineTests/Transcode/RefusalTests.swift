import JobModel
import LibAV
import Platform
import Synchronization
import TestSupport
import Testing
import WorkerProtocol

@testable import MediaPipeline

/// Jobs that cannot be done, and inputs that are not whole.
@Suite("Refusals and damage", .enabled(if: Tool.hasFFmpeg, "skipped: ffmpeg and ffprobe are not installed"))
struct RefusalTests {
    let folder: TemporaryDirectory
    let input: String

    init() throws {
        folder = try TemporaryDirectory()
        input = try MadeMedia.clip(folder.file("in.mp4"), seconds: 2)
    }

    @Test("An option that the encoder does not know, or does not take, is named")
    func options() throws {
        for (name, value) in [("no-such", "1"), ("bf", "many"), ("x264-params", "nonsense=1"), ("threads", "4")] {
            var video = VideoSpec.fast()
            video.options = [name: value]
            let failure = try TranscodeJob.failure(
                input, to: folder.file("out.mp4"), .of("mp4", video: .encode(video)))
            #expect(failure?.code == .invalidSpec, "\(name)")
            #expect(failure?.pointer == "/outputs/0/video/options/\(name)")
        }
        var audio = AudioSpec(codec: "aac")
        audio.options = ["aac_codr": "fast"]
        let failure = try TranscodeJob.failure(input, to: folder.file("out.mp4"), .of("mp4", audio: .encode(audio)))
        #expect(failure?.pointer == "/outputs/0/audio/options/aac_codr")
    }

    @Test("A codec that the container cannot hold is named, with what it can")
    func combination() throws {
        let webm = try TranscodeJob.failure(input, to: folder.file("out.webm"), .copy("webm"))
        #expect(webm?.code == .invalidSpec)
        #expect(webm?.pointer == "/outputs/0/video")
        #expect(webm?.hint?.contains("vp9") == true)
        let audio = try TranscodeJob.failure(input, to: folder.file("out.opus"), .of("opus", audio: .copy))
        #expect(audio?.pointer == "/outputs/0/audio")
    }

    @Test("An input without the stream asked for")
    func nothing() throws {
        let sound = try MadeMedia.clip(folder.file("in.m4a"), video: nil)
        let failure = try TranscodeJob.failure(
            sound, to: folder.file("out.mp4"), .of("mp4", video: .encode(.fast())))
        #expect(failure?.code == .inputUnsupported)
    }

    @Test("A full disk, and a descriptor that cannot be written")
    func disk() throws {
        let full = try TranscodeJob.failure(input, to: "/dev/full", .of("mkv", video: .encode(.fast())))
        #expect(full?.code == .noSpace)
        #expect(full?.pointer == "/outputs/0/path")
    }

    @Test("A file that was cut off gives what there is, and says so")
    func truncated() throws {
        let long = try MadeMedia.clip(folder.file("long.mkv"), seconds: 8)
        let bytes = try File.contents(of: long)
        try File.replace(folder.file("cut.mkv"), with: Array(bytes[..<(bytes.count / 2)]))
        let report = try TranscodeJob.run(
            folder.file("cut.mkv"), to: folder.file("out.mp4"),
            .of("mp4", video: .encode(.fast()), audio: .encode(AudioSpec(codec: "aac"))))
        #expect(report.warnings.contains { $0.contains("cut off") })
        let frames = try Probe(folder.file("out.mp4"), frames: true).video?.frameCount
        #expect(frames == (try Probe(folder.file("cut.mkv"), frames: true).video?.frameCount))
    }

    @Test("Damaged pictures are concealed and counted")
    func damaged() throws {
        let stream = try MadeMedia.clip(folder.file("in.ts"), seconds: 4, audio: nil)
        var bytes = try File.contents(of: stream)
        for index in stride(from: bytes.count / 3, to: bytes.count / 2, by: 1511) where index % 188 > 8 {
            bytes[index] ^= 0xff
        }
        try File.replace(folder.file("bad.ts"), with: bytes)
        let report = try TranscodeJob.run(
            folder.file("bad.ts"), to: folder.file("out.mp4"), .of("mp4", video: .encode(.fast())))
        #expect(report.warnings.contains { $0.contains("damage") || $0.contains("damaged") }, "\(report.warnings)")
        #expect(report.outputs[0].streams[0].result.frames > 50)
    }

    @Test("A picture size that changes midway is fitted into the first one's")
    func changingSize() throws {
        let a = try MadeMedia.clip(folder.file("a.ts"), seconds: 1, size: "160x120", audio: nil)
        let b = try MadeMedia.clip(folder.file("b.ts"), seconds: 1, size: "320x180", audio: nil)
        try File.replace(folder.file("ab.ts"), with: File.contents(of: a) + File.contents(of: b))
        let report = try TranscodeJob.run(
            folder.file("ab.ts"), to: folder.file("out.mp4"), .of("mp4", video: .encode(.fast())))
        let video = try Probe(folder.file("out.mp4"), frames: true).video
        #expect(video?.frameCount == 50)
        #expect(video?.width == 160 && video?.height == 120)
        #expect(report.warnings.contains { $0.contains("320×180") })
    }

    @Test("Progress comes no more often than asked for, and reaches the end")
    func progress() throws {
        let seen = Mutex<[(UInt64, JobProgress)]>([])
        try TranscodeJob.run(
            input, [(folder.file("out.mp4"), .of("mp4", video: .encode(.fast())))], interval: 20
        ) { progress in seen.withLock { $0.append((MonotonicClock.nanoseconds(), progress)) } }
        let all = seen.withLock { $0 }
        #expect(all.first?.1.phase == .opening)
        #expect(all.last?.1.phase == .finishing)
        #expect(all.last?.1.frames == 50)
        let percents = all.compactMap(\.1.percent)
        #expect(percents.allSatisfy { (0...100).contains($0) })
        // What is said to be done is written: never all of it while frames are still to be encoded.
        #expect(all.allSatisfy { $0.1.phase == .finishing || ($0.1.percent ?? 0) < 100 })
    }
}
