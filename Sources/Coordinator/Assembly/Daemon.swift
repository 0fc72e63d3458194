import ControlAPI
import HTTP1
import JobModel
import JobStore
import Platform
import Telemetry
import WorkerPool
import WorkerProtocol

/// The program `millraced`: its parts, started in the order in which they need each other and stopped in reverse.
///
/// 1. the right to the state folder · 2. the queue · 3. what the former life left · 4. templates and workers ·
/// 5. claims · 6. the socket, last, so that nobody is accepted before the house stands.
///
/// SIGTERM or SIGINT stops it: no new job, no new attempt; attempts that run may end within the drain time, the rest
/// goes back into the queue. A second signal hands back at once. SIGHUP is ignored: there is nothing to reload.
package enum Daemon {
    /// Runs until it is told to stop.
    /// - Returns: the program's exit code (`sysexits.h` numbers).
    package static func main(_ arguments: [String]) async -> Int32 {
        let program = CurrentProcess.executable ?? ""
        let folder = PathParts(program)?.directory ?? "."
        do throws(Options.UsageError) {
            switch try Options.parse(arguments, programDirectory: folder, processors: Machine.processors) {
            case .help: StandardStreams.writeToOutput(Options.usage)
            case .version: StandardStreams.writeToOutput("millraced \(Millrace.version)\n")
            case .run(let configuration): return await run(configuration, programDirectory: folder)
            }
            return 0
        } catch {
            StandardStreams.writeToError("millraced: \(error)\nTry millraced --help.\n")
            return 64
        }
    }

    private static func run(_ configuration: Configuration, programDirectory: String) async -> Int32 {
        let log = makeLog(configuration)
        // From here on a signal is an order to this program, and not its end.
        let signals = StopSignals()
        do throws(StartFailure) {
            let state = try take(configuration)
            let parts = try await Parts.start(configuration, programDirectory: programDirectory, log: log)
            await announce(parts, configuration)
            ServiceManager.notify("READY=1")
            await parts.stop(after: signals)
            extend(state)
            log.notice("stopped")
            return 0
        } catch {
            StandardStreams.writeToError("millraced: \(error.words)\n")
            return error.exitCode
        }
    }

    /// Keeps the right to the state folder until here.
    private static func extend(_ state: borrowing StateFolder) {}

    private static func take(_ configuration: Configuration) throws(StartFailure) -> StateFolder {
        do throws(StateFolder.Refusal) {
            return try StateFolder.take(configuration.stateDirectory, lockPath: configuration.lockPath)
        } catch {
            switch error {
            case .inUse: throw StartFailure(exitCode: 75, words: error.description)
            case .unsafe: throw StartFailure(exitCode: 78, words: error.description)
            case .system: throw StartFailure(exitCode: 71, words: error.description)
            }
        }
    }

    private static func makeLog(_ configuration: Configuration) -> Logger {
        guard let format = configuration.logFormat else { return .standardError(level: configuration.logLevel) }
        return Logger(level: configuration.logLevel) { StandardStreams.writeToError(format.line($0)) }
    }

    /// One line for people and scripts that wait for it.
    private static func announce(_ parts: Parts, _ configuration: Configuration) async {
        let backends = await parts.pool.backends()
        let words = backends.map { backend in
            switch backend.health {
            case .ready:
                "\(backend.name) \(backend.capabilities?.version ?? "") (sandbox tier \(backend.sandbox?.tier.rawValue ?? "?"))"
            case .starting, .failed: "\(backend.name) NOT READY: \(backend.detail ?? backend.health.rawValue)"
            }
        }
        let warning = configuration.isSandboxed ? "" : "; WITHOUT A SANDBOX: trusted local input only"
        StandardStreams.writeToError(
            "millraced ready: socket \(configuration.socketPath), \(configuration.workers) "
                + "\(configuration.workers == 1 ? "worker" : "workers"), backends: "
                + (words.isEmpty ? "NONE in \(configuration.backendsDirectory)" : words.joined(separator: ", "))
                + "\(warning)\n")
    }
}

/// Why the program could not start: one sentence for a person.
struct StartFailure: Error {
    var exitCode: Int32
    var words: String
}
