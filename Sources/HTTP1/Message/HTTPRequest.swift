/// A request, whole, from an identified caller.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// Path and query as sent: begins with `/`, visible ASCII, not decoded.
    package var target: String
    package var fields: HTTPFields
    package var body: [UInt8]
    package var peer: Peer

    package init(
        method: HTTPMethod, target: String, fields: HTTPFields = [:], body: [UInt8] = [], peer: Peer
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.peer = peer
    }
}

/// Who is at the other end of a connection, as the kernel recorded it when the connection was made (`SO_PEERCRED`).
package struct Peer: Sendable, Hashable {
    package var uid: UInt32
    package var gid: UInt32
    /// For the log only: the process may be gone and its number reused.
    package var pid: Int32

    package init(uid: UInt32, gid: UInt32, pid: Int32) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
    }
}

/// Request line and fields, and how long the body is.
package struct RequestHead: Sendable, Equatable {
    /// How the end of the body is found.
    package enum Framing: Sendable, Equatable {
        case length(Int)
        case chunked
    }

    package var method: HTTPMethod
    package var target: String
    package var fields: HTTPFields
    package var framing: Framing
    /// The client waits for `100 Continue` before it sends the body.
    package var expectsContinue: Bool
    /// The client asked for the connection to end with this response.
    package var closes: Bool
}
