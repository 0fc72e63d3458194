/// # WorkerRuntime
///
/// The life of a backend's processes, the same for every backend. A backend implements ``MediaBackend`` and its
/// `main` is one line: `RuntimeMain.run(MyBackend())`.
///
/// ```
///  exec ► TemplateProcess: clean, own uid, prepare, capabilities ──► report …, done
///                          tier probe, seal                      ──► ready
///                          fork command + job socket + log pipe  ──► forked (pid)
///           └► WorkerProcess: seal, self-check                   ──► ready          (job socket from here on)
///                             waits for the one job message
///                             MediaBackend.run                   ──► started, progress …
///                             report                             ──► report …, done  or  failed
///                             ends
/// ```
///
/// Where the coordinator goes away, the socket ends and so does the process; the parent-death signal is the other
/// half. A worker that dies without `done` or `failed` has crashed or misbehaved: the coordinator sees it in the wait
/// status and nothing here tries to soften it.
///
/// Nothing in these processes may use Dispatch or Swift concurrency: both open files behind one's back.
package enum WorkerRuntime {}
