import JobModel
import Platform
import WorkerProtocol

/// A worker's process and its descriptors, owned by the pool's actor.
final class Worker {
    let id: UInt64
    let template: Template
    let limits: ProcessLimits
    let socket: WatchedSocket
    var life: WorkerLife
    var log: LogPipe
    /// Nil until the template told the pid.
    var process: WatchedProcess?
    /// Its job, from dispatch to the end.
    var attempt: Attempt?
    /// When the job was dispatched.
    var dispatched: UInt64 = 0

    init(
        id: UInt64, template: Template, limits: ProcessLimits, socket: WatchedSocket, life: WorkerLife, log: LogPipe
    ) {
        self.id = id
        self.template = template
        self.limits = limits
        self.socket = socket
        self.life = life
        self.log = log
    }
}
