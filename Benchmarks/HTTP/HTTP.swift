import ControlAPI
import HTTP1
import JobModel
import MemoryJobService
import Platform
import Telemetry

/// Requests per second and latency of the HTTP core and the API over a Unix socket, against a service in memory: what
/// the front of the house costs before the store is asked.
@main
enum HTTPBenchmark {
    static func main() async throws {
        let seconds = Environment.variable("MILLRACE_BENCH_SECONDS").flatMap { Double($0) } ?? 3
        let folder = try Directory.createTemporary(prefix: "/tmp/millrace-bench.")
        let path = "\(folder)/http.sock"
        let server = HTTPServer(
            listener: try ListeningSocket.open(path: path),
            handler: ControlAPI.router(service: MemoryJobService(), uid: User.effectiveID, log: .silent), log: .silent)
        await server.start()
        print("HTTP over a Unix socket, \(seconds) s each, clients in the same process")
        print(Measurement.heading)
        for request in [BenchmarkRequest.health, .submit] {
            for connections in [1, 16] {
                let measurement = try await Measurement.take(
                    request, path: path, connections: connections, seconds: seconds)
                print(measurement.line)
            }
        }
        await server.stop(within: 0)
        try Directory.removeTree(folder)
    }
}
