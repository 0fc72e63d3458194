/// What a server does with its requests: the one seam between the core and the routes.
package protocol HTTPHandler: Sendable {
    /// Whether a process with these credentials may talk to the server at all. Asked once for each connection.
    func authorize(_ peer: Peer) -> Bool

    /// Answers one request. Runs outside the server's executor; its task is cancelled when the client goes away.
    @concurrent func respond(to request: HTTPRequest) async -> HTTPResponse

    /// The body and fields for a request that the core refused before there was one; the status is given. The
    /// connection ends after it.
    func response(refusing rejection: Rejection) -> HTTPResponse
}

/// Why the core does not take a request: what it answers, and one sentence for a person.
package struct Rejection: Error, Sendable, Equatable {
    package var status: HTTPStatus
    package var detail: String

    package init(_ status: HTTPStatus, _ detail: String) {
        self.status = status
        self.detail = detail
    }
}
