package import JobModel

/// The order in which waiting jobs are started: higher priority first, then the older job.
package enum JobOrder {
    /// Whether `left` is started before `right`.
    package static func precedes(_ left: JobRecord, _ right: JobRecord) -> Bool {
        if left.spec.priority != right.spec.priority { return left.spec.priority > right.spec.priority }
        // Names sort by creation time and are unique, so the order is total.
        return left.id < right.id
    }

    /// Whether a waiting job may be started at this moment.
    package static func isDue(_ job: JobRecord, at now: Timestamp) -> Bool {
        job.state == .queued && (job.notBefore.map { $0 <= now } ?? true)
    }
}
