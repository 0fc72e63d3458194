package import Platform

/// A listening Unix socket and the right to its name.
///
/// The file `<path>.lock` decides who owns the name: whoever holds its lock may replace what a dead owner left there.
/// Connecting to find out would be a guess (a busy owner looks dead) and a race. The socket is 0600 in a folder that
/// only its owner can enter. Both are given up when the value ends; the lock file stays, since removing it would let
/// two owners hold two files of the same name.
package struct ListeningSocket: ~Copyable, Sendable {
    package let path: String
    private let listener: UnixListener
    private let lock: LockFile
    private let file: FileStatus

    /// The descriptor, for an event source.
    package var rawValue: Int32 { listener.rawValue }

    /// Takes the name and listens. The last folder of `path` is made where it is missing.
    package static func open(path: String) throws(ListenFailure) -> ListeningSocket {
        let folder = folder(of: path)
        try naming(path) { () throws(SystemFailure) in
            try Directory.create(folder, mode: 0o700, mayExist: true)
        }
        if let objection = try naming(path, { () throws(SystemFailure) in objection(to: try File.status(folder)) }) {
            throw .unsafeFolder(folder, objection)
        }
        switch try naming(path, { () throws(SystemFailure) in try LockFile.take(path + ".lock") }) {
        case .held(let pid): throw .inUse(path: path, pid: pid)
        case .taken(let lock):
            let listener = try naming(path) { () throws(SystemFailure) in try UnixListener(path: path, mode: 0o600) }
            let file = try naming(path) { () throws(SystemFailure) in try File.status(path, followLinks: false) }
            return ListeningSocket(path: path, listener: listener, lock: lock, file: file)
        }
    }

    private init(path: String, listener: consuming UnixListener, lock: consuming LockFile, file: FileStatus) {
        self.path = path
        self.listener = listener
        self.lock = lock
        self.file = file
    }

    /// Removes the name if it is still ours, while the lock is held.
    deinit {
        if let there = try? File.status(path, followLinks: false), there.isSameFile(as: file) {
            try? File.unlink(path)
        }
    }

    /// The next connection, non-blocking; nil where none waits.
    package borrowing func accept() throws(SystemFailure) -> Descriptor? { try listener.accept() }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Why a socket in this folder could be replaced by someone else; nil where it could not.
    private static func objection(to folder: FileStatus) -> String? {
        if folder.uid != User.effectiveID {
            return "it belongs to uid \(folder.uid), not to \(User.effectiveID)"
        }
        if folder.mode & 0o077 != 0 {
            return "others may enter it (mode \(String(folder.mode, radix: 8)))"
        }
        return nil
    }

    private static func naming<Value: ~Copyable>(
        _ path: String, _ body: () throws(SystemFailure) -> Value
    ) throws(ListenFailure) -> Value {
        do throws(SystemFailure) { return try body() } catch { throw .system(path: path, error) }
    }
}

/// Why a socket could not be opened.
package enum ListenFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// A living process owns the name.
    case inUse(path: String, pid: Int32?)
    /// Someone else could replace the socket in this folder.
    case unsafeFolder(String, String)
    case system(path: String, SystemFailure)

    package var description: String {
        switch self {
        case .inUse(let path, let pid):
            "\(path) is in use by \(pid.map { "process \($0)" } ?? "another process"): stop it, or choose another socket"
        case .unsafeFolder(let folder, let reason):
            "\(folder) is no safe place for a socket: \(reason); use a folder of your own with mode 700"
        case .system(let path, let failure): "cannot listen on \(path): \(failure)"
        }
    }
}
