package import Platform

/// Programs that a benchmark runs beside its own: what it makes media with, and what it is measured against.
package enum Tool {
    package static let ffmpeg = "/usr/bin/ffmpeg"

    /// Runs a program to its end; its complaints go to our standard error.
    package static func run(_ program: String, _ arguments: [String]) throws(SystemFailure) -> ProcessExit {
        let child = try SpawnThread.shared.spawn(
            executable: program, arguments: arguments, environment: [:], descriptors: [(2, 2)])
        while true {
            if let exit = try child.wait() { return exit }
        }
    }
}
