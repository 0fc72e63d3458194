import JobModel
import Synchronization

/// A store clock that stands until it is told to move.
final class ManualClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }

    func advance(bySeconds seconds: Double) {
        milliseconds.withLock { $0 += Int64(seconds * 1000) }
    }
}
