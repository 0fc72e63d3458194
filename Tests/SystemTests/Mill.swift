import Client
import JobModel
import Platform
import TestSupport

/// A folder with a coordinator's state, and the lives of coordinators in it: real programs, both backends.
final class Mill {
    let folder: TemporaryDirectory
    let workers: Int
    private(set) var daemon: RunningProgram

    var socket: String { folder.file("run/s") }

    /// Makes the folder and starts the first life.
    init(workers: Int = 2) throws {
        self.workers = workers
        folder = try TemporaryDirectory()
        try Directory.create(folder.file("out"))
        try File.replace(folder.file("in.bin"), with: (0..<5000).map { UInt8(truncatingIfNeeded: $0) })
        try BuiltPrograms.writeBackends(to: folder.file("backends"))
        daemon = try Self.start(in: folder, workers: workers)
    }

    struct NotReady: Error { var words: String }

    /// Starts the next life. The former one is over.
    func restart() throws { daemon = try Self.start(in: folder, workers: workers) }

    func client() -> Client { Client(socketPath: socket) }

    /// The templates and workers of this life.
    var children: [Int32] {
        let tasks = (try? Directory.names(in: "/proc/\(daemon.pid)/task")) ?? []
        return tasks.flatMap { task -> [Int32] in
            let bytes = (try? File.contents(of: "/proc/\(daemon.pid)/task/\(task)/children")) ?? []
            return String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// The workers that have an output of a job open; they can be seen by root and by their own user only.
    func workers(of job: JobID) -> [Int32] {
        children.filter { pid in
            let open = (try? Directory.names(in: "/proc/\(pid)/fd")) ?? []
            return open.contains { number in
                SymbolicLink.target(of: "/proc/\(pid)/fd/\(number)")?.contains(".millrace-\(job)") ?? false
            }
        }
    }

    /// Kills the coordinator and waits until nothing of its life is left; names what stayed.
    func killCoordinator() throws -> [Int32] {
        let family = children
        daemon.signal(.kill)
        _ = try daemon.wait()
        return family.filter { !hasEnded($0) }
    }

    /// Whether a process is gone, or is within two seconds.
    func hasEnded(_ pid: Int32) -> Bool {
        for _ in 0..<400 {
            guard let state = try? File.contents(of: "/proc/\(pid)/stat"),
                !String(decoding: state, as: UTF8.self).contains(") Z ")
            else { return true }
            Sleep.milliseconds(5)
        }
        return false
    }

    /// Temporary files beside the outputs.
    var leftovers: [String] {
        ((try? Directory.names(in: folder.file("out"))) ?? []).filter { $0.hasPrefix(".") }
    }

    func output(_ name: String) -> String { folder.file("out/\(name)") }

    /// A job of the synthetic backend.
    func syntheticJob(_ name: String, frames: Int, frameMilliseconds: Int, options: String = "") -> String {
        """
        {"input": {"path": "\(folder.file("in.bin"))"}, "outputs": [{"path": "\(output(name))", "container": "synthetic",
         "video": {"codec": "synthetic", "options":
         {"frames": "\(frames)", "frame_ms": "\(frameMilliseconds)", "frame_bytes": "512"\(options)}}}]}
        """
    }

    /// A job of real media: `fixtures/colours.mp4`.
    func mediaJob(_ name: String) -> String {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return """
            {"input": {"path": "\(root)/fixtures/colours.mp4"}, "outputs": [{"path": "\(output(name))",
             "video": {"codec": "libx264", "preset": "ultrafast", "width": 160}, "audio": {"codec": "aac"}}]}
            """
    }

    private static func start(in folder: TemporaryDirectory, workers: Int) throws -> RunningProgram {
        let program = try RunningProgram(
            BuiltPrograms.path("millraced"),
            [
                "--socket", folder.file("run/s"), "--state", folder.file("state"), "--workers", "\(workers)",
                "--backends", folder.file("backends"),
            ])
        guard program.waitForText("millraced ready: ", seconds: 60) else { throw NotReady(words: program.errorText) }
        return program
    }
}
