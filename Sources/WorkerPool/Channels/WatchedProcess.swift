import Platform

/// A child process that an event source watches: the pidfd stays open until the source is gone.
final class WatchedProcess: Sendable {
    let child: ChildProcess
    private let source: ReadSource

    /// - Parameter makeSource: makes the source that tells of the process's end.
    init(_ child: consuming ChildProcess, _ makeSource: (Int32) -> ReadSource) {
        source = makeSource(child.pidfd.rawValue)
        self.child = child
    }

    /// Stops watching; the pidfd is closed once no handler can run any more.
    func unwatch() {
        source.cancel { withExtendedLifetime(self) {} }
    }
}
