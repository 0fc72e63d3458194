import Platform
import Synchronization

/// One line of the table.
struct Measurement: Sendable {
    let name: String
    let connections: Int
    let seconds: Double
    let latencies: [UInt64]
    let cpuNanoseconds: UInt64

    static let heading =
        "request          conns   requests/s    p50 µs    p99 µs    max µs  CPU µs/request (client and server)"

    /// Runs `connections` clients at once.
    static func take(
        _ request: BenchmarkRequest, path: String, connections: Int, seconds: Double
    ) async throws -> Measurement {
        let begin = MonotonicClock.nanoseconds()
        let cpu = ProcessCPUClock.nanoseconds()
        let end = begin + UInt64(seconds * 1e9)
        let results = Results()
        var threads: [NamedThread] = []
        for number in 0..<connections {
            threads.append(
                try NamedThread.start(name: "client-\(number)") {
                    do throws(SystemFailure) {
                        results.add(try LoadClient.run(request, path: path, until: end))
                    } catch {
                        results.fail(error)
                    }
                })
        }
        for thread in threads { thread.join() }
        let used = ProcessCPUClock.nanoseconds() - cpu
        let latencies = try results.take().sorted()
        return Measurement(
            name: request.name, connections: connections,
            seconds: Double(MonotonicClock.nanoseconds() - begin) / 1e9, latencies: latencies, cpuNanoseconds: used)
    }

    var line: String {
        let columns = [
            (String(connections), 7), (String(Int(Double(latencies.count) / seconds)), 13),
            (microseconds(percentile(50)), 10), (microseconds(percentile(99)), 10),
            (microseconds(latencies.last ?? 0), 10),
            (microseconds(cpuNanoseconds / UInt64(max(1, latencies.count))), 10),
        ]
        let padded = name + String(repeating: " ", count: max(0, 15 - name.count))
        return padded + columns.map { String(repeating: " ", count: max(0, $0.1 - $0.0.count)) + $0.0 }.joined()
    }

    private func percentile(_ share: Int) -> UInt64 {
        latencies.isEmpty ? 0 : latencies[min(latencies.count - 1, latencies.count * share / 100)]
    }

    private func microseconds(_ nanoseconds: UInt64) -> String {
        let tenths = (nanoseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// What the clients measured.
private final class Results: Sendable {
    private let all = Mutex<Result<[UInt64], SystemFailure>>(.success([]))

    func add(_ latencies: [UInt64]) {
        all.withLock { all in all = all.map { $0 + latencies } }
    }

    func fail(_ failure: SystemFailure) { all.withLock { $0 = .failure(failure) } }

    func take() throws(SystemFailure) -> [UInt64] { try all.withLock { $0 }.get() }
}
