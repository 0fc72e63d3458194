/// The life of one connection as a value: no I/O, and time is passed in (nanoseconds of a monotonic clock).
///
/// The driver feeds it bytes and asks ``next(_:)`` until it says ``Step/wait``. One request is answered at a time; what
/// a client sends ahead stays in the parser, up to ``HTTPLimits/readAhead``, and is looked at when the answer is sent.
/// The loop is the driver's, so that a handler that answers at once cannot nest one request in another.
package struct ConnectionMachine: Sendable {
    package enum Step: Sendable, Equatable {
        /// Nothing to do until bytes, an answer or the deadline arrives.
        case wait
        /// Send `100 Continue`.
        case sendContinue
        /// Answer this request, then call ``responseSent(_:)``.
        case respond(RequestHead, body: [UInt8])
        /// Answer that the request was not understood, with `Connection: close`, then call ``responseSent(_:)``.
        case refuse(Rejection)
        /// The response is sent and the connection ends, but the client may be sending still: close the sending side
        /// and go on reading.
        case linger
        /// Close the socket.
        case close
    }

    private enum State: Sendable, Equatable {
        case reading
        case responding(closes: Bool, refused: Bool)
        case lingering
        case closed
    }

    private let limits: HTTPLimits
    private var parser: RequestParser
    private var state = State.reading
    private var inputEnded = false
    private var draining = false
    /// What to refuse without looking at the input.
    private var refusal: Rejection?
    /// When the present waiting began, and for what.
    private var since: UInt64
    private var phase = RequestParser.Phase.idle

    /// - Parameter refusal: what to answer without reading a request; nil serves the client.
    package init(limits: HTTPLimits, now: UInt64, refusing refusal: Rejection? = nil) {
        self.limits = limits
        self.refusal = refusal
        parser = RequestParser(limits: limits)
        since = now
    }

    // MARK: What happens

    /// Bytes came in. After a refusal they are thrown away.
    package mutating func receive(_ bytes: some Collection<UInt8>) {
        switch state {
        case .reading, .responding(_, refused: false): parser.append(bytes)
        case .responding, .lingering, .closed: break
        }
    }

    /// The client will send nothing more.
    package mutating func receiveEnd() { inputEnded = true }

    /// The last byte of the answer is written.
    package mutating func responseSent(_ now: UInt64) {
        guard case .responding(let closes, let refused) = state else { return }
        if refused {
            state = .lingering
        } else {
            state = closes || draining ? .closed : .reading
        }
        since = now
        phase = .idle
    }

    /// The server is stopping: no request after the present one.
    package mutating func drain() { draining = true }

    /// Time has passed. Where it was too long, ``next(_:)`` has the consequence.
    package mutating func expire(_ now: UInt64) {
        guard let deadline, now >= deadline else { return }
        switch (state, phase) {
        case (.reading, .head): refusal = Rejection(.requestTimeout, "the request's head did not arrive in time")
        case (.reading, .body): refusal = Rejection(.requestTimeout, "the request's body did not arrive in time")
        default: state = .closed
        }
    }

    // MARK: What to do

    package mutating func next(_ now: UInt64) -> Step {
        switch state {
        case .closed: return .close
        case .responding: return .wait
        case .lingering: return inputEnded ? .close : .linger
        case .reading: break
        }
        if let refusal { return refuse(refusal) }
        switch parser.next() {
        case .request(let head, let body):
            state = .responding(closes: head.closes, refused: false)
            return .respond(head, body: body)
        case .rejected(let rejection):
            return refuse(rejection)
        case .expectsContinue:
            note(now)
            return .sendContinue
        case .needsInput:
            note(now)
            if inputEnded || (draining && phase == .idle) {
                state = .closed
                return .close
            }
            return .wait
        }
    }

    private mutating func refuse(_ rejection: Rejection) -> Step {
        state = .responding(closes: true, refused: true)
        return .refuse(rejection)
    }

    /// Starts the clock anew when another part of the request is waited for.
    private mutating func note(_ now: UInt64) {
        guard parser.phase != phase else { return }
        phase = parser.phase
        since = now
    }

    // MARK: What the driver needs to know

    /// Whether bytes should be read. False holds back a client that sends far ahead.
    package var wantsInput: Bool {
        guard !inputEnded else { return false }
        return switch state {
        case .reading, .lingering: true
        case .responding: parser.buffered < limits.readAhead
        case .closed: false
        }
    }

    /// Whether the response that is being sent is the last one: it then says `Connection: close`.
    package var closesAfterResponse: Bool {
        switch state {
        case .responding(let closes, _): closes || draining || (inputEnded && parser.buffered == 0)
        case .reading, .lingering, .closed: true
        }
    }

    package var isResponding: Bool { if case .responding = state { true } else { false } }

    /// When ``expire(_:)`` has an effect; nil while the handler and the client's reading decide.
    package var deadline: UInt64? {
        let seconds: Double
        switch state {
        case .closed, .responding: return nil
        case .lingering: seconds = limits.lingerSeconds
        case .reading:
            switch phase {
            case .idle: seconds = limits.idleSeconds
            case .head: seconds = limits.headSeconds
            case .body: seconds = limits.bodySeconds
            case .rejected: return nil
            }
        }
        return since + UInt64(seconds * 1_000_000_000)
    }
}
