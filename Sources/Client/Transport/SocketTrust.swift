package import Platform

/// Whether a socket can be somebody else's trap.
package enum SocketTrust {
    /// Why the socket at `path` is not to be trusted; nil where nothing speaks against it, or it does not exist.
    ///
    /// Whoever may write the folder may put a socket of his own there and read the paths and labels that are sent to it.
    package static func objection(to path: String) -> String? {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let status = try? File.status(folder) else { return nil }
        return objection(folder: folder, status, user: User.effectiveID)
    }

    /// The rule, for plain values.
    package static func objection(folder: String, _ status: FileStatus, user: UInt32) -> String? {
        let isSticky = status.mode & 0o1000 != 0
        if status.mode & 0o002 != 0 && !isSticky {
            return "everybody may write its folder \(folder); make it mode 0700"
        }
        return nil
    }
}
