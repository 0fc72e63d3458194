import BenchmarkSupport
import Platform

/// `bench-store [--quick] [--json FILE] [FOLDER]`: the durable queue on the disk that holds FOLDER (default: here).
@main
enum StoreBenchmark {
    static func main() async throws {
        let options = BenchmarkOptions()
        let folder = try Directory.createTemporary(prefix: "\(options.rest.first ?? ".")/bench-store.")
        let report: Report
        do {
            report = try await StoreWorkload(folder: folder, options: options).run()
        } catch {
            try? Directory.removeTree(folder)
            throw error
        }
        try Directory.removeTree(folder)
        try report.publish(options)
    }
}
