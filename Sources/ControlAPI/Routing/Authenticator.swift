package import HTTP1

/// Who makes a request, as far as the API is concerned.
package struct Caller: Sendable, Equatable {
    package var uid: UInt32
    package var gid: UInt32

    package init(uid: UInt32, gid: UInt32) {
        self.uid = uid
        self.gid = gid
    }
}

/// Finds out who makes a request. A socket knows by the peer's credentials; a gateway will by a key.
package protocol Authenticator: Sendable {
    /// Throws 401 or 403.
    func authenticate(_ request: HTTPRequest) throws(Problem) -> Caller
}

/// Takes the user that the server runs as, and root: `SO_PEERCRED` of the connection, never the process number.
package struct PeerAuthenticator: Authenticator {
    private let uid: UInt32

    package init(uid: UInt32) { self.uid = uid }

    package func admits(_ peer: Peer) -> Bool { peer.uid == uid || peer.uid == 0 }

    package func authenticate(_ request: HTTPRequest) throws(Problem) -> Caller {
        guard admits(request.peer) else {
            throw Problem(.forbidden, "forbidden", "user \(request.peer.uid) may not use this server")
        }
        return Caller(uid: request.peer.uid, gid: request.peer.gid)
    }
}
