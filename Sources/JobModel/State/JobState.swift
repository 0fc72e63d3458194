/// Where a job stands. The life of a job is this table:
///
/// ```
///            ┌────────── retry, back-off ──────────┐
///            ▼                                     │
///        queued ───────► running ───────► publishing ───► succeeded
///          │               │    │              │
///          │               │    └──► failed ◄──┘
///          └──► cancelled ◄┘            │  :retry
///                  │                    └──────────► queued
///                  └ :retry ► queued
/// ```
package enum JobState: String, Sendable, Codable, CaseIterable {
    /// Durable and waiting for a slot; also between two attempts, until `notBefore`.
    case queued
    /// Out of scheduling by request. Reserved: no route of this version leads here.
    case held
    /// An attempt holds a lease, a worker works on it.
    case running
    /// The intent to publish is committed: the point of no return. Recovery goes on from here.
    case publishing
    /// The outputs are durable under their final names.
    case succeeded
    /// Dead letter: `problem` says why; the document stays for `:retry`.
    case failed
    /// Withdrawn by request; its worker is gone and its temporary files are removed.
    case cancelled

    /// True where no further work will happen unless someone asks for it.
    package var isFinal: Bool {
        switch self {
        case .succeeded, .failed, .cancelled: true
        case .queued, .held, .running, .publishing: false
        }
    }

    /// The states that may follow this one.
    package var successors: Set<JobState> {
        switch self {
        case .queued: [.running, .held, .cancelled, .failed]
        case .held: [.queued, .cancelled]
        case .running: [.publishing, .queued, .held, .succeeded, .failed, .cancelled]
        case .publishing: [.succeeded, .failed]
        case .succeeded: []
        case .failed: [.queued]
        case .cancelled: [.queued]
        }
    }
}
