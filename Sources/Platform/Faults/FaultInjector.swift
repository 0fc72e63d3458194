import Glibc
import Synchronization

/// An operation of this module that tests can make fail.
package enum FaultOperation: String, Sendable, CaseIterable {
    case open, read, write, synchronize, link, rename, send, receive, spawn
}

#if DEBUG
    /// Makes the next calls of an operation fail with a chosen error. Debug builds only.
    ///
    /// A rule applies below one folder (by path, or by the path behind the descriptor in `/proc/self/fd`), so that
    /// tests that run at the same time do not disturb each other.
    package enum FaultInjector {
        struct Rule: Sendable {
            var id: UInt64
            var operation: FaultOperation
            var errno: Errno
            var skip: Int
            var count: Int
            var folder: String
        }

        struct State: Sendable {
            var nextID: UInt64 = 0
            var rules: [Rule] = []
        }

        static let state = Mutex(State())
        /// Number of rules: calls take no lock while there is none.
        static let armed = Atomic<Int>(0)

        /// Forces `error` on `count` calls of `operation` below `folder`, after `skipping` calls that pass, while
        /// `body` runs.
        package static func force<Result>(
            _ error: Errno, on operation: FaultOperation, below folder: String, count: Int = 1, skipping: Int = 0,
            while body: () throws -> Result
        ) rethrows -> Result {
            let id = arm(error, on: operation, below: folder, count: count, skipping: skipping)
            defer { disarm(id) }
            return try body()
        }

        /// As ``force(_:on:below:count:skipping:while:)``, for a body that waits.
        package static func force<Result>(
            _ error: Errno, on operation: FaultOperation, below folder: String, count: Int = 1, skipping: Int = 0,
            while body: () async throws -> Result
        ) async rethrows -> Result {
            let id = arm(error, on: operation, below: folder, count: count, skipping: skipping)
            defer { disarm(id) }
            return try await body()
        }

        private static func arm(
            _ error: Errno, on operation: FaultOperation, below folder: String, count: Int, skipping: Int
        ) -> UInt64 {
            state.withLock { state in
                state.nextID += 1
                state.rules.append(
                    Rule(
                        id: state.nextID, operation: operation, errno: error, skip: skipping, count: count,
                        folder: folder))
                armed.add(1, ordering: .sequentiallyConsistent)
                return state.nextID
            }
        }

        private static func disarm(_ id: UInt64) {
            state.withLock { state in
                state.rules.removeAll { $0.id == id }
                armed.subtract(1, ordering: .sequentiallyConsistent)
            }
        }

        /// The error that the next call must meet; counts the call.
        static func take(_ operation: FaultOperation, path: String) -> Errno? {
            state.withLock { state in
                for index in state.rules.indices {
                    let rule = state.rules[index]
                    guard rule.operation == operation, rule.count > 0,
                        path == rule.folder || path.hasPrefix(rule.folder + "/")
                    else { continue }
                    if rule.skip > 0 {
                        state.rules[index].skip -= 1
                        continue
                    }
                    state.rules[index].count -= 1
                    return rule.errno
                }
                return nil
            }
        }
    }
#endif

/// Where a forced error strikes a call on a path. Costs nothing in release builds.
@inline(__always)
func faultPoint(_ operation: FaultOperation, _ path: String) throws(SystemFailure) {
    #if DEBUG
        guard FaultInjector.armed.load(ordering: .relaxed) > 0 else { return }
        if let error = FaultInjector.take(operation, path: path) {
            throw SystemFailure("forced fault", error, subject: path)
        }
    #endif
}

/// Where a forced error strikes a call on a descriptor.
@inline(__always)
func faultPoint(_ operation: FaultOperation, _ descriptor: Int32) throws(SystemFailure) {
    #if DEBUG
        guard FaultInjector.armed.load(ordering: .relaxed) > 0 else { return }
        try faultPoint(operation, DescriptorPath.current(descriptor) ?? "")
    #endif
}

/// Where a forced error strikes a call on a name in an open folder.
@inline(__always)
func faultPoint(_ operation: FaultOperation, _ name: String, in directory: Int32) throws(SystemFailure) {
    #if DEBUG
        guard FaultInjector.armed.load(ordering: .relaxed) > 0 else { return }
        let isWhole = name.utf8.first == UInt8(ascii: "/") || directory == AT_FDCWD
        try faultPoint(operation, isWhole ? name : "\(DescriptorPath.current(directory) ?? "")/\(name)")
    #endif
}
