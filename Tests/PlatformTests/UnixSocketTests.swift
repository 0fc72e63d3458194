import Platform
import TestSupport
import Testing

@Suite struct UnixSocketTests {
    @Test func aConnectionCarriesBytesAndIdentity() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/s"
        let listener = try UnixListener(path: path, mode: 0o600)
        #expect(try File.status(path).mode == 0o600)
        #expect(try listener.accept() == nil)

        let client = try UnixSocket.connect(path: path)
        #expect(try Poll.wait(listener.rawValue, for: .readable, milliseconds: 5000))
        guard let server = try listener.accept() else {
            Issue.record("no connection")
            return
        }
        let peer = try PeerCredentials(of: server.rawValue)
        #expect(peer == (try PeerCredentials(of: client.rawValue)))
        #expect(peer.uid == User.effectiveID && peer.gid == User.effectiveGroupID && peer.pid == CurrentProcess.pid)
        try File.writeAll(Array("hello".utf8), to: client.rawValue)
        _ = consume client
        #expect(try File.readAll(server.rawValue, limit: 100) == Array("hello".utf8))
    }

    @Test func aDeadSocketIsReplacedAndAFileIsNot() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/s"
        do { _ = try UnixListener(path: path) }
        #expect(throws: SystemFailure("connect", .connectionRefused, subject: path)) {
            _ = try UnixSocket.connect(path: path)
        }
        _ = try UnixListener(path: path)
        try File.unlink(path)
        try File.replace(path, with: [1])
        #expect(throws: SystemFailure("bind", .exists, subject: path)) { _ = try UnixListener(path: path) }
        #expect(try File.contents(of: path) == [1])
    }

    @Test func aLongPathIsRefusedWithItsReason() throws {
        let path = "/" + String(repeating: "x", count: UnixSocket.maxPathBytes)
        let failure = #expect(throws: SystemFailure.self) { _ = try UnixListener(path: path) }
        #expect(failure?.errno == .nameTooLong)
        #expect("\(try #require(failure))".contains("1 to 107 bytes"))
    }
}
