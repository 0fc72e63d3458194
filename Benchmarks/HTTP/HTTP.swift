import BenchmarkSupport
import Platform

/// `bench-http [--quick] [--json FILE]`: the HTTP core and the API over a Unix socket against a service in memory: what
/// the front of the house costs before the store is asked.
@main
enum HTTPBenchmark {
    static func main() async throws {
        let options = BenchmarkOptions()
        let folder = try Directory.createTemporary(prefix: "/tmp/bench-http.")
        let report: Report
        do {
            report = try await HTTPWorkload(folder: folder, options: options).run()
        } catch {
            try? Directory.removeTree(folder)
            throw error
        }
        try Directory.removeTree(folder)
        try report.publish(options)
    }
}
