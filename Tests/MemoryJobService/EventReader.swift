import ControlAPI
import JobModel
import Synchronization

/// What one reader of events has not taken yet, up to a bound; beyond it the reader is cut off with `lagged`.
final class EventReader: Sendable {
    struct State {
        var items: [EventItem] = []
        var ended = false
        var waiting: CheckedContinuation<EventItem?, Never>?
    }

    private let job: JobID?
    private let bound: Int
    private let state = Mutex(State())

    init(job: JobID?, bound: Int) {
        self.job = job
        self.bound = bound
    }

    func offer(_ event: JobEvent) {
        guard job == nil || event.job == job else { return }
        state.withLock { state in
            guard !state.ended else { return }
            if let waiting = state.waiting {
                state.waiting = nil
                return waiting.resume(returning: .event(event))
            }
            if state.items.count < bound {
                state.items.append(.event(event))
            } else {
                state.items = [.lagged]
                state.ended = true
            }
        }
    }

    /// The next item; nil after `lagged`, and when the task is cancelled.
    func next() async -> EventItem? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    if Task.isCancelled {
                        continuation.resume(returning: nil)
                    } else if !state.items.isEmpty {
                        continuation.resume(returning: state.items.removeFirst())
                    } else if state.ended {
                        continuation.resume(returning: nil)
                    } else {
                        state.waiting = continuation
                    }
                }
            }
        } onCancel: {
            state.withLock { state in
                state.ended = true
                state.waiting?.resume(returning: nil)
                state.waiting = nil
            }
        }
    }
}
