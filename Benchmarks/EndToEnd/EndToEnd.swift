import BenchmarkSupport
import Platform

/// `bench-end-to-end [--quick] [--json FILE] [CLIP…]`: a real `millraced` (the programs beside this one) from the socket
/// to the published file: what a submission and a dispatch cost, CPU and throughput against `ffmpeg` run by hand, and
/// the memory of the idle house. Queue, input and outputs lie in a folder made here: run it on the disk that is asked
/// about. Without CLIP two clips of 2 s are made with `ffmpeg`.
@main
enum EndToEndBenchmark {
    static func main() async throws {
        let options = BenchmarkOptions()
        let program = CurrentProcess.executable ?? ""
        let folder = try Directory.createTemporary(prefix: "\(CurrentProcess.directory ?? "")/bench-end-to-end.")
        let report: Report
        do {
            report = try await EndToEndWorkload(
                programs: String(program[..<(program.lastIndex(of: "/") ?? program.startIndex)]), folder: folder,
                options: options
            ).run()
        } catch {
            try? Directory.removeTree(folder)
            throw error
        }
        try Directory.removeTree(folder)
        try report.publish(options)
    }
}
