import Glibc
import Platform
import TestSupport
import Testing

@Suite struct ServiceManagerTests {
    /// Listens for datagrams as a service manager does.
    private func listener(_ address: String) throws -> Descriptor {
        let socket = Descriptor(adopting: Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: Array(address.utf8)) }
        if address.hasPrefix("@") { name.sun_path.0 = 0 }
        let bound = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket.rawValue, $0, socklen_t(2 + address.utf8.count))
            }
        }
        try #require(bound == 0)
        return socket
    }

    @Test(arguments: [false, true]) func itIsTold(abstract: Bool) throws {
        let folder = try TemporaryDirectory()
        let address = abstract ? "@millrace-test-\(CurrentProcess.pid)" : folder.file("notify")
        let socket = try listener(address)
        #expect(ServiceManager.notify("READY=1", address: address))
        var room = [UInt8](repeating: 0, count: 64)
        guard case .message(let count, _) = try Message.receive(from: socket.rawValue, into: &room) else {
            Issue.record("nothing came")
            return
        }
        #expect(String(decoding: room[..<count], as: UTF8.self) == "READY=1")
    }

    @Test func withoutOneNothingHappens() {
        #expect(!ServiceManager.notify("READY=1", address: nil))
        #expect(!ServiceManager.notify("READY=1", address: "/nowhere/notify"))
        #expect(!ServiceManager.notify("READY=1", address: ""))
    }
}
