import CLinux
import Glibc

/// A listening Unix stream socket, non-blocking. Its file is removed by the owner of the folder's lock, not here.
package struct UnixListener: ~Copyable, Sendable {
    private let socket: Descriptor

    /// The number, for an event source.
    package var rawValue: Int32 { socket.rawValue }

    /// Takes over a listening socket.
    package init(adopting socket: consuming Descriptor) { self.socket = socket }

    /// Binds and listens. The caller owns the folder (``LockFile``): a socket file that is already there is a dead
    /// one's and is replaced; anything else there is refused with `exists`.
    /// - Parameter mode: permission bits of the socket file; it never exists with wider ones.
    package init(path: String, mode: UInt32 = 0o600, backlog: Int32 = 128) throws(SystemFailure) {
        let socket = try UnixSocket.make()
        var address = try UnixSocket.address(path)
        if let status = try? File.status(path, followLinks: false) {
            guard status.kind == .socket else { throw SystemFailure("bind", .exists, subject: path) }
            try File.unlink(path)
        }
        // The file takes the mode of the socket's own inode, less the umask (unix(7), Linux).
        _ = try retrying("fchmod", path) { fchmod(socket.rawValue, mode) }
        _ = try retrying("bind", path) {
            unsafe UnixSocket.withAddress(&address) { unsafe bind(socket.rawValue, $0, $1) }
        }
        _ = try retrying("chmod", path) { unsafe chmod(path, mode) }
        _ = try retrying("listen", path) { listen(socket.rawValue, backlog) }
        try File.setNonBlocking(socket.rawValue)
        self.init(adopting: socket)
    }

    /// The next connection, non-blocking; nil where none waits.
    package func accept() throws(SystemFailure) -> Descriptor? {
        while true {
            let raw = clinux_accept(socket.rawValue)
            if raw >= 0 { return Descriptor(adopting: raw) }
            switch Errno.current {
            case .interrupted, Errno(rawValue: ECONNABORTED): continue
            case .wouldBlock: return nil
            case let error: throw SystemFailure("accept4", error)
            }
        }
    }
}

/// Connecting to Unix stream sockets.
package enum UnixSocket {
    /// Longest path that fits in an address (`sun_path` less its NUL).
    package static let maxPathBytes = 107

    /// Connects, blocking.
    package static func connect(path: String) throws(SystemFailure) -> Descriptor {
        let socket = try make()
        var address = try address(path)
        _ = try retrying("connect", path) {
            unsafe withAddress(&address) { unsafe Glibc.connect(socket.rawValue, $0, $1) }
        }
        return socket
    }

    /// Says that nothing more will be sent (`SHUT_WR`); the other end reads the end of the stream. Reading goes on.
    package static func endSending(_ socket: Int32) throws(SystemFailure) {
        _ = try retrying("shutdown") { shutdown(socket, Int32(SHUT_WR)) }
    }

    static func make() throws(SystemFailure) -> Descriptor {
        let raw = try retrying("socket") {
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        return Descriptor(adopting: raw)
    }

    static func address(_ path: String) throws(SystemFailure) -> sockaddr_un {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= maxPathBytes, !bytes.contains(0) else {
            throw SystemFailure("a socket's path holds 1 to 107 bytes", .nameTooLong, subject: path)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return address
    }

    static func withAddress<Result>(
        _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe body(
                UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}

/// Who is at the other end of a Unix socket (`SO_PEERCRED`): the identity when it connected or made the pair.
package struct PeerCredentials: Sendable, Equatable {
    /// For display: by the time it is read, another process may have it.
    package var pid: Int32
    package var uid: UInt32
    package var gid: UInt32

    package init(of socket: Int32) throws(SystemFailure) {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
        _ = try retrying("getsockopt(SO_PEERCRED)") {
            unsafe clinux_peer_credentials(socket, &pid, &uid, &gid)
        }
        self.pid = pid
        self.uid = uid
        self.gid = gid
    }
}
