import Platform

/// The driver of one connection: moves bytes between the socket and the ``ConnectionMachine``, and starts the handler.
///
/// Everything here runs on the server's queue except the handler and the producer of a streamed body, which run in one
/// task for each request, outside. ``pump()`` is the only loop; whatever happens ends in a call of it.
actor Connection {
    nonisolated private let executor: DispatchExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let handler: any HTTPHandler
    private let limits: HTTPLimits
    private let peer: Peer
    private let onClose: @Sendable () -> Void

    private var machine: ConnectionMachine
    private var output = OutputBuffer()
    /// Nil once closed.
    private var socket: SharedDescriptor?
    private var reading: ReadSource?
    private var writing: WriteSource?
    private var sendingEnded = false
    /// The response is in `output` to its last byte.
    private var responseComplete = false
    /// The handler and the body's producer.
    private var task: Task<Void, Never>?
    private var isStreaming = false
    private var draining = false
    /// Producers that wait for room in `output`.
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// When the client last took a byte, or began to owe us one.
    private var progressed: UInt64
    private var date: (second: Int64, text: String) = (0, "")

    /// - Parameter refusal: answer this instead of a request, and close.
    init(
        socket: consuming Descriptor, peer: Peer, refusing refusal: Rejection?, handler: any HTTPHandler,
        limits: HTTPLimits, executor: DispatchExecutor, onClose: @escaping @Sendable () -> Void
    ) {
        let now = MonotonicClock.nanoseconds()
        self.executor = executor
        self.handler = handler
        self.limits = limits
        self.peer = peer
        self.onClose = onClose
        self.socket = SharedDescriptor(socket)
        machine = ConnectionMachine(limits: limits, now: now, refusing: refusal)
        progressed = now
    }

    // MARK: What the server calls

    /// Begins to serve; once.
    func start() {
        guard let socket else { return }
        reading = ReadSource(socket.rawValue, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.readable() }
        }
        pump()
    }

    /// Looks at the deadlines.
    func tick(_ now: UInt64) {
        guard let socket else { return }
        if output.count > 0, now > progressed + UInt64(limits.writeStallSeconds * 1e9) { return close() }
        // Without a read source nobody would tell that the client has gone.
        if machine.isResponding, !machine.wantsInput, Poll.isHungUp(socket.rawValue) { return close() }
        machine.expire(now)
        pump()
    }

    /// No request after the present one; a streamed response is ended.
    func drain() {
        draining = true
        machine.drain()
        if isStreaming { task?.cancel() }
        pump()
    }

    /// Closes the socket, whatever is under way. Idempotent.
    func close() {
        guard let socket else { return }
        self.socket = nil
        // The number stays taken until no event can arrive for it.
        reading?.cancel { withExtendedLifetime(socket) {} }
        writing?.cancel { withExtendedLifetime(socket) {} }
        reading = nil
        writing = nil
        task?.cancel()
        task = nil
        releaseProducers()
        onClose()
    }

    // MARK: The loop

    private func pump() {
        while socket != nil {
            flush()
            if responseComplete, output.count == 0 {
                responseComplete = false
                task = nil
                machine.responseSent(MonotonicClock.nanoseconds())
            }
            switch machine.next(MonotonicClock.nanoseconds()) {
            case .wait: return watchInput()
            case .sendContinue: output.append(ResponseEncoder.continues)
            case .respond(let head, let body): begin(head, body)
            case .refuse(let rejection):
                enqueue(encode(handler.response(refusing: rejection), isHead: false))
                responseComplete = true
            case .linger:
                endSending()
                return watchInput()
            case .close: return close()
            }
        }
    }

    private func watchInput() {
        if machine.wantsInput { reading?.resume() } else { reading?.suspend() }
    }

    private func endSending() {
        guard !sendingEnded, let socket else { return }
        sendingEnded = true
        // A client that is gone already is closed by the read that follows.
        try? UnixSocket.endSending(socket.rawValue)
    }

    // MARK: Reading

    private static let readSize = 64 * 1024

    private func readable() {
        // A few reads at a time, so that one busy client does not hold up the others.
        for _ in 0..<4 {
            guard let socket, machine.wantsInput else { break }
            let outcome = unsafe withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 16) { buffer in
                unsafe receive(from: socket.rawValue, into: buffer)
            }
            guard outcome == Self.readSize else { break }
        }
        pump()
    }

    /// Passes what is there to the machine; returns the count of bytes.
    private func receive(from socket: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        do throws(SystemFailure) {
            switch unsafe try Message.receive(from: socket, into: buffer) {
            case .message(let count, _):
                unsafe machine.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return count
            case .endOfStream:
                machine.receiveEnd()
                // A client that only ended its sending side still wants its answer.
                if machine.isResponding, Poll.isHungUp(socket) { close() }
            case .wouldBlock: break
            // Descriptors came along, which nothing here takes; the kernel dropped them.
            case .truncated: close()
            }
        } catch {
            close()
        }
        return 0
    }

    // MARK: Answering

    private func begin(_ head: RequestHead, _ body: [UInt8]) {
        let request = HTTPRequest(
            method: head.method, target: head.target, fields: head.fields, body: body, peer: peer)
        task = Task.detached { [handler, self] in
            let response = await handler.respond(to: request)
            guard await answer(response, isHead: request.method == .head) else { return }
            guard case .stream(let produce) = response.body else { return }
            do {
                try await produce(BodyWriter { [self] bytes throws(ClientGone) in try await write(bytes) })
                await endStream()
            } catch {
                await close()
            }
        }
    }

    /// Sends the head, and the body where it is bytes; true where a body is to be produced.
    private func answer(_ response: HTTPResponse, isHead: Bool) -> Bool {
        guard socket != nil else { return false }
        enqueue(encode(response, isHead: isHead))
        if case .stream = response.body, !isHead, response.status.allowsBody {
            isStreaming = true
            if draining { task?.cancel() }
        } else {
            responseComplete = true
        }
        pump()
        return isStreaming && socket != nil
    }

    private func write(_ bytes: [UInt8]) async throws(ClientGone) {
        guard socket != nil else { throw ClientGone() }
        enqueue(ResponseEncoder.chunk(bytes))
        pump()
        while socket != nil, output.count > limits.writeBound {
            await withCheckedContinuation { waiting.append($0) }
        }
        guard socket != nil else { throw ClientGone() }
    }

    private func endStream() {
        guard socket != nil else { return }
        isStreaming = false
        enqueue(ResponseEncoder.lastChunk)
        responseComplete = true
        pump()
    }

    private func encode(_ response: HTTPResponse, isHead: Bool) -> [UInt8] {
        let second = RealtimeClock.milliseconds() / 1000
        if second != date.second { date = (second, HTTPDate.text(seconds: second)) }
        return ResponseEncoder.start(
            response, isHead: isHead, closes: machine.closesAfterResponse, date: date.text)
    }

    // MARK: Writing

    private func enqueue(_ bytes: [UInt8]) {
        if output.count == 0 { progressed = MonotonicClock.nanoseconds() }
        output.append(bytes)
    }

    private func flush() {
        while output.count > 0, let socket {
            do throws(SystemFailure) {
                guard let sent = try send(to: socket.rawValue) else { return waitForRoom(socket) }
                output.consume(sent)
                progressed = MonotonicClock.nanoseconds()
            } catch {
                return close()
            }
        }
        writing?.suspend()
        releaseProducers()
    }

    private func send(to socket: Int32) throws(SystemFailure) -> Int? {
        try unsafe output.pending.withUnsafeBufferPointer { bytes throws(SystemFailure) in
            try unsafe Message.send(UnsafeRawBufferPointer(bytes), to: socket)
        }
    }

    private func waitForRoom(_ socket: SharedDescriptor) {
        if writing == nil {
            writing = WriteSource(socket.rawValue, queue: executor.queue) { [weak self] in
                self?.assumeIsolated { $0.pump() }
            }
        }
        writing?.resume()
        if output.count <= limits.writeBound { releaseProducers() }
    }

    private func releaseProducers() {
        let released = waiting
        waiting = []
        for producer in released { producer.resume() }
    }
}
