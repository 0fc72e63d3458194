import JobModel
import Platform
import TestSupport
import Testing

@testable import Coordinator

@Suite("State folder") struct StateFolderTests {
    let folder: TemporaryDirectory
    var path: String { folder.file("state/of/mine") }

    init() throws { folder = try TemporaryDirectory() }

    private func refusal() -> StateFolder.Refusal? {
        do throws(StateFolder.Refusal) {
            _ = try StateFolder.take(path, lockPath: path + "/lock")
            return nil
        } catch {
            return error
        }
    }

    @Test func itIsMadeForTheOwnerOnlyAndLocked() throws {
        let held = try StateFolder.take(path, lockPath: path + "/lock")
        #expect(try File.status(path).mode == 0o700)
        #expect(refusal() == .inUse(path: path, pid: CurrentProcess.pid))
        release(held)
        #expect(refusal() == nil)
    }

    private func release(_ folder: consuming StateFolder) {}

    @Test func aFolderThatOthersMayWriteToIsRefused() throws {
        try Directory.createAll(path)
        _ = try Tool.run("chmod", ["770", path])
        #expect(refusal() == .unsafe(path: path, reason: "others may write to it (mode 770)"))
    }

    @Test func aFileIsNoFolder() throws {
        try Directory.createAll(folder.file("state/of"))
        try File.replace(path, with: [])
        guard case .system(_, let failure) = refusal() else {
            Issue.record("taken")
            return
        }
        #expect(failure.errno == .notDirectory)
    }
}

@Suite("Names in failures") struct FailureNamesTests {
    let spec = JobSpec(
        input: InputSpec(path: "/in.mov"), outputs: [.stub("/a.mp4"), .stub("/b.mp4")])

    @Test func whatAWorkerSaysGetsTheNameOfTheFile() {
        let input = Failure(.inputUnsupported, "not media").naming(spec)
        #expect(input.detail == "/in.mov: not media")
        #expect(input.pointer == "/input/path")
        let output = Failure(.noSpace, "no space is left", pointer: "/outputs/1/path").naming(spec)
        #expect(output.detail == "/b.mp4: no space is left")
    }

    @Test func whatIsNamedOrCannotBeNamedStays() {
        let named = Failure(.inputCorrupt, "/in.mov is damaged", pointer: "/x")
        #expect(named.naming(spec) == named)
        for pointer in [nil, "/outputs/7/path", "/outputs", "/labels/0"] {
            let failure = Failure(.noSpace, "no space", pointer: pointer)
            #expect(failure.naming(spec) == failure)
        }
        let crash = Failure(.workerCrashed, "SIGSEGV")
        #expect(crash.naming(spec) == crash)
    }
}
