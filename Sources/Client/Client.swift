import Platform

/// # Client
///
/// The library for Millrace's socket API: synchronous, typed, without a dependency on the server's modules. The command
/// line is built on it and on nothing else.
///
/// * A ``Client`` speaks HTTP/1.1 over one kept connection to one Unix socket. It is used by one thread at a time.
/// * Values are those of `JobModel`; a response's members that are not known are ignored, so that an older client
///   serves with a newer coordinator.
/// * A refusal is a ``Problem`` in a ``ClientFailure/refused(_:)``.
/// * ``events(_:)`` follows the durable event stream and resumes it where it broke off.
///
/// Folders: `Transport` sockets and HTTP · `Events` the event stream · `Model` what only clients need.
package final class Client {
    package let socketPath: String
    /// Seconds that an answer may take, beyond what was asked of the server to wait.
    package var answerSeconds = 60.0
    /// Asked about every tenth of a second while waiting; true ends the call with ``ClientFailure/interrupted``.
    package var isInterrupted: () -> Bool = { false }
    /// Called as often while waiting.
    package var whileWaiting: () -> Void = {}

    /// A connection whose last response was read to its end.
    private var idle: ByteStream?

    package init(socketPath: String) { self.socketPath = socketPath }

    /// A response read whole.
    package struct Response: Sendable {
        package var head: ResponseHead
        package var body: [UInt8]
    }

    /// Sends a request and reads the whole response. A connection that the server closed while it was idle is made
    /// anew once: every request of this library may be repeated (submissions carry an `Idempotency-Key`).
    /// - Throws: ``ClientFailure/refused(_:)`` for a status of 400 and above.
    package func send(
        _ method: String, _ target: String, fields: [(String, String)] = [], body: [UInt8]? = nil,
        waitSeconds: Double = 0
    ) throws(ClientFailure) -> Response {
        let request = HTTPExchange.Request(method: method, target: target, fields: fields, body: body)
        let exchange = try begin(request, waitSeconds: waitSeconds)
        let content = try exchange.body()
        if exchange.head.keepsConnection { idle = exchange.stream }
        let response = Response(head: exchange.head, body: content)
        if response.head.status >= 400 { throw .refused(Problem(response)) }
        return response
    }

    func begin(_ request: HTTPExchange.Request, waitSeconds: Double?) throws(ClientFailure) -> HTTPExchange {
        if let stream = idle {
            idle = nil
            do throws(ClientFailure) {
                prepare(stream, waitSeconds)
                return try HTTPExchange(request, on: stream)
            } catch .connectionClosed {
            } catch .connectionLost {
            }
        }
        let stream = try connect()
        prepare(stream, waitSeconds)
        return try HTTPExchange(request, on: stream)
    }

    private func prepare(_ stream: ByteStream, _ waitSeconds: Double?) {
        stream.deadline = waitSeconds.map {
            MonotonicClock.nanoseconds() + UInt64(($0 + answerSeconds) * 1_000_000_000)
        }
        stream.isInterrupted = isInterrupted
        stream.whileWaiting = whileWaiting
    }

    private func connect() throws(ClientFailure) -> ByteStream {
        if let reason = SocketTrust.objection(to: socketPath) { throw .untrusted(path: socketPath, reason) }
        let socket: Descriptor
        do throws(SystemFailure) {
            socket = try UnixSocket.connect(path: socketPath)
        } catch {
            throw .unreachable(path: socketPath, error)
        }
        return try ByteStream(socket)
    }
}
