import BenchmarkSupport
import Platform

/// `bench-dispatch [--quick] [--json FILE] [BACKENDS]`: what it costs to get a job into a sealed worker, for every
/// backend of the folder BACKENDS (default: `backends` beside this program).
@main
enum DispatchBenchmark {
    static func main() async throws {
        let options = BenchmarkOptions()
        let program = CurrentProcess.executable ?? ""
        let folder = String(program[..<(program.lastIndex(of: "/") ?? program.startIndex)])
        let scratch = try Directory.createTemporary(prefix: "/tmp/bench-dispatch.")
        let report: Report
        do {
            report = try await DispatchWorkload(
                backends: options.rest.first ?? "\(folder)/backends", programs: folder, scratch: scratch,
                options: options
            ).run()
        } catch {
            try? Directory.removeTree(scratch)
            throw error
        }
        try Directory.removeTree(scratch)
        try report.publish(options)
    }
}
