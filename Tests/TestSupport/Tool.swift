package import Platform

/// Outside programs, run to their end.
package enum Tool {
    /// What a program did.
    package struct Outcome: Sendable, CustomStringConvertible {
        package var status: ProcessExit.Status
        package var output: String
        package var error: String
        package var exit: ProcessExit

        /// User and system time of the program and what it reaped.
        package var cpuSeconds: Double { exit.cpuSeconds }

        package var succeeded: Bool { status == .exited(0) }

        /// For the message of a failed expectation.
        package var description: String { "\(status)\n--- output\n\(output)\n--- error\n\(error)" }
    }

    /// A program did not end in time.
    package struct TookTooLong: Error, CustomStringConvertible {
        package var program: String
        package var error: String
        package var description: String { "\(program) did not end in time; it said: \(error)" }
    }

    /// Runs a program to its end.
    /// - Parameters:
    ///   - program: an absolute path, or a name that is looked up in `PATH`.
    ///   - input: what it reads on standard input.
    ///   - seconds: then it is killed and ``TookTooLong`` thrown.
    package static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        input: String = "", seconds: Double = 120
    ) throws -> Outcome {
        let running = try RunningProgram(program, arguments, environment: environment, directory: directory)
        if !input.isEmpty { try? running.write(input) }
        running.closeInput()
        guard let exit = try running.wait(seconds: seconds) else {
            throw TookTooLong(program: program, error: running.errorText)
        }
        return Outcome(status: exit.status, output: running.outputText, error: running.errorText, exit: exit)
    }

    /// The absolute path of a program; nil where it is not installed.
    package static func find(_ program: String) -> String? {
        if program.contains("/") { return program }
        for folder in (Environment.variable("PATH") ?? "/usr/bin:/bin").split(separator: ":") {
            let path = "\(folder)/\(program)"
            if let status = try? File.status(path), status.kind == .regular, status.mode & 0o111 != 0 { return path }
        }
        return nil
    }

    /// For `.enabled(if:)`: whether the tests' own tools are installed.
    package static let hasFFmpeg = find("ffmpeg") != nil && find("ffprobe") != nil
}
