import Platform
import Synchronization

/// Ctrl-C and its like. The first asks the command to stop and clean up; the second ends the process at once.
///
/// The signals are taken by a thread, so that the commands stay plain synchronous code that asks now and then.
final class Interruption: Sendable {
    private static let signals: [Signal] = [.interrupt, .terminate, .hangUp]

    private let count = Atomic<Int>(0)
    private let lastResort = Mutex<(@Sendable () -> Void)?>(nil)

    var isRequested: Bool { count.load(ordering: .acquiring) > 0 }

    /// Call it before any other thread is started.
    init() {
        SignalWait.block(Self.signals)
        _ = try? NamedThread.start(name: "signals", stackSize: 128 * 1024) { [self] in
            while true {
                _ = SignalWait.next(of: Self.signals)
                if count.add(1, ordering: .acquiringAndReleasing).newValue > 1 {
                    lastResort.withLock { $0?() }
                    CurrentProcess.exitNow(ExitCode.interrupted.rawValue)
                }
            }
        }
    }

    /// What the second signal does before it ends the process.
    func setLastResort(_ action: (@Sendable () -> Void)?) { lastResort.withLock { $0 = action } }
}
