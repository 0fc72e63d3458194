import Platform
package import Telemetry

/// Accepts connections on a ``ListeningSocket`` and serves them until it is stopped.
///
/// The server and its connections share one serial executor. A timer looks at deadlines while there are connections; an
/// idle server does not wake up.
package actor HTTPServer {
    nonisolated private let executor: DispatchExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let handler: any HTTPHandler
    private let limits: HTTPLimits
    private let log: Logger
    private var listener: ListeningSocket?
    private var accepting: ReadSource?
    private var connections: [Int: Served] = [:]
    private var nextNumber = 0
    private var ticks: TimerSource?
    private var pause: TimerSource?
    private var stopping = false
    private var waitingForStop: [CheckedContinuation<Void, Never>] = []

    private struct Served {
        let connection: Connection
        let uid: UInt32
    }

    /// - Parameter listener: owned by the server from here on, until ``stop(within:)``.
    package init(
        listener: consuming ListeningSocket, handler: any HTTPHandler, limits: HTTPLimits = HTTPLimits(), log: Logger
    ) {
        executor = DispatchExecutor(label: "millrace.http")
        self.listener = consume listener
        self.handler = handler
        self.limits = limits
        self.log = log
    }

    /// How many connections are open.
    package var connectionCount: Int { connections.count }

    /// Begins to accept; once.
    package func start() {
        guard accepting == nil, !stopping, let number = listener?.rawValue else { return }
        accepting = ReadSource(number, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.acceptWaiting() }
        }
    }

    /// Stops accepting and gives up the socket's name, lets requests that are under way finish, ends streams, and cuts
    /// what is still open after `seconds`. Returns when the last connection is closed. Idempotent.
    package func stop(within seconds: Double) async {
        await beginStop()
        let deadline = TimerSource(seconds: seconds, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.cutAll() }
        }
        if !connections.isEmpty { await withCheckedContinuation { waitingForStop.append($0) } }
        deadline.cancel()
    }

    private func beginStop() async {
        guard !stopping else { return }
        stopping = true
        pause = nil
        for served in connections.values { drain(served.connection) }
        if let accepting {
            self.accepting = nil
            // The descriptor stays open until no event can arrive for its number.
            await withCheckedContinuation { stopped in accepting.cancel { stopped.resume() } }
        }
        listener = nil
    }

    private func drain(_ connection: Connection) { connection.assumeIsolated { $0.drain() } }

    // MARK: Accepting

    private func acceptWaiting() {
        // Bounded, so that a flood of connections does not hold up those that are served.
        for _ in 0..<64 {
            do throws(SystemFailure) {
                guard let socket = try listener?.accept() else { return }
                let credentials = try PeerCredentials(of: socket.rawValue)
                serve(socket, credentials)
            } catch {
                return pauseAccepting(error)
            }
        }
    }

    /// Out of descriptors or memory: the waiting connection stays readable, so trying at once would spin.
    private func pauseAccepting(_ failure: SystemFailure) {
        log.warning("cannot accept a connection, trying again in a second", ["cause": failure.description])
        accepting?.suspend()
        pause = TimerSource(seconds: 1, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.accepting?.resume() }
        }
    }

    private func serve(_ socket: consuming Descriptor, _ credentials: PeerCredentials) {
        let peer = Peer(uid: credentials.uid, gid: credentials.gid, pid: credentials.pid)
        let mine = connections.values.count { $0.uid == peer.uid }
        // Room for a few refusals; beyond that a client is not worth an answer.
        guard mine < limits.connectionsPerUser + 64 else { return }
        let number = nextNumber
        nextNumber += 1
        let connection = Connection(
            socket: socket, peer: peer, refusing: refusal(of: peer, connections: mine), handler: handler,
            limits: limits, executor: executor
        ) { [weak self] in
            self?.assumeIsolated { $0.remove(number) }
        }
        connections[number] = Served(connection: connection, uid: peer.uid)
        watchDeadlines()
        connection.assumeIsolated { $0.start() }
    }

    private func refusal(of peer: Peer, connections: Int) -> Rejection? {
        if !handler.authorize(peer) {
            log.notice("refused a connection", ["uid": peer.uid, "pid": peer.pid])
            return Rejection(.forbidden, "user \(peer.uid) may not use this server")
        }
        if connections >= limits.connectionsPerUser {
            return Rejection(.serviceUnavailable, "a user may have \(limits.connectionsPerUser) connections at a time")
        }
        return nil
    }

    // MARK: Deadlines and ends

    private func watchDeadlines() {
        guard ticks == nil else { return }
        ticks = TimerSource(seconds: limits.tickSeconds, repeating: true, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.tick() }
        }
    }

    private func tick() {
        let now = MonotonicClock.nanoseconds()
        for served in connections.values { served.connection.assumeIsolated { $0.tick(now) } }
    }

    private func cutAll() {
        for served in connections.values { served.connection.assumeIsolated { $0.close() } }
    }

    private func remove(_ number: Int) {
        connections[number] = nil
        guard connections.isEmpty else { return }
        ticks = nil
        guard stopping else { return }
        for waiting in waitingForStop { waiting.resume() }
        waitingForStop = []
    }
}
