import JobModel
import Scheduling
import Telemetry

/// The command line of `millraced`.
package enum Options: Sendable {
    case run(Configuration)
    case help
    case version

    /// A command line that cannot be understood: one sentence for a person. Exit code 64.
    package struct UsageError: Error, Equatable, CustomStringConvertible {
        package var description: String

        package init(_ description: String) { self.description = description }
    }

    package static let usage = """
        Usage: millraced --socket PATH --state DIR [options]

        Runs the Millrace coordinator in the foreground: accepts jobs on a Unix socket, keeps them in a durable
        queue and runs them in sandboxed workers. SIGTERM or SIGINT stops it in order; a second one cancels what
        still runs.

          --socket PATH           the Unix socket to serve (at most 107 bytes)
          --state DIR             where the queue lives; made with mode 0700 where it is missing
          --workers N             jobs that run at a time (default: the processors of this machine)
          --backends DIR          folder of backend manifests (default: "backends" beside this program)
          --no-retry              a failed job is not tried again
          --allow-tier C          also run where only the weakest sandbox tier is possible (default: A and B)
          --unsafe-no-sandbox     run workers without a sandbox: trusted local input only
          --log-level LEVEL       debug, info, notice, warning or error (default: info)
          --log-format FORMAT     text or json (default: text on a terminal, json elsewhere)
          --help                  this text
          --version               the version

        """

    /// Reads the arguments after the program's name.
    /// - Parameters:
    ///   - programDirectory: the folder of the running program, for the default of `--backends`.
    ///   - processors: the default of `--workers`.
    package static func parse(
        _ arguments: [String], programDirectory: String, processors: Int
    ) throws(UsageError) -> Options {
        if arguments.contains("--help") || arguments.contains("-h") { return .help }
        if arguments.contains("--version") { return .version }
        var reader = ArgumentReader(arguments)
        var socket: String?
        var state: String?
        var configuration = Configuration(
            socketPath: "", stateDirectory: "", workers: max(1, processors),
            backendsDirectory: programDirectory + "/backends")
        while let name = try reader.nextName() {
            switch name {
            case "--socket": socket = try reader.value(of: name)
            case "--state": state = try reader.value(of: name)
            case "--workers": configuration.workers = try reader.integer(of: name, in: 1...1024)
            case "--backends": configuration.backendsDirectory = try reader.value(of: name)
            case "--no-retry":
                try reader.noValue(of: name)
                configuration.timing.retry = .once
            case "--allow-tier":
                _ = try reader.choice(of: name, ["C": SandboxStamp.Tier.c])
                configuration.weakestTier = .c
            case "--unsafe-no-sandbox":
                try reader.noValue(of: name)
                configuration.isSandboxed = false
            case "--log-level":
                configuration.logLevel = try reader.choice(
                    of: name,
                    Dictionary(uniqueKeysWithValues: LogLevel.allCases.map { ($0.name, $0) }))
            case "--log-format":
                configuration.logFormat = try reader.choice(of: name, ["text": .text(color: false), "json": .json])
            default: throw UsageError.unknown(name, known: known)
            }
        }
        guard let socket else { throw UsageError("--socket PATH is missing: say where to listen") }
        guard let state else { throw UsageError("--state DIR is missing: say where to keep the queue") }
        guard socket.utf8.count <= 107 else {
            throw UsageError(
                "--socket: \(socket) has \(socket.utf8.count) bytes; the system allows 107 for a socket's path")
        }
        configuration.socketPath = socket
        configuration.stateDirectory = state
        return .run(configuration)
    }

    private static let known = [
        "--socket", "--state", "--workers", "--backends", "--no-retry", "--allow-tier", "--unsafe-no-sandbox",
        "--log-level", "--log-format", "--help", "--version",
    ]
}

extension Options.UsageError {
    /// Names the option that was probably meant.
    static func unknown(_ name: String, known: [String]) -> Options.UsageError {
        guard name.hasPrefix("-") else { return .init("unexpected argument \"\(name)\"") }
        let hint = Suggestion.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        return .init("unknown option \(name)\(hint)")
    }
}
