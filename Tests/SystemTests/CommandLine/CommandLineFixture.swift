import Platform
import TestSupport

/// The built `millrace`, in a folder of its own: nothing of the user's environment reaches it.
final class CommandLineFixture: Sendable {
    let folder: TemporaryDirectory
    let backends: String

    /// What `.enabled(if:)` asks.
    static let programsExist =
        BuiltPrograms.exists("millrace") && BuiltPrograms.exists("millraced")
        && BuiltPrograms.exists("millrace-worker-synthetic")

    init() throws {
        folder = try TemporaryDirectory()
        backends = folder.file("backends")
        try BuiltPrograms.writeBackends(to: backends)
        try Directory.create(folder.file("tmp"), mode: 0o700)
        try Directory.create(folder.file("here"))
    }

    /// Where commands run.
    var here: String { folder.file("here") }

    var environment: [String: String] {
        ["TMPDIR": folder.file("tmp"), "MILLRACE_SOCKET": folder.file("d/s"), "XDG_RUNTIME_DIR": ""]
    }

    /// Runs `millrace` to its end.
    func millrace(_ arguments: [String], input: String = "", seconds: Double = 120) throws -> Tool.Outcome {
        try Tool.run(
            BuiltPrograms.path("millrace"), arguments, environment: environment, directory: here, input: input,
            seconds: seconds)
    }

    /// Starts `millrace`.
    func start(_ arguments: [String]) throws -> RunningProgram {
        try RunningProgram(BuiltPrograms.path("millrace"), arguments, environment: environment, directory: here)
    }

    /// What is in the folder of private coordinators: nothing, once a command has ended.
    var privateFolders: [String] { (try? Directory.names(in: folder.file("tmp"))) ?? [] }

    /// A job document for the synthetic backend.
    func syntheticSpec(_ options: String = "", name: String = "spec.json") throws -> String {
        let path = folder.file(name)
        let spec =
            #"{"container":"synthetic","video":{"codec":"synthetic","options":{\#(options)}},"audio":"none"}"#
        try File.replace(path, with: Array(spec.utf8))
        return path
    }

    /// A file in ``here``.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try File.replace("\(here)/\(name)", with: Array(text.utf8))
        return "\(here)/\(name)"
    }

    /// A running `millraced` on `$MILLRACE_SOCKET`.
    func daemon(workers: Int = 1) throws -> RunningProgram {
        let daemon = try RunningProgram(
            BuiltPrograms.path("millraced"),
            ["--socket", folder.file("d/s"), "--state", folder.file("state"), "--backends", backends]
                + ["--workers", String(workers)])
        let deadline = MonotonicClock.nanoseconds() + 30_000_000_000
        while MonotonicClock.nanoseconds() < deadline, daemon.isRunning {
            let doctor = try millrace(["backends", "--socket", folder.file("d/s"), "--json"])
            if doctor.succeeded, !doctor.output.contains("\"starting\"") { return daemon }
            Sleep.milliseconds(20)
        }
        throw SystemFailure("start millraced", .timedOut, subject: daemon.errorText)
    }
}
