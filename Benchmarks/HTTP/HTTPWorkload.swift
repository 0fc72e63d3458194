import BenchmarkSupport
import ControlAPI
import HTTP1
import MemoryJobService
import Platform
import Synchronization
import Telemetry

/// The server, and clients in the same process.
struct HTTPWorkload {
    let folder: String
    let options: BenchmarkOptions

    func run() async throws -> Report {
        var table = Table(
            "requests over a Unix socket",
            columns: ["request", "connections", "requests/s", "p50 µs", "p99 µs", "max µs", "CPU µs/request"])
        for request in [LoadRequest.health, .submit] {
            // A server and a service for each, so that the jobs of one do not slow the other.
            for connections in [1, 16] { try await measure(request, connections: connections, into: &table) }
        }
        return Report(
            "HTTP", tables: [table],
            notes: ["CPU is that of the whole process: clients and server together.\n"])
    }

    private func measure(_ request: LoadRequest, connections: Int, into table: inout Table) async throws {
        let path = "\(folder)/http.sock"
        let server = HTTPServer(
            listener: try ListeningSocket.open(path: path),
            handler: ControlAPI.router(service: MemoryJobService(), uid: User.effectiveID, log: .silent), log: .silent)
        await server.start()
        let begin = MonotonicClock.nanoseconds()
        let cpu = ProcessCPUClock.nanoseconds()
        let end = begin + UInt64(options.rounds(30)) * 100_000_000
        let results = LoadResults()
        let threads = try (0..<connections).map { number in
            try NamedThread.start(name: "client-\(number)") {
                do throws(SystemFailure) {
                    results.add(try LoadClient.run(request, path: path, until: end))
                } catch {
                    results.fail(error)
                }
            }
        }
        for thread in threads { thread.join() }
        let seconds = Double(MonotonicClock.nanoseconds() - begin) / 1e9
        let used = Double(ProcessCPUClock.nanoseconds() - cpu) / 1000
        await server.stop(within: 0)
        let latencies = Distribution(try results.take())
        table.add(
            request.name, String(connections), (Double(latencies.count) / seconds).rounded(toPlaces: 0),
            latencies.median.rounded(toPlaces: 0), latencies.percentile(99).rounded(toPlaces: 0),
            latencies.greatest.rounded(toPlaces: 0), (used / Double(latencies.count)).rounded(toPlaces: 0))
    }
}

/// What the clients measured.
final class LoadResults: Sendable {
    private let all = Mutex<Result<[Double], SystemFailure>>(.success([]))

    func add(_ latencies: [Double]) {
        all.withLock { all in all = all.map { $0 + latencies } }
    }

    func fail(_ failure: SystemFailure) { all.withLock { $0 = .failure(failure) } }

    func take() throws(SystemFailure) -> [Double] { try all.withLock { $0 }.get() }
}
