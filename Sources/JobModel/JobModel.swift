/// # JobModel
///
/// The vocabulary of Millrace as pure values: what a client asks for (``JobDocument``), what it means once
/// defaults and presets are resolved (``JobSpec``), where a job stands (``JobState``), what came of it
/// (``JobResult`` or ``Failure``), and what a backend can do (``BackendCapabilities``).
///
/// Nothing here does I/O, reads a clock or imports an OS module; every rule can be tested with plain values.
/// The two seams that later implementations plug into are named here or one layer up: ``JobStore`` (SQLite now,
/// PostgreSQL later) and `AttemptExecutor` in `WorkerProtocol` (local processes now, Slurm later).
///
/// Folders: `Document` what clients write · `State` the life of a job · `Result` what came of it ·
/// `Capabilities` what backends offer, and the check of a document against it · `Seams` protocols.
package enum JobModel {
    /// The version of the job document and of the HTTP API, as in the path prefix `/v1`.
    package static let documentVersion = 1
    /// The version of Millrace, as its programs and `GET /v1` give it.
    package static let productVersion = "0.1.0"
}
