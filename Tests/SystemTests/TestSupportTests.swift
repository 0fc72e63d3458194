import Platform
import TestSupport
import Testing

/// The tests' own instruments: a blind one would pass everything.
@Suite struct TestSupportTests {
    @Test func aToolReportsItsStreamsAndStatus() throws {
        let outcome = try Tool.run("sh", ["-c", "cat; echo bad >&2; exit 3"], input: "in")
        #expect(outcome.status == .exited(3))
        #expect(outcome.output == "in")
        #expect(outcome.error == "bad\n")
    }

    @Test func aToolThatHangsIsKilled() {
        #expect(throws: Tool.TookTooLong.self) { _ = try Tool.run("sleep", ["60"], seconds: 0.1) }
    }

    @Test func aForgottenProgramIsKilled() throws {
        let pid: Int32
        do {
            let program = try RunningProgram("sh", ["-c", "echo up; sleep 60"])
            #expect(program.waitForText("up"))
            pid = program.pid
        }
        #expect(!File.exists("/proc/\(pid)"))
    }

    @Test(.enabled(if: Tool.hasFFmpeg, "ffmpeg is not installed")) func probesSeeWhatIsThere() throws {
        let folder = try TemporaryDirectory()
        let clip = try MadeMedia.clip(folder.file("a.mp4"), seconds: 1)
        let probe = try Probe(clip, frames: true)
        #expect(probe.video?.codec == "h264" && probe.video?.frameCount == 25 && probe.video?.width == 160)
        #expect(probe.audio?.codec == "aac")
        #expect(abs(try #require(probe.duration) - 1) < 0.05)
        #expect(try Probe.frameHashes(clip).count == 25)
        #expect(try Probe.complaints(clip) == "")
        #expect(try Probe.psnr(clip, against: clip) == .infinity)

        let worse = folder.file("b.mp4")
        try MadeMedia.make(["-i", clip, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "40", "-an", worse])
        let psnr = try Probe.psnr(worse, against: clip)
        #expect(psnr > 15 && psnr < 45)
        #expect(try Probe.frameHashes(worse) != Probe.frameHashes(clip))

        let cut = folder.file("c.mp4")
        try File.replace(cut, with: Array(try File.contents(of: clip).prefix(3000)))
        #expect(throws: Probe.Failure.self) { _ = try Probe(cut) }
        #expect(try Probe.complaints(cut) != "")
    }
}
