import Platform
import TestSupport

/// Runs the `escape-probe` program and returns what it printed.
enum ProbeRun {
    /// The uid that stands for an ordinary user: nobody.
    private static let nobody = "65534"

    /// - Parameter asNobody: run by an ordinary user (only where the tests run as root; else they are one).
    static func output(_ arguments: [String], asNobody: Bool = false) throws -> String {
        try run(arguments, asNobody: asNobody).output
    }

    /// Whether an ordinary user can run the program at all: a checkout under `/root` cannot be entered.
    static let worksAsNobody: Bool =
        User.effectiveID != 0 || (try? run([], asNobody: true).exit.status) == .exited(64)

    private static func run(_ arguments: [String], asNobody: Bool) throws -> (output: String, exit: ProcessExit) {
        let folder = try TemporaryDirectory()
        let input = try File.open("\(folder.path)/in", [.readWrite, .create])
        try File.writeAll([UInt8](repeating: 0x41, count: 5000), to: input.rawValue)
        let reader = try File.open("\(folder.path)/in", .readOnly)
        let output = try File.open("\(folder.path)/out", [.writeOnly, .create])
        let said = try File.open("\(folder.path)/said", [.readWrite, .create, .append])
        let program = BuiltPrograms.path("escape-probe")
        let isSwitched = asNobody && User.effectiveID == 0
        let child = try SpawnThread.shared.spawn(
            executable: isSwitched ? "/usr/bin/setpriv" : program,
            arguments: isSwitched
                ? ["--reuid", nobody, "--regid", nobody, "--clear-groups", program] + arguments : arguments,
            environment: ["LD_BIND_NOW": "1"],
            descriptors: [(reader.rawValue, 0), (said.rawValue, 1), (2, 2), (output.rawValue, 3)])
        let exit = try child.wait(milliseconds: 60_000)
        guard let exit else {
            try child.signal(.kill)
            throw SystemFailure("escape-probe", .interrupted, subject: "did not end in a minute")
        }
        let text = try File.open("\(folder.path)/said", .readOnly)
        return (String(decoding: try File.readAll(text.rawValue, limit: 1 << 20), as: UTF8.self), exit)
    }
}
