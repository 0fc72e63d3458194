/// # WorkerProtocol
///
/// What passes between the coordinator, a backend's template and a worker, over `SOCK_SEQPACKET` pairs.
///
/// ```
///  coordinator ── fork command (fixed size) + job socket ──► template
///  coordinator ◄─ hello (capabilities, JSON ≤ 256 KiB in frames), forked (pid) ── template
///  coordinator ── job message (JSON ≤ 128 KiB) + descriptors ──► worker
///  coordinator ◄─ ready, started, progress, report chunks, done | failed (frames ≤ 4 KiB) ── worker
/// ```
///
/// What goes down is trusted. What comes up is hostile: frames have a fixed header, every field is checked for range,
/// and the first violation ends the worker as `worker_misbehaved`. Numbers are little-endian. A worker is one process
/// that runs one job.
///
/// This module is values and their byte forms; sockets are read and written by `WorkerPool` and `WorkerRuntime`.
/// ``AttemptExecutor``, the second seam, is here because its contract speaks in these values.
package enum WorkerProtocol {
    /// Raised when any frame or message changes; both ends must agree.
    package static let version: UInt16 = 1
    /// Longest frame that a worker or template may send.
    package static let maxFrameBytes = 4096
    /// Longest job message.
    package static let maxJobBytes = 128 * 1024
    /// Longest report or capability document, over all its chunks.
    package static let maxReportBytes = 256 * 1024
    /// Where a template and a worker find their socket.
    package static let socketDescriptor: Int32 = 3
}
