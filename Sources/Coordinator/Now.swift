import JobModel
import Platform

extension Timestamp {
    /// The time of day.
    static var now: Timestamp { Timestamp(milliseconds: RealtimeClock.milliseconds()) }
}
