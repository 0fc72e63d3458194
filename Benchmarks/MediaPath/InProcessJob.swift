import FoundationEssentials
import JobModel
import MediaPipeline
import Platform
import WorkerProtocol

/// A job run in this process.
enum InProcessJob {
    static func run(
        _ input: String, outputs: [WorkerOutput], paths: [String], threads: Int,
        progress: @escaping @Sendable (JobProgress) -> Void = { _ in }
    ) throws -> WorkerReport {
        let source = SharedDescriptor(try File.open(input, .readOnly))
        var targets: [SharedDescriptor] = []
        for path in paths { targets.append(SharedDescriptor(try File.open(path, [.readWrite, .create, .truncate]))) }
        let status = try File.status(input)
        let dot = input.lastIndex(of: ".").map { String(input[input.index(after: $0)...]) }
        let job = WorkerJob(
            key: AttemptKey(job: JobID(created: Timestamp(milliseconds: RealtimeClock.milliseconds())), fence: 1),
            operation: .transcode, inputExtension: dot,
            inputBytes: status.size, outputs: outputs, threads: threads)
        return try MediaPipeline.transcode(
            job, input: source, outputs: targets, progress: progress)
    }

    /// `FILE OUTPUTS PATH…`: the outputs as the JSON of the worker's job message.
    static func runFromCommandLine(_ arguments: [String]) throws {
        let outputs = try JSONDecoder().decode([WorkerOutput].self, from: Data(arguments[1].utf8))
        let report = try run(arguments[0], outputs: outputs, paths: Array(arguments.dropFirst(2)), threads: 1) {
            StandardStreams.writeToError("\($0.phase.rawValue) \($0.percent ?? -1) \($0.frames) \($0.fps) fps\n")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        StandardStreams.writeToOutput(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n")
    }
}
