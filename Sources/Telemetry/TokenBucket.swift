/// Thins out what can be caused again and again: so many at once, so many a second after that. A value without a clock.
package struct TokenBucket: Sendable {
    private let burst: Double
    private let perSecond: Double
    private var tokens: Double
    private var last: UInt64?
    /// How many were refused since the last one that passed.
    package private(set) var refused = 0

    /// - Parameters:
    ///   - burst: how many pass at once; at least 1.
    ///   - perSecond: how many pass in the long run.
    package init(burst: Int, perSecond: Double) {
        self.burst = Double(max(1, burst))
        self.perSecond = perSecond
        tokens = self.burst
    }

    /// Whether one more may pass at this moment.
    /// - Parameter now: monotonic nanoseconds.
    /// - Returns: nil where it may not; else how many were refused since the last one that passed.
    package mutating func take(now: UInt64) -> Int? {
        if let last, now > last {
            tokens = min(burst, tokens + Double(now - last) / 1e9 * perSecond)
        }
        last = max(last ?? now, now)
        guard tokens >= 1 else {
            refused += 1
            return nil
        }
        tokens -= 1
        defer { refused = 0 }
        return refused
    }
}
