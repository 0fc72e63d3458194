import Platform

/// Measured values of one thing, in one unit, sorted.
package struct Distribution: Sendable, Equatable {
    package let values: [Double]

    package init(_ values: [Double]) { self.values = values.sorted() }

    package var count: Int { values.count }
    package var median: Double { percentile(50) }
    package var least: Double { values.first ?? .nan }
    package var greatest: Double { values.last ?? .nan }
    package var mean: Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

    /// The smallest value that at least `percent` of the values do not exceed (nearest rank); NaN where there is none.
    package func percentile(_ percent: Double) -> Double {
        guard !values.isEmpty else { return .nan }
        let rank = (percent / 100 * Double(values.count)).rounded(.up)
        return values[min(max(Int(rank) - 1, 0), values.count - 1)]
    }

    /// Milliseconds that each of `rounds` runs of `body` took on the wall clock.
    package static func milliseconds<Failure: Error>(
        rounds: Int, _ body: () async throws(Failure) -> Void
    ) async throws(Failure) -> Distribution {
        var values: [Double] = []
        values.reserveCapacity(rounds)
        for _ in 0..<rounds {
            let start = MonotonicClock.nanoseconds()
            try await body()
            values.append(Double(MonotonicClock.nanoseconds() - start) / 1e6)
        }
        return Distribution(values)
    }
}
