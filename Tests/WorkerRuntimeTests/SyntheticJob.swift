import JobModel
import Platform
import TestSupport
import WorkerProtocol

/// A job for the synthetic backend with its files.
struct SyntheticJob {
    let folder: TemporaryDirectory
    var job: WorkerJob
    let input: SharedDescriptor
    let output: SharedDescriptor

    init(_ options: [String: String] = [:], input text: String = "seed", fence: Int64 = 3) throws {
        folder = try TemporaryDirectory()
        let source = try File.open(folder.file("in"), [.writeOnly, .create])
        try File.writeAll(Array(text.utf8), to: source.rawValue)
        input = SharedDescriptor(try File.open(folder.file("in"), .readOnly))
        output = SharedDescriptor(try File.open(folder.file("out.syn"), [.readWrite, .create, .exclusive]))
        job = WorkerJob(
            key: AttemptKey(job: JobID("01ARZ3NDEKTSV4RRFFQ69G5FAV")!, fence: fence), operation: .transcode,
            inputBytes: Int64(text.utf8.count),
            outputs: [
                WorkerOutput(
                    OutputSpec(
                        path: "", container: "synthetic",
                        video: .encode(VideoSpec(codec: "synthetic", options: options)), audio: .none,
                        subtitles: .none))
            ])
    }

    var files: [SharedDescriptor] { [input, output] }

    func outputBytes() throws -> [UInt8] {
        let file = try File.open(folder.file("out.syn"), .readOnly)
        return try File.readAll(file.rawValue, limit: 1 << 24)
    }
}
