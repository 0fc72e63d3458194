import BenchmarkSupport
import JobModel
import MediaPipeline
import Platform

/// `bench-media-path [--quick] [--json FILE] [INPUT]` prints what the media path costs by stage, and what of it is not
/// the codecs' own work: the same decode, scale and encode run in a bare loop on one thread. Without INPUT a clip is
/// made with `ffmpeg`.
/// `bench-media-path run FILE OUTPUTS PATH…` runs one job in this process, without coordinator and sandbox.
@main
enum MediaPathBenchmark {
    static func main() throws {
        MediaPipeline.prepare()
        let arguments = CommandLineArguments.all
        if arguments.first == "run" { return try InProcessJob.runFromCommandLine(Array(arguments.dropFirst())) }
        let options = BenchmarkOptions()
        let folder = try Directory.createTemporary(prefix: "/tmp/bench-media-path.")
        defer { try? Directory.removeTree(folder) }
        let input = try options.rest.first ?? MadeClip.make(in: folder, seconds: options.isQuick ? 3 : 20)
        try MediaPathWorkload(input: input, folder: folder, rounds: options.isQuick ? 1 : 3).run().publish(options)
    }
}
