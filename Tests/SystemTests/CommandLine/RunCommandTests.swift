import FoundationEssentials
import JobModel
import Platform
import TestSupport
import Testing

/// `millrace run` and `probe`, with their private coordinator and real workers.
@Suite(.enabled(if: CommandLineFixture.programsExist, "the programs are not built"))
struct RunCommandTests {
    private let fixture: CommandLineFixture

    init() throws { fixture = try CommandLineFixture() }

    private var backends: [String] { ["--backends", fixture.backends] }

    @Test(.enabled(if: Tool.hasFFmpeg, "ffmpeg is not installed")) func aFileIsTranscodedAndNothingElseRemains() throws
    {
        try MadeMedia.clip("\(fixture.here)/in.mp4", seconds: 1)
        let outcome = try fixture.millrace(["run", "in.mp4", "-o", "out.mkv", "--preset", "h264-480p"] + backends)
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(outcome.output == "\(fixture.here)/out.mkv\n")
        #expect(outcome.error.contains("\nout.mkv  succeeded\n"))
        #expect(outcome.error.contains("/out.mkv: mkv, 0:01, "))
        #expect(try Directory.names(in: fixture.here) == ["in.mp4", "out.mkv"])
        #expect(fixture.privateFolders == [])
        let probe = try Probe("\(fixture.here)/out.mkv", frames: true)
        #expect(probe.video?.codec == "h264" && probe.video?.frameCount == 25 && probe.audio?.codec == "aac")

        // What is there is not replaced unasked.
        let again = try fixture.millrace(["run", "in.mp4", "-o", "out.mkv"] + backends)
        #expect(again.status == .exited(73))
        #expect(again.error == "millrace: \(fixture.here)/out.mkv exists; give --overwrite to replace it\n")
        let forced = try fixture.millrace(
            ["run", "in.mp4", "-o", "./out.mkv", "-p", "remux-mkv", "--overwrite", "--json"] + backends)
        #expect(forced.status == .exited(0), "\(forced)")
        let job = try JSONDecoder().decode(JobRecord.self, from: Data(forced.output.utf8))
        #expect(job.state == .succeeded)
        #expect(job.result?.outputs.first?.streams.allSatisfy { $0.action == .copied } == true)
        #expect(forced.error == "")
    }

    @Test(.enabled(if: Tool.hasFFmpeg, "ffmpeg is not installed")) func oneDecodeFeedsSeveralOutputs() throws {
        try MadeMedia.clip("\(fixture.here)/in.mp4", seconds: 1, size: "320x240")
        let outcome = try fixture.millrace(
            ["run", "in.mp4", "-o", "a.mp4", "-o", "b.opus", "-p", "h264-480p", "-p", "opus-96k"] + backends)
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(outcome.output == "\(fixture.here)/a.mp4\n\(fixture.here)/b.opus\n")
        #expect(try Probe("\(fixture.here)/a.mp4").video?.codec == "h264")
        #expect(try Probe("\(fixture.here)/b.opus").audio?.codec == "opus")
    }

    /// A real full file system. Nobody waits for a retry here: the answer comes at once, and nothing stays.
    @Test(
        .enabled(if: Tool.hasFFmpeg, "ffmpeg is not installed"),
        .enabled(if: User.effectiveID == 0, "skipped: mounting a small file system needs root"))
    func aFullDiskIsTold() throws {
        try MadeMedia.clip("\(fixture.here)/in.mp4", seconds: 2, size: "640x480")
        let disk = "\(fixture.here)/disk"
        try Directory.create(disk)
        let mount = try Tool.run("/bin/mount", ["-t", "tmpfs", "-o", "size=16k", "millrace-test", disk])
        guard mount.status == .exited(0) else {
            print("RunCommandTests: a file system cannot be mounted here, so the full disk was not tried.")
            return
        }
        defer { _ = try? Tool.run("/bin/umount", ["-l", disk]) }
        let outcome = try fixture.millrace(["run", "in.mp4", "-o", "disk/out.mp4"] + backends)
        #expect(outcome.status == .exited(74), "\(outcome)")
        #expect(outcome.error.contains("no space is left"))
        #expect(outcome.error.contains("\(disk)/out.mp4"))
        #expect(try Directory.names(in: disk) == [])
    }

