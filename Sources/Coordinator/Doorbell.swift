import Platform
import Synchronization

/// Wakes the one loop that waits for work. A ring before the wait is not lost.
final class Doorbell: Sendable {
    struct State {
        var isRung = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            state.isRung = state.waiting == nil
            return state.waiting
        }
        waiting?.resume()
    }

    /// Returns when it rings, or after `seconds`, or when the task is cancelled.
    func wait(upTo seconds: Double) async {
        let timer = Task {
            try? await Task.sleep(for: .seconds(seconds))
            if !Task.isCancelled { self.ring() }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    defer { state.isRung = false }
                    if !state.isRung { state.waiting = continuation }
                    return state.isRung
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
        timer.cancel()
    }
}

/// A time in which no job is claimed.
final class ClaimPause: Sendable {
    private let until = Mutex<UInt64>(0)

    func extend(bySeconds seconds: Double) {
        let end = MonotonicClock.nanoseconds() + UInt64(seconds * 1e9)
        until.withLock { $0 = max($0, end) }
    }

    /// 0 when claims may go on.
    var secondsLeft: Double {
        let now = MonotonicClock.nanoseconds()
        return until.withLock { $0 > now ? Double($0 - now) / 1e9 : 0 }
    }
}
