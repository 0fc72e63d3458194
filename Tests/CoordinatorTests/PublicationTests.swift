import JobModel
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Coordinator

@Suite("Publication") struct PublicationTests {
    let folder: TemporaryDirectory
    let publication = Publication(log: .silent)
    let key = AttemptKey(job: JobID(created: Timestamp(milliseconds: 0)), fence: 3)

    init() throws { folder = try TemporaryDirectory() }

    /// A verified temporary file and the intent that was committed for it.
    private func prepared(_ name: String, _ content: String = "encoded", index: Int = 0) throws -> PublicationIntent {
        let temporary = folder.file(TemporaryName.of(key, output: index))
        try write(content, to: temporary)
        let status = try File.status(temporary)
        let replaced = try? File.status(folder.file(name), followLinks: false)
        return PublicationIntent(
            path: folder.file(name), temporaryPath: temporary, device: status.device, inode: status.inode,
            bytes: status.size, sha256: "", replacedInode: replaced?.inode)
    }

    private func write(_ content: String, to path: String) throws {
        let file = try File.open(path, [.writeOnly, .create, .truncate])
        try File.writeAll(Array(content.utf8), to: file.rawValue)
    }

    private func content(_ name: String) -> String? {
        (try? File.contents(of: folder.file(name))).map { String(decoding: $0, as: UTF8.self) }
    }

    private func attempt(_ intents: [PublicationIntent], overwrite: Bool = false) -> Failure? {
        do {
            try publication.publish(intents, overwrite: overwrite)
            return nil
        } catch { return error }
    }

    // MARK: The plain way

    @Test func theFileGetsItsNameAndKeepsItsInode() throws {
        let intent = try prepared("out.mp4")
        try publication.publish([intent], overwrite: false)
        #expect(content("out.mp4") == "encoded")
        #expect(try File.status(intent.path).inode == intent.inode)
        // The proof of ownership stays until the end is committed.
        #expect(File.exists(intent.temporaryPath))
        publication.sweep([.stub(intent.path)], job: key.job, fences: 1...3)
        #expect(try Directory.names(in: folder.path) == ["out.mp4"])
    }

    @Test func publishingAgainChangesNothing() throws {
        let intent = try prepared("out.mp4")
        for _ in 1...3 { try publication.publish([intent], overwrite: false) }
        #expect(content("out.mp4") == "encoded")
        // After the temporary name was removed as well: the crash was between the last two steps.
        try File.unlink(intent.temporaryPath)
        try publication.publish([intent], overwrite: false)
        #expect(content("out.mp4") == "encoded")
    }

    @Test func aForeignFileIsNeverTouched() throws {
        let intent = try prepared("out.mp4")
        try write("theirs", to: intent.path)
        let failure = try #require(attempt([intent]))
        #expect(failure.code == .outputExists)
        #expect(failure.detail.contains(intent.path))
        #expect(content("out.mp4") == "theirs")
    }

    @Test func aDanglingLinkIsAForeignFileToo() throws {
        let intent = try prepared("out.mp4")
        makeLink(intent.path, to: folder.file("nowhere"))
        #expect(attempt([intent])?.code == .outputExists)
    }

    // MARK: Overwrite

    @Test func overwriteReplacesInOneStep() throws {
        try write("old", to: folder.file("out.mp4"))
        let intent = try prepared("out.mp4")
        #expect(intent.replacedInode != nil)
        try publication.publish([intent], overwrite: true)
        #expect(content("out.mp4") == "encoded")
        // A crash before the end was committed: the temporary name is gone, the inode proves that it is done.
        try publication.publish([intent], overwrite: true)
        #expect(content("out.mp4") == "encoded")
    }

    @Test func overwriteWithoutAnOldFileLinks() throws {
        let intent = try prepared("out.mp4")
        try publication.publish([intent], overwrite: true)
        #expect(File.exists(intent.temporaryPath))
    }

    @Test func aFolderIsNotReplaced() throws {
        try Directory.create(folder.file("out.mp4"))
        let intent = try prepared("out.mp4")
        #expect(attempt([intent], overwrite: true)?.code == .outputUnwritable)
        #expect(try File.status(folder.file("out.mp4")).kind == .directory)
    }

    // MARK: What was tampered with

    @Test func aLostTemporaryFileIsSaid() throws {
        let intent = try prepared("out.mp4")
        try File.unlink(intent.temporaryPath)
        let failure = try #require(attempt([intent]))
        #expect(failure.code == .outputUnwritable)
        #expect(failure.detail.contains("removed or replaced"))
        #expect(content("out.mp4") == nil)
    }

    @Test func aSwappedTemporaryFileIsNotPublished() throws {
        let intent = try prepared("out.mp4")
        let other = folder.file("other")
        try write("evil", to: other)
        try File.rename(other, to: intent.temporaryPath)
        #expect(attempt([intent])?.code == .outputUnwritable)
        #expect(content("out.mp4") == nil)
    }

    // MARK: Several outputs

