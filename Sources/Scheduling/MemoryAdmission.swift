package import JobModel

/// Lets attempts start while the sum of their memory claims stays within a share of what the machine has.
///
/// An attempt that alone claims more than the budget is let in when nothing else runs: it may well fit, and it would
/// never run otherwise.
package struct MemoryAdmission: Sendable {
    /// Share of the available memory that claims may fill.
    package static let share = 0.85

    /// Bytes that claims may fill.
    package let budget: Int64
    private var claims: [AttemptKey: Int64] = [:]

    /// - Parameter available: bytes available while no worker runs.
    package init(available: Int64) { budget = Int64(Double(max(0, available)) * Self.share) }

    /// Bytes claimed now.
    package var claimed: Int64 { claims.values.reduce(0) { $0.addingReportingOverflow($1).partialValue } }

    /// Whether a claim of so many bytes would be let in now.
    package func fits(_ bytes: Int64) -> Bool {
        claims.isEmpty || bytes <= budget - claimed
    }

    /// Takes the claim, or leaves everything as it is and answers false.
    package mutating func admit(_ key: AttemptKey, claiming bytes: Int64) -> Bool {
        guard claims[key] == nil, bytes >= 0, fits(bytes) else { return false }
        claims[key] = bytes
        return true
    }

    /// Gives a claim back; unknown keys are ignored.
    package mutating func release(_ key: AttemptKey) { claims[key] = nil }
}
