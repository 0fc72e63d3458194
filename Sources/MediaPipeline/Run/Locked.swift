import Platform

/// A value behind a pthread lock. (The standard library's `Mutex` spins on a futex of its own that the thread sanitizer
/// does not see, and reports as races what is none.)
///
/// `@unchecked Sendable`: the value is touched with the lock held only.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let monitor = Monitor()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        monitor.lock()
        defer { monitor.unlock() }
        return body(&value)
    }
}
