import JobModel
import Synchronization

/// How the rest of the house reaches into a running attempt: one interruption, looked at between its steps.
final class AttemptControl: Sendable {
    enum Interruption: Sendable, Equatable {
        /// Someone asked for it; the request is committed.
        case cancelled
        /// The lease could not be kept: whatever the attempt made belongs to nobody.
        case leaseLost
        /// The coordinator stops: the job goes back into the queue.
        case handedBack
    }

    struct State {
        var interruption: Interruption?
        var isPublishing = false
        var renewed: UInt64
    }

    let key: AttemptKey
    private let state: Mutex<State>

    /// - Parameter claimed: CLOCK_MONOTONIC when the lease began.
    init(key: AttemptKey, claimed: UInt64) {
        self.key = key
        state = Mutex(State(renewed: claimed))
    }

    /// The first interruption counts. False once the intent to publish is committed: then the attempt goes on to its
    /// end, and nothing holds it up.
    @discardableResult
    func interrupt(_ interruption: Interruption) -> Bool {
        state.withLock { state in
            guard !state.isPublishing else { return false }
            if state.interruption == nil { state.interruption = interruption }
            return true
        }
    }

    var interruption: Interruption? { state.withLock { $0.interruption } }

    /// Between two steps: ends the attempt where it was interrupted.
    func check() throws(AttemptStop) {
        if let interruption { throw .interrupted(interruption) }
    }

    /// The intent is committed: no interruption from here on.
    func beginPublishing() { state.withLock { $0.isPublishing = true } }

    func renewed(at now: UInt64) { state.withLock { $0.renewed = now } }

    /// CLOCK_MONOTONIC of the last renewal.
    var lastRenewal: UInt64 { state.withLock { $0.renewed } }
}

/// Why an attempt did not reach its end.
enum AttemptStop: Error, Sendable {
    case failed(Failure)
    case interrupted(AttemptControl.Interruption)
    /// The store refused a write of this attempt: the row belongs to someone else by now.
    case disowned(StoreFailure)
}
