import Glibc

/// CLOCK_MONOTONIC: for deadlines and durations. The same in every process of the machine.
package enum MonotonicClock {
    package static func nanoseconds() -> UInt64 { now(CLOCK_MONOTONIC) }
}

/// CLOCK_REALTIME: the time of day.
package enum RealtimeClock {
    /// Since 1970-01-01 UTC.
    package static func milliseconds() -> Int64 { Int64(now(CLOCK_REALTIME) / 1_000_000) }

    /// UTC in RFC 3339 with milliseconds, such as `2026-11-20T07:42:51.250Z`.
    package static func text(_ milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        func padded(_ value: some BinaryInteger, _ digits: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        return unsafe "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
            + "T\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
            + ".\(padded(milliseconds % 1000, 3))Z"
    }
}

/// CPU time of the calling thread.
package enum ThreadCPUClock {
    package static func nanoseconds() -> UInt64 { now(CLOCK_THREAD_CPUTIME_ID) }
}

/// CPU time of all threads of this process.
package enum ProcessCPUClock {
    package static func nanoseconds() -> UInt64 { now(CLOCK_PROCESS_CPUTIME_ID) }

    /// CPU time of all threads that another process has and had; nil where there is no such process.
    package static func nanoseconds(of pid: Int32) -> UInt64? {
        var clock = clockid_t()
        guard unsafe clock_getcpuclockid(pid, &clock) == 0 else { return nil }
        var time = timespec()
        guard unsafe clock_gettime(clock, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
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
