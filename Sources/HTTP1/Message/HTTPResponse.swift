/// An answer. The core adds `Date`, the framing and `Connection`; these are not to be set.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Sent chunked while the function produces it. When it returns, the response ends well; when it throws, the
        /// connection is cut so that the client sees an incomplete body. Its task is cancelled when the client goes
        /// away or the server stops.
        case stream(@Sendable (BodyWriter) async throws -> Void)
    }

    package var status: HTTPStatus
    package var fields: HTTPFields
    package var body: Body

    package init(_ status: HTTPStatus, fields: HTTPFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// Where the body of a streamed response goes.
package struct BodyWriter: Sendable {
    private let send: @Sendable ([UInt8]) async throws(ClientGone) -> Void

    package init(send: @escaping @Sendable ([UInt8]) async throws(ClientGone) -> Void) { self.send = send }

    /// Hands over one piece. Returns once the pieces that wait for the client are below ``HTTPLimits/writeBound``, so
    /// a slow client slows its producer and nothing piles up.
    package func write(_ bytes: [UInt8]) async throws(ClientGone) { try await send(bytes) }
}

/// The client hung up, or was dropped because it did not read.
package struct ClientGone: Error, Sendable, Equatable {
    package init() {}
}
