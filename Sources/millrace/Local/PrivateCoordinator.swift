import Client
import JobModel
import Platform
import Synchronization
import Telemetry

/// A coordinator for one command: a `millraced` of our own, with a socket and a state in a folder that only this user
/// can enter. It ends with the command, in order where the command can still ask for it.
final class PrivateCoordinator {
    /// What it is started with.
    struct Options {
        var backends: String?
        var workers = 1
        var isSandboxed = true

        init(_ arguments: ParsedArguments) {
            backends = arguments.value("--backends").map(SocketPath.absolute)
            isSandboxed = !arguments.has("--unsafe-no-sandbox")
        }
    }

    let socketPath: String
    private let folder: PrivateFolder
    private let child: SharedChild
    private let interruption: Interruption
    private var isStopped = false

    /// Starts it and waits until it answers.
    init(_ options: Options, _ interruption: Interruption) throws(CommandFailure) {
        self.interruption = interruption
        let executable = try Self.executable()
        do throws(SystemFailure) {
            folder = try PrivateFolder()
            socketPath = folder.path + "/s"
            var arguments = ["--socket", socketPath, "--state", folder.path + "/state"]
            // Someone waits in front of it: a full disk is told now and not tried again in an hour.
            arguments += ["--workers", String(options.workers), "--log-format", "text", "--no-retry"]
            if let backends = options.backends { arguments += ["--backends", backends] }
            if !options.isSandboxed { arguments.append("--unsafe-no-sandbox") }
            let log = try File.open(folder.path + "/log", [.writeOnly, .create, .append], mode: 0o600)
            var environment: [String: String] = [:]
            for name in ["PATH", "HOME", "LANG", "LC_ALL", "TZ"] { environment[name] = Environment.variable(name) }
            // Where this command is killed, the coordinator still ends in order and removes unfinished files.
            child = SharedChild(
                try SpawnThread.shared.spawn(
                    executable: executable, arguments: arguments, environment: environment, directory: "/",
                    descriptors: [(log.rawValue, 1), (log.rawValue, 2)], parentDeathSignal: .terminate))
        } catch {
            throw CommandFailure("cannot start a coordinator: \(error)", .system)
        }
        interruption.setLastResort { [child, folder = folder.path] in
            child.kill()
            try? Directory.removeTree(folder)
        }
        do throws(CommandFailure) {
            try waitUntilItAnswers()
        } catch {
            stop()
            throw error
        }
    }

    deinit { stop() }

    private static func executable() throws(CommandFailure) -> String {
        guard let own = CurrentProcess.executable, let slash = own.lastIndex(of: "/") else {
            throw CommandFailure("cannot tell where this program lies: is /proc mounted?", .configuration)
        }
        let path = own[..<slash] + "/millraced"
        guard File.exists(String(path)) else {
            throw CommandFailure(
                "millraced is not at \(path): it belongs beside millrace; \"make build\" makes both", .configuration)
        }
        return String(path)
    }

    /// A new client of it.
    func client() -> Client {
        let client = Client(socketPath: socketPath)
        client.isInterrupted = { [interruption] in interruption.isRequested }
        return client
    }

    private func waitUntilItAnswers() throws(CommandFailure) {
        let deadline = MonotonicClock.nanoseconds() + 30_000_000_000
        let client = client()
        while true {
            do throws(ClientFailure) {
                _ = try client.serverFacts()
                return
            } catch .unreachable {
                if child.hasEnded { throw ended() }
            } catch .connectionClosed {
            } catch .connectionLost {
            } catch {
                throw CommandFailure(error)
            }
            if interruption.isRequested { throw CommandFailure("interrupted", .interrupted) }
            guard MonotonicClock.nanoseconds() < deadline else {
                throw CommandFailure("the coordinator did not start in 30 seconds\(logTail)", .unavailable)
            }
            Sleep.milliseconds(2)
        }
    }

    /// Calls for as long as the coordinator says that its backends are still starting.
    func whenReady<Value>(_ call: () throws(ClientFailure) -> Value) throws(CommandFailure) -> Value {
        let deadline = MonotonicClock.nanoseconds() + 60_000_000_000
        while true {
            do throws(ClientFailure) {
                return try call()
            } catch .refused(let problem)
                where problem.status == 503 && (problem.retryAfterSeconds ?? 0) <= 1
                && MonotonicClock.nanoseconds() < deadline
            {
                if interruption.isRequested { throw CommandFailure("interrupted", .interrupted) }
                Sleep.milliseconds(5)
            } catch {
                throw explained(error)
            }
        }
    }

    /// A failure, with the coordinator's own words where it is gone or has no backend.
    func explained(_ failure: ClientFailure) -> CommandFailure {
        switch failure {
        case .unreachable, .connectionLost, .connectionClosed:
            if child.waitForEnd(milliseconds: 1000) { return ended() }
            return CommandFailure(failure)
        case .refused(let problem) where problem.status == 503:
            return CommandFailure("\(failure)\(logTail)", .unavailable)
        default: return CommandFailure(failure)
        }
    }

    private func ended() -> CommandFailure {
        CommandFailure("the coordinator ended\(child.endInWords)\(logTail)", .unavailable)
    }

    /// The last lines that it logged, indented; empty where it logged nothing.
    private var logTail: String {
        let log = (try? File.contents(of: folder.path + "/log", limit: 64 << 20)) ?? []
        let lines = String(decoding: log.suffix(64 * 1024), as: UTF8.self).split(separator: "\n").suffix(8)
        return lines.map { "\n  \(CleanText.clean(String($0)))" }.joined()
    }

    /// Ends it in order, and what it made. Idempotent.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        child.terminate()
        // It drains at the first signal and cancels what still runs at the second.
        if !child.waitForEnd(milliseconds: 1000) { child.terminate() }
        if !child.waitForEnd(milliseconds: 5000) {
            child.kill()
            _ = child.waitForEnd(milliseconds: 5000)
        }
        interruption.setLastResort(nil)
        folder.remove()
    }
}
