import CLinux
import Dispatch
import Glibc
import Synchronization

/// One descriptor watched for one kind of event: what ``ReadSource`` and ``WriteSource`` are made of.
///
/// It watches a duplicate of its own, so that nothing goes wrong where the caller's number is closed and given to
/// another file. The handler runs on the queue, one call at a time, as long as the condition holds.
final class DescriptorWatch: Sendable {
    struct State: Sendable {
        /// −1 where none could be had, and after the end.
        var descriptor: Int32
        var token: UInt64 = 0
        /// Known to the kernel.
        var isAdded = false
        /// Will tell.
        var isArmed = false
        var isResumed = false
        var isCancelled = false
    }

    private let event: clinux_epoll_event
    private let queue: DispatchQueue
    private let handler: @Sendable () -> Void
    private let state: Mutex<State>

    /// A watch that is suspended.
    init(
        _ descriptor: Int32, for event: clinux_epoll_event, queue: DispatchQueue,
        _ handler: @escaping @Sendable () -> Void
    ) {
        self.event = event
        self.queue = queue
        self.handler = handler
        state = Mutex(State(descriptor: clinux_fcntl(descriptor, F_DUPFD_CLOEXEC, 0)))
        let token = EventLoop.shared.add(self)
        state.withLock { $0.token = token }
    }

    func resume() {
        state.withLock { $0.isResumed = true }
        arm()
    }

    func suspend() { state.withLock { $0.isResumed = false } }

    /// Ends the watch for good. `completion` runs on the queue, when no handler will run any more.
    func cancel(then completion: @escaping @Sendable () -> Void) {
        let token = state.withLock { state in
            state.isCancelled = true
            if state.descriptor >= 0 {
                if state.isAdded { EventLoop.shared.disarm(state.descriptor) }
                close(state.descriptor)
                state.descriptor = -1
            }
            return state.token
        }
        EventLoop.shared.remove(token)
        queue.async(execute: completion)
    }

    /// The kernel has told; on the loop's thread.
    func fire() {
        state.withLock { $0.isArmed = false }
        queue.async { self.handle() }
    }

    private func handle() {
        guard state.withLock({ $0.isResumed && !$0.isCancelled }) else { return }
        handler()
        arm()
    }

    private func arm() {
        let isRefused = state.withLock { state in
            guard state.isResumed, !state.isArmed, !state.isCancelled else { return false }
            state.isArmed = true
            if state.descriptor >= 0,
                EventLoop.shared.arm(state.descriptor, for: event, token: state.token, known: state.isAdded)
            {
                state.isAdded = true
                return false
            }
            return true
        }
        // Out of descriptors or of the kernel's memory: look now and then instead of never.
        if isRefused { queue.asyncAfter(deadline: .now() + 0.05) { self.fire() } }
    }
}
