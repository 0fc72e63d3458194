/// # Platform
///
/// The only Swift in Millrace that talks to the kernel. Everything above it deals in owned descriptors and typed
/// failures; no other module calls a system function or looks at `errno`. (`Sandbox` calls `CLinux` for what seals a
/// process.)
///
/// * A descriptor has one owner (``Descriptor``) or is shared (``SharedDescriptor``). A plain `Int32` is borrowed.
/// * `EINTR` is retried here, so nobody above meets it. Would-block and end-of-stream are results, not errors.
/// * Every descriptor is close-on-exec; children get only what is mapped for them.
/// * In debug builds ``FaultInjector`` makes the next calls of a named operation fail with a chosen error, so that
///   tests reach the paths that a healthy machine never takes.
///
/// Folders: `Files` files, folders, locks · `Sockets` Unix sockets and messages with descriptors · `Processes`
/// children and their ends · `Threads` plain threads and the bounded queue between them · `Clocks` · `Dispatch`
/// serial executors and event sources (coordinator and command line only: a worker uses neither Dispatch nor Swift
/// concurrency) · `Terminal` standard streams, environment · `Faults` forced errors for tests.
package enum Platform {}
