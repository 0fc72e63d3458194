package import Platform

/// A folder of a test's own, removed with all that is in it when the value goes.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// - Parameter parent: where it is made; the default is the system's folder for temporary files.
    package init(in parent: String = "/tmp") throws(SystemFailure) {
        path = try Directory.createTemporary(prefix: "\(parent)/millrace-test.")
    }

    deinit { try? Directory.removeTree(path) }

    /// The path of a name in the folder.
    package func file(_ name: String) -> String { "\(path)/\(name)" }
}
