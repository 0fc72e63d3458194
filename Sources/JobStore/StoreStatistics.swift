/// Counts of the writer since it was opened. Commits for each operation is what group commit saves, and does not
/// depend on the disk.
package struct StoreStatistics: Sendable, Equatable {
    /// Transactions committed; each costs one fsync of the log.
    package private(set) var commits: Int64 = 0
    /// Operations that those held, refused ones included.
    package private(set) var operations: Int64 = 0
    package private(set) var largestBatch = 0

    package init() {}

    mutating func count(batch: Int) {
        commits += 1
        operations += Int64(batch)
        largestBatch = max(largestBatch, batch)
    }
}
