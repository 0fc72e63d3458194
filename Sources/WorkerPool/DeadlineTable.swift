/// When whom to look at next: one deadline for each key, and the earliest of all.
///
/// The pool has one timer for all its processes; with at most a few hundred of them a scan is cheaper than a heap.
struct DeadlineTable<Key: Hashable & Sendable>: Sendable {
    private var deadlines: [Key: UInt64] = [:]

    /// The earliest deadline, in nanoseconds of CLOCK_MONOTONIC.
    var earliest: UInt64? { deadlines.values.min() }

    /// Sets, moves or (with nil) removes the deadline of `key`.
    mutating func set(_ key: Key, to deadline: UInt64?) { deadlines[key] = deadline }

    /// Removes and returns every key whose deadline is at or before `now`.
    mutating func takeExpired(now: UInt64) -> [Key] {
        let expired = deadlines.filter { $0.value <= now }.map(\.key)
        for key in expired { deadlines[key] = nil }
        return expired
    }
}
