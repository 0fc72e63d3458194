import Glibc

/// Signals taken by a thread instead of a handler, for synchronous programs.
package enum SignalWait {
    /// Keeps the signals from the calling thread and from every thread that it starts from now on: call it first thing.
    package static func block(_ signals: [Signal]) {
        var set = Self.set(signals)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for one of the signals, which must be blocked in every thread.
    package static func next(of signals: [Signal]) -> Signal {
        var set = Self.set(signals)
        var number: Int32 = 0
        while unsafe sigwait(&set, &number) != 0 {}
        return Signal(rawValue: number)
    }

    private static func set(_ signals: [Signal]) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal.rawValue) }
        return set
    }
}
