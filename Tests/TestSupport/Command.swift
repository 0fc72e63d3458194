package import Platform

/// A program run to its end by a test, such as `ffmpeg` or `ffprobe` as the reference.
package struct Command: Sendable {
    package var status: ProcessExit.Status
    package var output: [UInt8]
    package var errors: String
    /// User and system time.
    package var cpuSeconds: Double

    package var succeeded: Bool { status == .exited(0) }

    /// Runs a program of `/usr/bin` (or one given by its absolute path) with an almost empty environment.
    package static func run(_ program: String, _ arguments: [String]) throws(SystemFailure) -> Command {
        let folder = try TemporaryFolder()
        let output = try File.open(folder.file("out"), [.readWrite, .create])
        let errors = try File.open(folder.file("err"), [.readWrite, .create])
        let child = try SpawnThread.shared.spawn(
            executable: program.hasPrefix("/") ? program : "/usr/bin/\(program)", arguments: arguments,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
            descriptors: [(output.rawValue, 1), (errors.rawValue, 2)])
        guard let end = try child.wait() else { throw SystemFailure("waitid", .noChild, subject: program) }
        return Command(
            status: end.status, output: try File.contents(of: folder.file("out"), limit: 256 << 20),
            errors: String(decoding: try File.contents(of: folder.file("err"), limit: 64 << 20), as: UTF8.self),
            cpuSeconds: end.cpuSeconds)
    }

    /// The output as text.
    package var text: String { String(decoding: output, as: UTF8.self) }
}
