import Glibc

/// CLOCK_MONOTONIC: for deadlines and durations. The same in every process of the machine.
package enum MonotonicClock {
    package static func nanoseconds() -> UInt64 { now(CLOCK_MONOTONIC) }
}

/// CLOCK_REALTIME: the time of day.
package enum RealtimeClock {
    /// Since 1970-01-01 UTC.
    package static func milliseconds() -> Int64 { Int64(now(CLOCK_REALTIME) / 1_000_000) }
}

/// CPU time of the calling thread.
package enum ThreadCPUClock {
    package static func nanoseconds() -> UInt64 { now(CLOCK_THREAD_CPUTIME_ID) }
}

/// CPU time of all threads of this process.
package enum ProcessCPUClock {
    package static func nanoseconds() -> UInt64 { now(CLOCK_PROCESS_CPUTIME_ID) }
}

private func now(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Waiting for time to pass, for synchronous programs.
package enum Sleep {
    package static func milliseconds(_ count: Int) {
        var left = timespec(tv_sec: count / 1000, tv_nsec: count % 1000 * 1_000_000)
        var remaining = timespec()
        while unsafe nanosleep(&left, &remaining) != 0 && Errno.current == .interrupted { left = remaining }
    }
}