    @Test func whereOneCannotBePublishedNoneIs() throws {
        let intents = try [prepared("a.mp4", "a", index: 0), prepared("b.mp4", "b", index: 1)]
        try write("theirs", to: folder.file("b.mp4"))
        #expect(attempt(intents)?.code == .outputExists)
        #expect(content("a.mp4") == nil)
        #expect(content("b.mp4") == "theirs")
        // The way back is idempotent: another life comes to the same end.
        #expect(attempt(intents)?.code == .outputExists)
        publication.sweep([.stub(folder.file("a.mp4")), .stub(folder.file("b.mp4"))], job: key.job, fences: 1...3)
        #expect(try Directory.names(in: folder.path) == ["b.mp4"])
    }

    #if DEBUG
        /// Forces an error on every call of a publication in turn, and looks at the folder after each.
        @Test(
            arguments: [
                (FaultOperation.link, Errno.io, Failure.Code.outputUnwritable),
                (.link, .noSpace, .noSpace), (.link, .quota, .noSpace), (.link, .readOnly, .outputUnwritable),
                (.synchronize, .io, .outputUnwritable), (.synchronize, .noSpace, .outputUnwritable),
                (.open, .io, .outputUnwritable), (.open, .tooManyFiles, .outputUnwritable),
            ])
        func everyFaultLeavesNothingBehind(operation: FaultOperation, errno: Errno, code: Failure.Code) throws {
            var struck = 0
            for call in 0..<8 {
                let intents = try [prepared("a.mp4", "a", index: 0), prepared("b.mp4", "b", index: 1)]
                let failure = FaultInjector.force(errno, on: operation, below: folder.path, skipping: call) {
                    self.attempt(intents)
                }
                if let failure {
                    struck += 1
                    #expect(failure.code == code)
                    #expect(content("a.mp4") == nil && content("b.mp4") == nil)
                    // Nothing was lost: the same intents can be published when the fault is over.
                    #expect(self.attempt(intents) == nil)
                }
                #expect(content("a.mp4") == "a" && content("b.mp4") == "b")
                for name in try Directory.names(in: folder.path) { try File.unlink(folder.file(name)) }
                if failure == nil { break }
            }
            #expect(struck >= 2)
        }

        @Test(arguments: [Errno.notPermitted, .notSupported, .noSystemCall])
        func withoutHardLinksARenameKeepsForeignFiles(errno: Errno) throws {
            let intent = try prepared("out.mp4")
            try FaultInjector.force(errno, on: .link, below: folder.path, count: 9) {
                #expect(attempt([intent]) == nil)
                #expect(content("out.mp4") == "encoded")
                #expect(!File.exists(intent.temporaryPath))
                // Again, as after a crash.
                #expect(attempt([intent]) == nil)
                let other = try prepared("out.mp4", "second", index: 1)
                #expect(attempt([other])?.code == .outputExists)
                #expect(content("out.mp4") == "encoded")
            }
        }

        @Test func withoutEvenThatItLooksFirst() throws {
            let intent = try prepared("out.mp4")
            FaultInjector.force(.notPermitted, on: .link, below: folder.path, count: 9) {
                FaultInjector.force(.invalid, on: .rename, below: folder.path) {
                    #expect(attempt([intent]) == nil)
                }
            }
            #expect(content("out.mp4") == "encoded")
        }

        /// A renamed output has no second name; when another output fails, it gets its temporary name back.
        @Test func aRenamedOutputIsWithdrawnToo() throws {
            let intents = try [prepared("a.mp4", "a", index: 0), prepared("b.mp4", "b", index: 1)]
            FaultInjector.force(.notPermitted, on: .link, below: folder.path, count: 9) {
                FaultInjector.force(.io, on: .rename, below: folder.path, skipping: 1) {
                    #expect(attempt(intents)?.code == .outputUnwritable)
                }
                #expect(content("a.mp4") == nil && content("b.mp4") == nil)
                #expect(attempt(intents) == nil)
            }
            #expect(content("a.mp4") == "a" && content("b.mp4") == "b")
        }

        @Test func anOverwriteThatFailsKeepsTheOldFile() throws {
            try write("old", to: folder.file("out.mp4"))
            let intent = try prepared("out.mp4")
            FaultInjector.force(.noSpace, on: .rename, below: folder.path) {
                #expect(attempt([intent], overwrite: true)?.code == .noSpace)
            }
            #expect(content("out.mp4") == "old")
        }
    #endif

    @Test func namesAreHiddenAndOfTheAttempt() {
        #expect(TemporaryName.of(key, output: 2) == ".millrace-\(key.job).3.2.part")
        #expect(PathParts("/a/b.mp4") == PathParts("/a/b.mp4"))
        #expect(PathParts("/b.mp4")?.directory == "/")
        #expect(PathParts("/b.mp4")?.sibling("c") == "/c")
        #expect(PathParts("/a/b.mp4")?.sibling("c") == "/a/c")
        for path in ["/", "/a/", "/a/.", "/a/..", "", "a"] { #expect(PathParts(path) == nil) }
    }
}
