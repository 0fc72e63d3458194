/// What names one try at a job. Every write that an attempt causes carries it, and the store refuses a stale one.
package struct AttemptKey: Hashable, Sendable, Codable {
    package var job: JobID
    /// Rises by one with every claim of the job; never reused.
    package var fence: Int64

    package init(job: JobID, fence: Int64) {
        self.job = job
        self.fence = fence
    }
}

/// Who asked for a job: the peer's credentials at accept (`SO_PEERCRED`).
package struct Requester: Hashable, Sendable, Codable {
    package var uid: UInt32
    package var gid: UInt32

    package init(uid: UInt32, gid: UInt32) {
        self.uid = uid
        self.gid = gid
    }
}
