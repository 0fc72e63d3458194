package import Platform

/// A new folder, removed with everything in it when the value ends.
package final class TemporaryDirectory: Sendable {
    /// Absolute and short enough for a socket in it.
    package let path: String

    /// - Parameter parent: where it is made; nil for the system's folder of temporary files.
    package init(in parent: String? = nil) throws(SystemFailure) {
        let parent = parent ?? Environment.variable("TMPDIR") ?? "/tmp"
        path = try Directory.createTemporary(prefix: "\(parent)/millrace-test-")
    }

    deinit { try? Directory.removeTree(path) }

    /// The path of a name in the folder.
    package func file(_ name: String) -> String { "\(path)/\(name)" }
}
