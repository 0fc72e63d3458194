import JobModel

/// When submissions were committed that found a free slot: the beginning of what `dispatch_s` of a result measures.
///
/// Bounded by forgetting the oldest: what is not claimed soon had to wait, and its time is no measure of dispatching.
struct RecentCommits {
    /// More submissions than this between the commit of a job and its claim make it one that waited.
    static let capacity = 64

    private var commits: [(job: JobID, committed: UInt64)] = []

    /// - Parameter committed: CLOCK_MONOTONIC in nanoseconds.
    mutating func add(_ job: JobID, at committed: UInt64) {
        if commits.count == Self.capacity { commits.removeFirst() }
        commits.append((job, committed))
    }

    /// When the job was committed, and forgets it; nil where that is not known.
    mutating func take(_ job: JobID) -> UInt64? {
        commits.firstIndex { $0.job == job }.map { commits.remove(at: $0).committed }
    }
}
