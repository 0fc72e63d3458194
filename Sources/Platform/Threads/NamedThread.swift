import CLinux
import Glibc

/// A plain thread with a name that debuggers and `top -H` show. Join it exactly once, or let it run for ever.
package final class NamedThread: Sendable {
    /// Valid until ``join()``.
    private let handle: pthread_t

    /// Starts a thread.
    /// - Parameters:
    ///   - name: at most 15 bytes are shown.
    ///   - stackSize: bytes; the encoders' own threads have theirs.
    package static func start(
        name: String, stackSize: Int = 1 << 20, _ body: sending @escaping () -> Void
    ) throws(SystemFailure) -> NamedThread {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, max(stackSize, 64 * 1024))
        var handle = pthread_t()
        let start = unsafe Unmanaged.passRetained(ThreadStart(name: name, body: body))
        let error = unsafe pthread_create(&handle, &attributes, runThread, start.toOpaque())
        guard error == 0 else {
            unsafe start.release()
            throw SystemFailure("pthread_create", Errno(rawValue: error), subject: name)
        }
        return NamedThread(handle: handle)
    }

    private init(handle: pthread_t) { self.handle = handle }

    /// Waits until the thread's body has returned.
    package func join() { pthread_join(handle, nil) }
}

/// What a new thread is told.
final class ThreadStart {
    let name: String
    let body: () -> Void

    init(name: String, body: @escaping () -> Void) {
        self.name = name
        self.body = body
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    unsafe clinux_name_thread(start.name)
    start.body()
    return nil
}
