import JobModel
import Synchronization

/// Whether the queue could be written the last time someone tried: what `GET /readyz` says of it.
final class StoreHealth: Sendable {
    private let words = Mutex<String?>(nil)

    /// Nil while all is well.
    var trouble: String? { words.withLock { $0 } }

    func succeeded() { words.withLock { $0 = nil } }

    func failed(_ failure: StoreFailure) {
        switch failure {
        case .noSpace(let why), .unavailable(let why): words.withLock { $0 = why }
        default: break
        }
    }
}
