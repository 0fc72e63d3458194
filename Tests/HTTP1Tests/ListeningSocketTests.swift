import HTTP1
import Platform
import TestSupport
import Testing

@Suite struct ListeningSocketTests {
    private let folder: TemporaryDirectory
    private var path: String { folder.file("run/m.sock") }

    init() throws { folder = try TemporaryDirectory() }

    @Test func theSocketIsPrivateInAPrivateFolder() throws {
        let socket = try ListeningSocket.open(path: path)
        #expect(try File.status(folder.file("run")).mode == 0o700)
        let status = try File.status(socket.path)
        #expect(status.kind == .socket)
        #expect(status.mode == 0o600)
        #expect(try File.status(path + ".lock").mode == 0o600)
    }

    @Test func aLivingOwnerKeepsTheName() throws {
        let socket = try ListeningSocket.open(path: path)
        let before = try File.status(path)
        let failure = #expect(throws: ListenFailure.self) { _ = try ListeningSocket.open(path: path) }
        #expect(failure?.description.contains("in use by process") == true)
        #expect(try File.status(path) == before)
        #expect(socket.path == path)
    }

    @Test func aDeadOwnersSocketIsReplaced() throws {
        try Directory.create(folder.file("run"), mode: 0o700)
        // A socket file without an owner: bound once, then closed without being removed.
        do { _ = try UnixListener(path: path) }
        #expect(File.exists(path))
        let socket = try ListeningSocket.open(path: path)
        _ = try UnixSocket.connect(path: path)
        #expect(try socket.accept() != nil)
    }

    @Test func theNameIsRemovedWithTheOwnerAndTheLockFileStays() throws {
        do { _ = try ListeningSocket.open(path: path) }
        #expect(!File.exists(path))
        #expect(File.exists(path + ".lock"))
    }

    @Test func aNameThatBecameSomeoneElsesIsLeftAlone() throws {
        do {
            let socket = try ListeningSocket.open(path: path)
            try File.unlink(socket.path)
            let file = try File.open(path, [.writeOnly, .create])
            try File.writeAll(Array("mine".utf8), to: file.rawValue)
        }
        #expect(File.exists(path))
    }

    @Test func anOpenFolderIsRefused() throws {
        try Directory.create(folder.file("run"), mode: 0o755)
        let failure = #expect(throws: ListenFailure.self) { _ = try ListeningSocket.open(path: path) }
        #expect(failure?.description.contains("mode 755") == true)
        #expect(!File.exists(path))
    }

    @Test func anythingButASocketUnderTheNameIsRefused() throws {
        try Directory.create(folder.file("run"), mode: 0o700)
        let file = try File.open(path, [.writeOnly, .create])
        try File.writeAll(Array("precious".utf8), to: file.rawValue)
        #expect(throws: ListenFailure.system(path: path, SystemFailure("bind", .exists, subject: path))) {
            _ = try ListeningSocket.open(path: path)
        }
        #expect(try File.status(path).size == 8)
    }

    @Test func aPathBeyondTheKernelsLimitIsRefused() throws {
        let long = folder.file(String(repeating: "x", count: 120))
        let failure = #expect(throws: ListenFailure.self) { _ = try ListeningSocket.open(path: long) }
        #expect(failure?.description.contains("107 bytes") == true)
    }
}
