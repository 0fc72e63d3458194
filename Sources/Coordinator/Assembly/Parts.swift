import ControlAPI
import HTTP1
import JobModel
import JobStore
import Platform
import Scheduling
import Telemetry
import WorkerPool
import WorkerProtocol

/// The running parts of a daemon.
struct Parts: Sendable {
    let store: SQLiteJobStore
    let pool: WorkerPool
    let coordinator: Coordinator
    let server: HTTPServer
    let drainSeconds: Double
    let log: Logger

    /// Starts everything, the socket last. What was started is stopped again where a later part fails.
    static func start(
        _ configuration: Configuration, programDirectory: String, log: Logger
    ) async throws(StartFailure) -> Parts {
        let store = try open(configuration)
        let pool = WorkerPool(poolConfiguration(configuration, programDirectory), logger: log)
        let coordinator = Coordinator(configuration: configuration, store: store, executor: pool, log: log)
        do throws(StartFailure) {
            try await takeOver(coordinator)
            do throws(Failure) { try await pool.start() } catch {
                throw StartFailure(exitCode: 78, words: error.detail + (error.hint.map { " " + $0 } ?? ""))
            }
            // Each backend has answered or failed: nobody is turned away because one still starts.
            _ = await pool.backends()
            let server = try listen(configuration, coordinator, log)
            await coordinator.begin()
            await server.start()
            return Parts(
                store: store, pool: pool, coordinator: coordinator, server: server,
                drainSeconds: configuration.timing.drain, log: log)
        } catch {
            await pool.shutdown()
            await store.close()
            throw error
        }
    }

    /// Waits for the first signal and stops in reverse order.
    func stop(after signals: StopSignals) async {
        var iterator = signals.stream.makeAsyncIterator()
        let signal = await iterator.next()
        ServiceManager.notify("STOPPING=1")
        log.notice("stopping", ["signal": signal?.description ?? "none"])
        let impatience = Task { [coordinator, log] in
            for await signal in signals.stream {
                log.notice("handing back running jobs at once", ["signal": signal.description])
                await coordinator.handBack()
            }
        }
        await coordinator.stop(drainSeconds: drainSeconds)
        await server.stop(within: 5)
        await pool.shutdown()
        await store.close()
        impatience.cancel()
        await impatience.value
    }

    private static func open(_ configuration: Configuration) throws(StartFailure) -> SQLiteJobStore {
        do throws(StoreFailure) {
            return try SQLiteJobStore(path: configuration.databasePath)
        } catch {
            throw StartFailure(error)
        }
    }

    private static func takeOver(_ coordinator: Coordinator) async throws(StartFailure) {
        do throws(StoreFailure) { try await coordinator.takeOver() } catch { throw StartFailure(error) }
    }

    private static func poolConfiguration(
        _ configuration: Configuration, _ programDirectory: String
    ) -> PoolConfiguration {
        var pool = PoolConfiguration(
            backendsFolder: configuration.backendsDirectory, programFolder: programDirectory,
            workers: configuration.workers)
        pool.unsafeNoSandbox = !configuration.isSandboxed
        if configuration.weakestTier == .c { pool.allowedTiers.insert(.c) }
        return pool
    }

    private static func listen(
        _ configuration: Configuration, _ coordinator: Coordinator, _ log: Logger
    ) throws(StartFailure) -> HTTPServer {
        do throws(ListenFailure) {
            let listener = try ListeningSocket.open(path: configuration.socketPath)
            let router = ControlAPI.router(service: coordinator, uid: User.effectiveID, log: log)
            return HTTPServer(listener: listener, handler: router, log: log)
        } catch {
            switch error {
            case .inUse: throw StartFailure(exitCode: 75, words: error.description)
            case .unsafeFolder: throw StartFailure(exitCode: 78, words: error.description)
            case .system: throw StartFailure(exitCode: 71, words: error.description)
            }
        }
    }
}

extension StartFailure {
    init(_ failure: StoreFailure) {
        switch failure {
        case .noSpace(let words), .unavailable(let words): self.init(exitCode: 74, words: words)
        default: self.init(exitCode: 70, words: "the queue is not in order: \(failure)")
        }
    }
}
