import Platform

/// The folder of a private coordinator: mode 0700, removed at the end. What a killed command left behind is removed by
/// the next one: nobody holds its lock any more.
final class PrivateFolder {
    private static let prefix = "millrace-run-"

    let path: String
    private let lock: LockFile?

    /// In `$XDG_RUNTIME_DIR` (a file system in memory, for this user alone) or `$TMPDIR`, `/tmp`.
    init() throws(SystemFailure) {
        var parents = [Environment.variable("XDG_RUNTIME_DIR"), Environment.variable("TMPDIR"), "/tmp"].compactMap {
            $0
        }
        // The socket's path has to fit into its 107 bytes.
        parents.removeAll { !$0.hasPrefix("/") || $0.utf8.count > 70 || (try? File.status($0).kind) != .directory }
        var made: String?
        var failure = SystemFailure("mkdtemp", .noEntry, subject: "/tmp")
        for parent in parents {
            Self.sweep(parent)
            do throws(SystemFailure) {
                made = try Directory.createTemporary(prefix: "\(parent)/\(Self.prefix)")
                break
            } catch {
                failure = error
            }
        }
        guard let made else { throw failure }
        path = made
        lock = Self.take(made + "/owner.lock")
    }

    private static func take(_ path: String) -> LockFile? {
        switch try? LockFile.take(path) {
        case .taken(let lock)?: lock
        default: nil
        }
    }

    /// Removes this user's folders that nobody owns: neither the command nor its coordinator (`state/lock`).
    private static func sweep(_ parent: String) {
        for name in (try? Directory.names(in: parent)) ?? [] where name.hasPrefix(prefix) {
            let folder = "\(parent)/\(name)"
            guard let status = try? File.status(folder, followLinks: false), status.kind == .directory,
                status.uid == User.effectiveID, File.exists(folder + "/owner.lock")
            else { continue }
            guard let owner = take(folder + "/owner.lock") else { continue }
            if File.exists(folder + "/state/lock") {
                guard let state = take(folder + "/state/lock") else { continue }
                _ = consume state
            }
            try? Directory.removeTree(folder)
            _ = consume owner
        }
    }

    func remove() { try? Directory.removeTree(path) }
}
