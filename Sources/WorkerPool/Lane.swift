import JobModel
import WorkerProtocol

/// What templates are kept apart by: no two users ever share a memory layout or a library's state.
struct LaneKey: Hashable, Sendable {
    var backend: String
    var user: UInt32
}

/// One backend for one requesting user: its template, its workers that wait, and the attempts that wait for one.
/// Owned by the pool's actor.
final class Lane {
    let key: LaneKey
    let backend: InstalledBackend
    /// The template that forks, or is about to.
    var template: Template?
    /// Takes over once it serves: the template has forked as many workers as it may.
    var successor: Template?
    /// Workers ready for a job, the longest waiting first.
    var parked: [Worker] = []
    /// Workers on their way to that.
    var starting: [UInt64: Worker] = [:]
    /// Workers that were sent a job and have not begun to read its input.
    var dispatching: Set<UInt64> = []
    /// Attempts without a worker, in order.
    var waiting: [Attempt] = []
    /// No template and no worker is started before.
    var notBefore: UInt64 = 0
    /// Why the last start failed; nil since one succeeded.
    var problem: String?
    /// Workers that failed to start since one succeeded.
    var failedWorkers = 0
    var afterCrash = RespawnPenalty.afterCrash
    var afterFailure = RespawnPenalty.afterFailedStart

    init(key: LaneKey, backend: InstalledBackend) {
        self.key = key
        self.backend = backend
    }

    /// How many workers with `limits` must be forked so that every waiting attempt gets one and, for the standard
    /// class, `spare` are parked.
    func missing(_ limits: ProcessLimits, spare: Int) -> Int {
        let wanted = waiting.count { $0.order.limits == limits } + spare
        let there = parked.count { $0.limits == limits } + starting.values.count { $0.limits == limits }
        return max(0, wanted - there)
    }
}
