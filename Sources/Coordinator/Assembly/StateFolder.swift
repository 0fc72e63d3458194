import Platform

/// The folder of one coordinator's queue, and the right to it. The right ends with the value, or with the process,
/// however that ends.
struct StateFolder: ~Copyable, Sendable {
    /// Why the folder cannot be used.
    enum Refusal: Error, Equatable, CustomStringConvertible {
        /// Another coordinator works on this queue.
        case inUse(path: String, pid: Int32?)
        /// Others could read or change the queue.
        case unsafe(path: String, reason: String)
        case system(path: String, SystemFailure)

        var description: String {
            switch self {
            case .inUse(let path, let pid):
                "the state folder \(path) is in use by \(pid.map { "process \($0)" } ?? "another coordinator"): "
                    + "stop it, or choose another folder"
            case .unsafe(let path, let reason):
                "the state folder \(path) is not safe: \(reason); use a folder of your own with mode 700"
            case .system(let path, let failure): "the state folder \(path) cannot be used: \(failure)"
            }
        }
    }

    private let lock: LockFile

    /// Makes the folder where it is missing (mode 0700) and takes the lock in it.
    static func take(_ path: String, lockPath: String) throws(Refusal) -> StateFolder {
        let status = try naming(path) { () throws(SystemFailure) in
            if !File.exists(path) { try Directory.createAll(path, mode: 0o700) }
            return try File.status(path)
        }
        guard status.kind == .directory else {
            throw .system(path: path, SystemFailure("open", .notDirectory, subject: path))
        }
        if let reason = objection(to: status) { throw .unsafe(path: path, reason: reason) }
        switch try naming(path, { () throws(SystemFailure) in try LockFile.take(lockPath) }) {
        case .taken(let lock): return StateFolder(lock: lock)
        case .held(let pid): throw .inUse(path: path, pid: pid)
        }
    }

    private static func naming<Value: ~Copyable>(
        _ path: String, _ body: () throws(SystemFailure) -> Value
    ) throws(Refusal) -> Value {
        do throws(SystemFailure) { return try body() } catch { throw .system(path: path, error) }
    }

    private init(lock: consuming LockFile) { self.lock = lock }

    private static func objection(to status: FileStatus) -> String? {
        if status.uid != User.effectiveID { return "it belongs to uid \(status.uid), not to \(User.effectiveID)" }
        if status.mode & 0o022 != 0 { return "others may write to it (mode \(String(status.mode, radix: 8)))" }
        return nil
    }
}