    @Test(.enabled(if: Tool.hasFFmpeg, "ffmpeg is not installed")) func aProbeIsJSON() throws {
        try MadeMedia.clip("\(fixture.here)/in.mp4", seconds: 1)
        let outcome = try fixture.millrace(["probe", "in.mp4"] + backends)
        #expect(outcome.status == .exited(0), "\(outcome)")
        let report = try JSONDecoder().decode(ProbeReport.self, from: Data(outcome.output.utf8))
        #expect(report.streams.map(\.codec) == ["h264", "aac"])
        #expect(report.streams.first?.width == 160)
        #expect(fixture.privateFolders == [])
    }

    /// Exit codes that need no codec.
    @Test func filesThatCannotBeUsedAreNamedEarly() throws {
        try fixture.write("in", "x")
        let missing = try fixture.millrace(["run", "nope.mov", "-o", "a.mp4"])
        #expect(missing.status == .exited(66))
        #expect(
            missing.error == "millrace: cannot read the input \(fixture.here)/nope.mov: No such file or directory\n")
        let folder = try fixture.millrace(["probe", "."])
        #expect(folder.status == .exited(66))
        #expect(folder.error == "millrace: the input \(fixture.here) is a folder\n")
        let nowhere = try fixture.millrace(["run", "in", "-o", "no/a.mp4"])
        #expect(nowhere.status == .exited(73))
        #expect(nowhere.error == "millrace: the folder of the output, \(fixture.here)/no, does not exist\n")
        let same = try fixture.millrace(["run", "in", "-o", "./in"])
        #expect(same.status == .exited(73))
        #expect(same.error == "millrace: the output is the input: write to another file\n")
        let spec = try fixture.millrace(["run", "in", "-o", "a.mp4", "--spec", "no.json"])
        #expect(spec.status == .exited(66))
        #expect(spec.error == "millrace: cannot read the spec: open no.json: No such file or directory\n")
        try fixture.write("bad.json", "{\"video\": }")
        let bad = try fixture.millrace(["run", "in", "-o", "a.mp4", "--spec", "bad.json"])
        #expect(bad.status == .exited(64))
        #expect(bad.error.hasPrefix("millrace: bad.json is not JSON: "))
    }

    @Test func aDocumentThatIsWrongIsRefusedWithItsField() throws {
        try fixture.write("in", "x")
        let preset = try fixture.millrace(["run", "in", "-o", "a.mp4", "-p", "h264-72p"] + backends)
        #expect(preset.status == .exited(64), "\(preset)")
        #expect(preset.error.contains("/outputs/0/preset"))
        #expect(preset.error.contains("h264-720p"))
        #expect(preset.output == "")
        #expect(fixture.privateFolders == [])
    }

    @Test func textIsNoMedia() throws {
        try fixture.write("text.mp4", "This is no film.\n")
        let outcome = try fixture.millrace(["run", "text.mp4", "-o", "a.mp4"] + backends)
        #expect(outcome.status == .exited(65), "\(outcome)")
        #expect(try Directory.names(in: fixture.here) == ["text.mp4"])
    }

    /// The failures that the synthetic backend plays, each with its exit code.
    @Test(arguments: [("segv", 70), ("exit", 70), ("enospc", 74)])
    func aFailedJobHasItsExitCode(fault: String, code: Int) throws {
        try fixture.write("in", "x")
        let spec = try fixture.syntheticSpec(#""frames":"4","fail":"\#(fault)","fail_at":"2""#)
        let running = try fixture.start(["run", "in", "-o", "a.syn", "--spec", spec] + backends)
        // A full disk is told at once too: nobody waits for a retry here.
        #expect(try running.wait()?.status == .exited(Int32(code)), "\(running.errorText)")
        #expect(try Directory.names(in: fixture.here) == ["in"])
        #expect(fixture.privateFolders == [])
    }

    @Test func anInterruptionCancelsAndCleansUp() throws {
        try fixture.write("in", "x")
        let spec = try fixture.syntheticSpec(#""frames":"100000","frame_ms":"20""#)
        let running = try fixture.start(["run", "in", "-o", "a.syn", "--spec", spec] + backends)
        #expect(running.waitForText("transcoding", seconds: 60), "\(running.errorText)")
        #expect(try Directory.names(in: fixture.here).contains { $0.hasPrefix(".millrace-") })
        running.signalGroup(.interrupt)
        #expect(try running.wait(seconds: 30)?.status == .exited(130), "\(running.errorText)")
        #expect(running.errorText.contains("millrace: interrupted: cancelling\n"))
        #expect(try Directory.names(in: fixture.here) == ["in"])
        #expect(fixture.privateFolders == [])
    }

    /// Killed without a chance to tidy up: the coordinator ends by itself, and the next command sweeps the folder.
    @Test func aKilledCommandTakesItsCoordinatorWithIt() throws {
        try fixture.write("in", "x")
        let spec = try fixture.syntheticSpec(#""frames":"100","frame_ms":"20""#)
        let running = try fixture.start(["run", "in", "-o", "a.syn", "--spec", spec] + backends)
        #expect(running.waitForText("transcoding", seconds: 60), "\(running.errorText)")
        let left = try #require(fixture.privateFolders.first)
        running.signal(.kill)
        #expect(try running.wait()?.status == .signalled(.kill, dumpedCore: false))
        let deadline = MonotonicClock.nanoseconds() + 60_000_000_000
        while try Directory.names(in: fixture.here).contains(where: { $0.hasPrefix(".millrace-") }),
            MonotonicClock.nanoseconds() < deadline
        {
            Sleep.milliseconds(20)
        }
        #expect(try !Directory.names(in: fixture.here).contains { $0.hasPrefix(".millrace-") })
        while fixture.privateFolders.contains(left), MonotonicClock.nanoseconds() < deadline {
            _ = try fixture.millrace(["probe", "in"] + backends)
            Sleep.milliseconds(50)
        }
        #expect(fixture.privateFolders == [])
    }

    @Test func aProgramWithoutItsCoordinatorSaysSo() throws {
        let alone = fixture.folder.file("millrace")
        try File.replace(alone, with: File.contents(of: BuiltPrograms.path("millrace"), limit: 1 << 30), mode: 0o755)
        try fixture.write("in", "x")
        let outcome = try Tool.run(alone, ["run", "in", "-o", "a.mp4"], directory: fixture.here)
        #expect(outcome.status == .exited(78))
        #expect(
            outcome.error
                == "millrace: millraced is not at \(fixture.folder.path)/millraced: it belongs beside millrace; "
                + "\"make build\" makes both\n")
    }

    @Test func withoutABackendThereIsNothingToRunOn() throws {
        try fixture.write("in", "x")
        try Directory.create(fixture.folder.file("none"))
        let outcome = try fixture.millrace(["run", "in", "-o", "a.mp4", "--backends", fixture.folder.file("none")])
        #expect(outcome.status == .exited(69), "\(outcome)")
        #expect(outcome.error.contains("backend"))
    }

    @Test func theDoctorExaminesThisMachine() throws {
        let outcome = try fixture.millrace(["doctor"] + backends)
        #expect(outcome.status == .exited(0), "\(outcome)")
        for name in ["machine", "coordinator", "backend libav", "backend synthetic", "sandbox libav", "socket", "disk"]
        {
            #expect(outcome.output.contains(" \(name)"), "\(outcome.output)")
        }
        let json = try fixture.millrace(["doctor", "--json"] + backends)
        #expect(json.output.hasPrefix(#"{"checks":[{"detail":"#))
        try Directory.create(fixture.folder.file("none"))
        let sick = try fixture.millrace(["doctor", "--backends", fixture.folder.file("none")])
        #expect(sick.status == .exited(78), "\(sick)")
        #expect(sick.output.contains("failed   "))
    }
}
