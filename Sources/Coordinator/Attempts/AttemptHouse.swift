import JobModel
import Platform
import Telemetry
import WorkerProtocol

/// What attempts, their publication and recovery work with; shared by all of them.
struct AttemptHouse: Sendable {
    let store: any JobStore
    let executor: any AttemptExecutor
    let bus: EventBus
    let disk: DiskQueue
    let publication: Publication
    let health = StoreHealth()
    let timing: Configuration.Timing
    let log: Logger
    /// Pauses claiming: a disk is full.
    let noSpace: @Sendable () -> Void

    init(
        store: any JobStore, executor: any AttemptExecutor, bus: EventBus, timing: Configuration.Timing, log: Logger,
        noSpace: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.executor = executor
        self.bus = bus
        self.timing = timing
        self.log = log
        self.noSpace = noSpace
        disk = DiskQueue()
        publication = Publication(log: log)
    }

    /// Writes to the store until it answers. A store without space or with an I/O error keeps the row as it is: losing
    /// the outcome of an attempt is worse than keeping its slot until the disk is back. Refusals are passed on.
    func persist(
        _ what: StaticString, _ key: AttemptKey, _ write: () async throws(StoreFailure) -> Void
    ) async throws(StoreFailure) {
        while true {
            do throws(StoreFailure) {
                try await write()
                health.succeeded()
                return bus.storeChanged()
            } catch {
                health.failed(error)
                switch error {
                case .noSpace(let words), .unavailable(let words):
                    log.error(
                        "the queue cannot be written; trying again",
                        ["job": key.job.text, "what": "\(what)", "cause": words])
                    noSpace()
                    // A cancelled sleep means that the house is torn down: the row stays for the next life.
                    do { try await Task.sleep(for: .seconds(timing.storeRetry)) } catch { throw .unavailable(words) }
                default: throw error
                }
            }
        }
    }
}
