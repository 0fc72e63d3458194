import JobModel
import Platform
import Sandbox
import Testing
import WorkerProtocol

@testable import WorkerRuntime

@Suite(.serialized) struct TemplateTests {
    @Test func saysWhatItCanDoAndHowItIsSealed() throws {
        let template = try DrivenTemplate()
        #expect(template.capabilities?.name == "synthetic")
        #expect(template.capabilities?.containers.map(\.name) == ["synthetic"])
        let ready = try #require(template.ready)
        #expect(ready.version == WorkerProtocol.version)
        #expect(ready.layers.contains("seccomp"))
        #expect([.a, .b].contains(ready.tier))
    }

    @Test func itsWorkersReportWhatItsProbeFound() throws {
        let template = try DrivenTemplate()
        let worker = try template.fork()
        #expect(worker.ready == template.ready)
        let required = Set(Layer.required(by: worker.ready.tier == .a ? .a : .b).map(\.rawValue))
        #expect(required.isSubset(of: worker.ready.layers))
    }

    @Test func unsafeModeIsLoudAndStamped() throws {
        let template = try DrivenTemplate("millrace-worker-synthetic", ["--unsafe-no-sandbox"])
        #expect(template.ready?.tier == SandboxStamp.Tier.none)
        #expect(try template.fork().ready.layers.contains("seccomp") == false)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try unsafe buffer.withUnsafeMutableBytes { room in
            try unsafe File.read(template.log.rawValue, into: room)
        }
        #expect(String(decoding: buffer[..<(count ?? 0)], as: UTF8.self).contains("NO SANDBOX"))
    }

    @Test(.enabled(if: User.effectiveID == 0, "needs root"))
    func neverServesAsRoot() throws {
        // `--uid` with a value that is no uid is a usage error; without it root is refused.
        let template = try DrivenTemplate("millrace-worker-synthetic", ["--uid", "0"])
        #expect(template.ready == nil)
        #expect(try template.process.wait(milliseconds: 20_000)?.status == .exited(64))
    }

    @Test func endsWithItsControlSocket() throws {
        let template = try DrivenTemplate()
        let worker = try template.fork()
        try UnixSocket.endSending(template.control.rawValue)
        #expect(try template.process.wait(milliseconds: 20_000)?.status == .exited(0))
        // A parked worker belongs to the coordinator: it lives on until its own socket ends.
        try UnixSocket.endSending(worker.socket.rawValue)
        #expect(try worker.exit() == .exited(0))
    }

    @Test(arguments: [
        [UInt8](repeating: 0x5A, count: 56),
        [1, 2, 3],
        [UInt8](repeating: 0, count: 200),
    ])
    func refusesAMalformedCommand(bytes: [UInt8]) throws {
        let template = try DrivenTemplate()
        try Message.send(bytes, descriptors: [0, 0], to: template.control.rawValue)
        guard case .refused(let words) = try FrameStream.next(template.control.rawValue)?.frame else {
            Issue.record("not refused")
            return
        }
        #expect(words.contains("fork command"))
        #expect(try template.process.wait(milliseconds: 20_000)?.status == .exited(1))
    }

    @Test func refusesACommandWithoutItsDescriptors() throws {
        let template = try DrivenTemplate()
        try Message.send(
            ForkCommand(slot: 1, limits: .standard).encoded(), descriptors: [0], to: template.control.rawValue)
        #expect(
            try FrameStream.next(template.control.rawValue)?.frame
                == .refused("fork command: unexpected number of descriptors"))
    }

    @Test func refusesWhatIsNotATemplatesCommandLine() throws {
        #expect(throws: UsageError.notATemplate) { try TemplateOptions([]) }
        #expect(throws: UsageError.unknown("--x")) { try TemplateOptions(["--template", "--x"]) }
        #expect(throws: UsageError.badValue("--uid", "a uid above 0")) { try TemplateOptions(["--template", "--uid"]) }
        #expect(throws: UsageError.badValue("--uid", "a uid above 0")) {
            try TemplateOptions(["--template", "--uid", "0"])
        }
        #expect(throws: UsageError.badValue("--allow-tier", "A, B or C")) {
            try TemplateOptions(["--template", "--allow-tier", "none"])
        }
        let options = try TemplateOptions(["--template", "--uid", "5", "--allow-tier", "C", "--unsafe-no-sandbox"])
        #expect(options.user == 5 && options.leastTier == .c && options.isUnsafe)
    }
}
