import Platform
import TestSupport
import Testing

@Suite struct FileTests {
    @Test func aFileIsWrittenReadAndReopened() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/a"
        let file = try File.open(path, [.readWrite, .create, .exclusive], mode: 0o640)
        try File.writeAll([1, 2, 3, 4], to: file.rawValue)
        try File.synchronize(file.rawValue)
        let status = try File.status(file.rawValue)
        #expect(status.kind == .regular && status.size == 4 && status.mode == 0o640 && status.uid == User.effectiveID)
        #expect(status.isSameFile(as: try File.status(path)))

        try File.unlink(path)
        try File.unlink(path)
        let again = try File.reopenReadOnly(file.rawValue)
        #expect(try File.readAll(again.rawValue, limit: 4) == [1, 2, 3, 4])
        #expect(throws: SystemFailure("write", .badDescriptor)) { try File.writeAll([1], to: again.rawValue) }
        #expect(throws: SystemFailure("open", .noEntry, subject: path)) { _ = try File.open(path, .readOnly) }
    }

    @Test func readAllRefusesMoreThanItsLimit() throws {
        let folder = try TemporaryDirectory()
        try File.replace(folder.path + "/a", with: [UInt8](repeating: 7, count: 100_001))
        #expect(try File.contents(of: folder.path + "/a", limit: 100_001).count == 100_001)
        #expect(throws: SystemFailure("read", .fileTooLarge, subject: folder.path + "/a")) {
            _ = try File.contents(of: folder.path + "/a", limit: 100_000)
        }
    }

    @Test func linkAndRenameNeverReplaceUnlessAsked() throws {
        let folder = try TemporaryDirectory()
        let directory = try Directory.open(folder.path)
        let fd = directory.rawValue
        try File.replace(folder.path + "/a", with: [1])
        try File.replace(folder.path + "/b", with: [2])
        #expect(throws: SystemFailure("linkat", .exists, subject: "b")) {
            try File.link(from: "a", in: fd, to: "b", in: fd)
        }
        #expect(throws: SystemFailure("renameat2", .exists, subject: "b")) {
            try File.rename(from: "a", in: fd, to: "b", in: fd, noReplace: true)
        }
        try File.link(from: "a", in: fd, to: "c", in: fd)
        #expect(try File.status("c", in: fd).isSameFile(as: File.status("a", in: fd)))
        #expect(try File.status("c", in: fd).links == 2)
        try File.rename(from: "a", in: fd, to: "b", in: fd)
        try Directory.synchronize(fd)
        #expect(
            try Directory.names(in: folder.path) == ["b", "c"] || Directory.names(in: folder.path) == ["a", "b", "c"])
        #expect(try File.contents(of: folder.path + "/b") == [1])
    }

    @Test func aTreeIsMadeAndRemovedWithoutFollowingLinks() throws {
        let folder = try TemporaryDirectory()
        try Directory.createAll(folder.path + "/x/y/z", mode: 0o700)
        try Directory.createAll(folder.path + "/kept")
        try File.replace(folder.path + "/x/y/f", with: [1])
        try File.replace(folder.path + "/kept/f", with: [1])
        let ln = try SpawnThread.shared.spawn(
            executable: "/bin/ln", arguments: ["-s", folder.path + "/kept", folder.path + "/x/y/link"],
            environment: [:], descriptors: [])
        #expect(try ln.wait(milliseconds: 10_000)?.status == .exited(0))
        try Directory.removeTree(folder.path + "/x")
        try Directory.removeTree(folder.path + "/x")
        #expect(try Directory.names(in: folder.path) == ["kept"])
        #expect(File.exists(folder.path + "/kept/f"))
    }

    @Test func theLockHasOneOwnerUntilItEnds() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/lock"
        do {
            let first = try LockFile.take(path)
            guard case .held(let owner) = try LockFile.take(path) else {
                Issue.record("taken twice")
                return
            }
            #expect(owner == CurrentProcess.pid)
            _ = consume first
        }
        guard case .taken = try LockFile.take(path) else {
            Issue.record("not free again")
            return
        }
    }

    @Test func theFileSystemTellsItsFreeBytes() throws {
        #expect(try FileSystem.freeBytes(at: "/") > 0)
        #expect(try !FileSystem.isNetwork(at: "/proc"))
        #expect(throws: SystemFailure("statfs", .noEntry, subject: "/nowhere")) {
            _ = try FileSystem.freeBytes(at: "/nowhere")
        }
    }
}
