import Platform

/// The processes of a ``WorkerPool`` at one moment, for measurements and diagnosis.
package struct PoolCensus: Sendable, Equatable {
    /// Templates, by process id.
    package var templates: [Int32]
    /// Workers that wait for a job, by process id.
    package var parked: [Int32]
    /// Workers that have a job, by process id.
    package var running: [Int32]
    /// Workers that were asked for and are not ready.
    package var starting: Int
}

extension WorkerPool {
    /// Counts the processes.
    package func census() -> PoolCensus {
        let busy = workers.values.filter { $0.attempt != nil }
        return PoolCensus(
            templates: templates.values.map { $0.process.child.pid }.sorted(),
            parked: lanes.values.flatMap(\.parked).compactMap { $0.process?.child.pid }.sorted(),
            running: busy.compactMap { $0.process?.child.pid }.sorted(),
            starting: lanes.values.reduce(0) { $0 + $1.starting.count })
    }
}
