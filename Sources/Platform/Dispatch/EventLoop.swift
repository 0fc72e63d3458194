import CLinux
import Glibc
import Synchronization

/// The thread that waits for descriptors, for ``ReadSource`` and ``WriteSource``.
///
/// Dispatch has sources of its own, and they cannot be used for descriptors on Linux: when the other end of a pipe or
/// socket is closed (EPOLLHUP), libdispatch frees its bookkeeping on one thread while its manager thread still walks
/// it, and the process dies in `_dispatch_event_loop_drain` (swift-corelibs-libdispatch issue 949, open in 6.3.1; here
/// it killed a coordinator every few dozen jobs). swift-subprocess left Dispatch sources for epoll for the same crash.
///
/// Events are one-shot and carry a number, never a pointer: what was told for a source that is gone finds nothing.
final class EventLoop: Sendable {
    static let shared = EventLoop()

    struct State: Sendable {
        var lastToken: UInt64 = 0
        var watches: [UInt64: DescriptorWatch] = [:]
    }

    private let epoll: Int32
    private let state = Mutex(State())

    private init() {
        epoll = clinux_epoll_create()
        guard epoll >= 0 else { return }
        _ = try? NamedThread.start(name: "events", stackSize: 256 * 1024) { [self] in run() }
    }

    func add(_ watch: DescriptorWatch) -> UInt64 {
        state.withLock { state in
            state.lastToken += 1
            state.watches[state.lastToken] = watch
            return state.lastToken
        }
    }

    func remove(_ token: UInt64) { _ = state.withLock { $0.watches.removeValue(forKey: token) } }

    /// Has the descriptor tell once. False where the kernel refuses (out of memory or watches).
    func arm(_ descriptor: Int32, for event: clinux_epoll_event, token: UInt64, known: Bool) -> Bool {
        clinux_epoll_arm(epoll, descriptor, event, token, known ? 1 : 0) == 0
    }

    func disarm(_ descriptor: Int32) { _ = clinux_epoll_remove(epoll, descriptor) }

    private func run() {
        var tokens = [UInt64](repeating: 0, count: 64)
        while true {
            let count = unsafe tokens.withUnsafeMutableBufferPointer { room in
                unsafe clinux_epoll_wait(epoll, room.baseAddress, Int32(room.count))
            }
            guard count > 0 else { continue }
            for token in tokens[..<Int(count)] { state.withLock { $0.watches[token] }?.fire() }
        }
    }
}
