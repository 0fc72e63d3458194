import Glibc

/// Waiting for one descriptor, for synchronous programs and for tests.
package enum Poll {
    package enum Event: Sendable { case readable, writable }

    /// Waits until the descriptor is ready, hung up or in error (the next call on it tells which).
    /// - Parameter milliseconds: longest wait; nil waits for ever.
    /// - Returns: false where the time is up.
    package static func wait(
        _ descriptor: Int32, for event: Event, milliseconds: Int? = nil
    ) throws(SystemFailure) -> Bool {
        let deadline = milliseconds.map { MonotonicClock.nanoseconds() + UInt64($0) * 1_000_000 }
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(event == .readable ? POLLIN : POLLOUT), revents: 0)
            let left = deadline.map { deadline -> Int32 in
                let now = MonotonicClock.nanoseconds()
                return now >= deadline ? 0 : Int32(clamping: (deadline - now + 999_999) / 1_000_000)
            }
            let ready = unsafe poll(&entry, 1, left ?? -1)
            if ready > 0 { return true }
            if ready == 0 { return false }
            if Errno.current != .interrupted { throw SystemFailure("poll", .current) }
        }
    }
}

extension Poll {
    /// Whether the other end of a stream socket is closed both ways: nobody will read what is written to it.
    package static func isHungUp(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLHUP | POLLERR) != 0
    }
}
