package import Platform

/// A new folder, removed with everything in it when the value ends.
package final class TemporaryDirectory: Sendable {
    /// Absolute and short enough for a socket in it.
    package let path: String

    package init() throws(SystemFailure) {
        path = try Directory.createTemporary(prefix: (Environment.variable("TMPDIR") ?? "/tmp") + "/millrace-test-")
    }

    deinit { try? Directory.removeTree(path) }

    /// The path of a name in the folder.
    package func file(_ name: String) -> String { path + "/" + name }
}
