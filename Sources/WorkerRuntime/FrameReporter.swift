import JobModel
import Platform
import Synchronization
import WorkerProtocol

/// Sends a worker's progress, at most once in an interval and at once when the phase changes. Any thread may call it;
/// one that finds another one sending goes on with its work.
final class FrameReporter: WorkerReporter {
    struct State: Sendable {
        var hasStarted = false
        var phase: JobProgress.Phase?
        var nextNanoseconds: UInt64 = 0
    }

    private let channel: FrameChannel
    private let intervalNanoseconds: UInt64
    private let state = Mutex(State())

    init(_ channel: FrameChannel, intervalMilliseconds: Int) {
        self.channel = channel
        intervalNanoseconds = UInt64(min(max(intervalMilliseconds, 10), 60_000)) * 1_000_000
    }

    func started() {
        state.withLock { state in
            guard !state.hasStarted else { return }
            state.hasStarted = true
            channel.send(.started(monotonicNanoseconds: MonotonicClock.nanoseconds()))
        }
    }

    func progress(_ progress: JobProgress) {
        let now = MonotonicClock.nanoseconds()
        state.withLockIfAvailable { state in
            guard now >= state.nextNanoseconds || progress.phase != state.phase else { return }
            state.nextNanoseconds = now + intervalNanoseconds
            state.phase = progress.phase
            channel.send(.progress(progress))
        }
    }
}
