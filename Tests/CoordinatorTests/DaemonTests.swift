import JobModel
import Platform
import TestSupport
import Testing

@testable import Coordinator

/// The program itself: processes, signals, the socket.
@Suite("millraced", .serialized) struct DaemonTests {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try File.replace(folder.file("in.bin"), with: Array(repeating: 7, count: 5000))
    }

    private var leftovers: [String] {
        ((try? Directory.names(in: folder.path)) ?? []).filter { $0.hasPrefix(".millrace-") }
    }

    private var hasPartialOutput: Bool {
        leftovers.contains { ((try? File.status(folder.file($0)).size) ?? 0) > 0 }
    }

    private func digest(_ path: String) throws -> String {
        try Tool.run("sha256sum", [path]).output.split(separator: " ").first.map(String.init) ?? ""
    }

    @Test func fromThePostToThePublishedFile() async throws {
        let daemon = try RunningDaemon(in: folder)
        let submitted = try await daemon.submit("out.syn")
        let job = try await daemon.job(submitted.id)
        #expect(job.state == "succeeded")
        let output = try #require(job.result?.outputs.first)
        #expect(try File.status(folder.file("out.syn")).size == output.bytes)
        #expect(try digest(folder.file("out.syn")) == output.sha256)
        #expect(leftovers.isEmpty)

        daemon.program.signal(.terminate)
        #expect(try daemon.program.wait()?.status == .exited(0))
        #expect(!File.exists(daemon.socket))
    }

    @Test func aSecondOneIsRefused() throws {
        let daemon = try RunningDaemon(in: folder)
        let second = try Tool.run(
            BuiltPrograms.path("millraced"),
            [
                "--socket", folder.file("other.sock"), "--state", folder.file("state"), "--backends",
                folder.file("backends"),
            ])
        #expect(second.status == .exited(75))
        #expect(second.error.contains("in use by process \(daemon.program.pid)"))
    }

    @Test func mistakesHaveTheirExitCodes() throws {
        let program = BuiltPrograms.path("millraced")
        let typo = try Tool.run(program, ["--sockte", "/s"])
        #expect(typo.status == .exited(64))
        #expect(typo.error.contains("did you mean --socket?"))
        #expect(try Tool.run(program, ["--version"]).output == "millraced \(Millrace.version)\n")
        #expect(try Tool.run(program, ["--help"]).output == Options.usage)
        try Directory.create(folder.file("open"), mode: 0o777)
        _ = try Tool.run("chmod", ["777", folder.file("open")])
        let unsafe = try Tool.run(program, ["--socket", folder.file("s"), "--state", folder.file("open")])
        #expect(unsafe.status == .exited(78))
        let none = try Tool.run(
            program, ["--socket", folder.file("run/s"), "--state", folder.file("state"), "--backends", "/nowhere"])
        #expect(none.status == .exited(78))
        #expect(none.error.contains("/nowhere"))
    }

    /// Acknowledged jobs survive the death of everything; none is lost, torn or published twice, and no process stays.
    @Test func aKillInTheMiddleLosesNothing() async throws {
        let count = 40
        let first = try RunningDaemon(in: folder)
        var ids: [String] = []
        for index in 0..<count {
            ids.append(try await first.submit("\(index).syn", frames: 8, frameMilliseconds: 2).id)
        }
        _ = try await first.job(ids[count / 4])
        let children = first.children
        #expect(!children.isEmpty)
        first.program.signal(.kill)
        _ = try first.program.wait()
        for child in children { #expect(hasEnded(child)) }

        let second = try RunningDaemon(in: folder)
        for (index, id) in ids.enumerated() {
            let job = try await second.job(id)
            #expect(job.state == "succeeded")
            #expect(job.attempt <= 2)
            #expect(try digest(folder.file("\(index).syn")) == job.result?.outputs.first?.sha256)
        }
        second.program.signal(.terminate)
        #expect(try second.program.wait()?.status == .exited(0))
        #expect(leftovers.isEmpty)
    }

    private func hasEnded(_ pid: Int32) -> Bool {
        for _ in 0..<400 {
            guard let state = try? File.contents(of: "/proc/\(pid)/stat"),
                !String(decoding: state, as: UTF8.self).contains(") Z ")
            else { return true }
            Sleep.milliseconds(5)
        }
        return false
    }

    @Test func theSecondSignalHandsBack() async throws {
        let first = try RunningDaemon(in: folder)
        let id = try await first.submit("slow.syn", frames: 400, frameMilliseconds: 5).id
        while try await first.job(id, waiting: 0).state == "queued" { Sleep.milliseconds(5) }
        first.program.signal(.terminate)
        #expect(first.program.waitForText("waiting for running jobs"))
        first.program.signal(.terminate)
        #expect(try first.program.wait(seconds: 20)?.status == .exited(0), "\(first.program.errorText)")
        #expect(leftovers.isEmpty)

        let second = try RunningDaemon(in: folder)
        let job = try await second.job(id)
        #expect(job.state == "succeeded")
        #expect(job.attempt == 2)
    }

    @Test func aHangUpDoesNothing() async throws {
        let daemon = try RunningDaemon(in: folder)
        daemon.program.signal(.hangUp)
        let id = try await daemon.submit("out.syn").id
        #expect(try await daemon.job(id).state == "succeeded")
    }

    /// A worker that dies takes its own job with it and no other.
    @Test(arguments: [("segv", "worker-crashed"), ("exit", "worker-misbehaved"), ("syscall", "worker-misbehaved")])
    func aWorkerThatDiesFailsItsOwnJobOnly(way: String, problem: String) async throws {
        let daemon = try RunningDaemon(in: folder)
        let slow = try await daemon.submit("slow.syn", frames: 100, frameMilliseconds: 5).id
        let dying = try await daemon.submit("dying.syn", fail: way).id
        let dead = try await daemon.job(dying)
        #expect(dead.state == "failed")
        #expect(dead.attempt == 2)
        #expect(dead.problem?.type == "urn:millrace:problem:\(problem)")
        #expect(!File.exists(folder.file("dying.syn")))
        let other = try await daemon.job(slow)
        #expect(other.state == "succeeded")
        #expect(other.attempt == 1)
        #expect(leftovers.isEmpty)
    }

    /// Workers and templates killed from outside: the coordinator starts new ones and runs the job again.
    @Test func aKillOfEveryChildCostsOneTry() async throws {
        let daemon = try RunningDaemon(in: folder)
        let id = try await daemon.submit("out.syn", frames: 400, frameMilliseconds: 5).id
        // The job is "running" once it is claimed; that a worker has it shows only in what it writes.
        while try await daemon.job(id, waiting: 0).state != "succeeded", !hasPartialOutput { Sleep.milliseconds(5) }
        let children = daemon.children
        #expect(!children.isEmpty)
        _ = try Tool.run("kill", ["-KILL"] + children.map(String.init))
        let job = try await daemon.job(id)
        #expect(job.state == "succeeded", "\(job.problem?.detail ?? "")")
        #expect(job.attempt == 2)
        #expect(leftovers.isEmpty)
    }

    @Test(.enabled(if: Tool.hasFFmpeg, "ffmpeg and ffprobe make and check the clip"))
    func aRealFileIsTranscoded() async throws {
        try MadeMedia.clip(folder.file("in.mov"))
        let daemon = try RunningDaemon(in: folder, backends: ["libav"])
        let job = try await daemon.post(
            """
            {"input": {"path": "\(folder.file("in.mov"))"}, "outputs": [
             {"path": "\(folder.file("a.mp4"))", "video": {"codec": "libx264", "preset": "ultrafast", "height": 90}},
             {"path": "\(folder.file("b.mkv"))", "video": "copy", "audio": {"codec": "flac"}}]}
            """)
        let end = try await daemon.job(job.id, waiting: 60)
        #expect(end.state == "succeeded", "\(end.problem?.detail ?? "")")
        let source = try Probe(folder.file("in.mov"), frames: true)
        for (name, codec) in [("a.mp4", "h264"), ("b.mkv", source.video?.codec ?? "")] {
            let made = try Probe(folder.file(name), frames: true)
            #expect(made.video?.codec == codec)
            #expect(made.video?.frameCount == source.video?.frameCount)
            #expect(try Probe.complaints(folder.file(name)) == "")
        }
        for output in try #require(end.result?.outputs) {
            #expect(try digest(output.path) == output.sha256)
        }
        #expect(leftovers.isEmpty)
    }

    @Test func aTextFileNamedMp4IsRefusedByName() async throws {
        try File.replace(folder.file("text.mp4"), with: Array("This is no film.\n".utf8))
        let daemon = try RunningDaemon(in: folder, backends: ["libav"])
        let job = try await daemon.post(
            """
            {"input": {"path": "\(folder.file("text.mp4"))"}, "outputs": [{"path": "\(folder.file("out.mp4"))"}]}
            """)
        let end = try await daemon.job(job.id)
        #expect(end.state == "failed")
        #expect(end.problem?.type == "urn:millrace:problem:input-unsupported")
        #expect(end.problem?.detail.contains(folder.file("text.mp4")) == true)
        #expect(!File.exists(folder.file("out.mp4")))
        #expect(leftovers.isEmpty)
    }
}
