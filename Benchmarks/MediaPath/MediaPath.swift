import JobModel
import MediaPipeline
import Platform

/// `bench-media-path [--input FILE] [--preset NAME] [--threads N] [--json]` prints what the media path costs;
/// `bench-media-path run FILE OUTPUTS PATH…` runs one job in this process, without coordinator and sandbox.
@main
enum MediaPathBenchmark {
    static func main() {
        MediaPipeline.prepare()
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            if arguments.first == "run" {
                try InProcessJob.runFromCommandLine(Array(arguments.dropFirst()))
            }
        } catch let failure as Failure {
            StandardStreams.writeToError("\(failure.code.rawValue): \(failure)\n")
        } catch {
            StandardStreams.writeToError("\(error)\n")
        }
    }
}
