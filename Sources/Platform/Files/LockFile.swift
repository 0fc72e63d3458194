import CLinux
import Glibc

/// A file whose lock (`flock`) says who owns something: released when the value ends, or the process, however it ends.
/// The file holds the owner's pid, for people; the lock alone decides. It is never removed.
package struct LockFile: ~Copyable, Sendable {
    /// How an attempt to take the lock ended.
    package enum Outcome: ~Copyable, Sendable {
        case taken(LockFile)
        /// Another process has it; its pid where it could be read.
        case held(by: Int32?)
    }

    private let file: Descriptor

    /// Takes the lock, or says who has it. Does not wait.
    package static func take(_ path: String) throws(SystemFailure) -> Outcome {
        let file = try File.open(path, [.readWrite, .create, .noFollow], mode: 0o600)
        do throws(SystemFailure) {
            _ = try retrying("flock", path) { flock(file.rawValue, LOCK_EX | LOCK_NB) }
        } catch  where error.errno == .wouldBlock {
            let text = try File.readAll(file.rawValue, limit: 64)
            return .held(by: Int32(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)))
        }
        try File.truncate(file.rawValue, to: 0)
        try File.writeAll(Array("\(getpid())\n".utf8), to: file.rawValue)
        return .taken(LockFile(file: file))
    }

    private init(file: consuming Descriptor) { self.file = file }
}
