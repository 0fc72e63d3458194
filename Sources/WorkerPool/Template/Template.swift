import JobModel
import Platform
import WorkerProtocol

/// A template's process and its descriptors, owned by the pool's actor.
final class Template {
    let id: UInt64
    let lane: LaneKey
    /// The user it runs as, from the reserved range; nil where it keeps the coordinator's.
    let user: UInt32?
    let process: WatchedProcess
    let socket: WatchedSocket
    var life: TemplateLife
    var log: LogPipe
    /// What its workers run in, once it serves.
    var sandbox: SandboxStamp?
    /// Such as `libav 5.1.9`, once it serves.
    var backend = ""
    /// Workers that it was told to fork.
    var forks = 0
    /// Its workers that are not yet gone.
    var workers: Set<UInt64> = []
    var isRetired = false
    /// One of its workers could not be started: said once.
    var hasFailedToFork = false

    init(
        id: UInt64, lane: LaneKey, user: UInt32?, process: WatchedProcess, socket: WatchedSocket, life: TemplateLife,
        log: LogPipe
    ) {
        self.id = id
        self.lane = lane
        self.user = user
        self.process = process
        self.socket = socket
        self.life = life
        self.log = log
    }
}
