import CLinux
import Glibc

/// Calls on open files and on names. Names are plain paths; no call follows a descriptor it does not own.
package enum File {
    /// How a file is opened. `O_CLOEXEC` is always set.
    package struct Options: OptionSet, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }

        package static let readOnly = Options([])
        package static let writeOnly = Options(rawValue: O_WRONLY)
        package static let readWrite = Options(rawValue: O_RDWR)
        /// Make the file where it does not exist.
        package static let create = Options(rawValue: O_CREAT)
        /// With ``create``: fail with `exists` where it does.
        package static let exclusive = Options(rawValue: O_EXCL)
        package static let truncate = Options(rawValue: O_TRUNC)
        package static let append = Options(rawValue: O_APPEND)
        /// Fail with `tooManyLinks` where the last component is a symbolic link.
        package static let noFollow = Options(rawValue: O_NOFOLLOW)
        /// Do not wait for a FIFO's other end, and do not block on reads.
        package static let nonBlocking = Options(rawValue: O_NONBLOCK)
        /// Fail where it is not a folder.
        package static let directory = Options(rawValue: O_DIRECTORY)
        /// No controlling terminal is taken on.
        package static let noControllingTerminal = Options(rawValue: O_NOCTTY)
    }

    /// Opens `path`. With ``Options/create`` the file gets `mode`, less the process's umask.
    package static func open(
        _ path: String, _ options: Options, mode: UInt32 = 0o644
    ) throws(SystemFailure) -> Descriptor {
        try faultPoint(.open, path)
        let raw = try retrying("open", path) { unsafe clinux_open(path, options.rawValue | O_CLOEXEC, mode) }
        return Descriptor(adopting: raw)
    }

    /// Opens `name` in an open folder.
    package static func open(
        _ name: String, in directory: Int32, _ options: Options, mode: UInt32 = 0o644
    ) throws(SystemFailure) -> Descriptor {
        try faultPoint(.open, name, in: directory)
        let raw = try retrying("openat", name) {
            unsafe clinux_openat(directory, name, options.rawValue | O_CLOEXEC, mode)
        }
        return Descriptor(adopting: raw)
    }

    /// A second, read-only description of an open file, with its own offset: opened through `/proc/self/fd`, so that
    /// it is the same file whatever became of its name.
    package static func reopenReadOnly(_ descriptor: Int32) throws(SystemFailure) -> Descriptor {
        try open("/proc/self/fd/\(descriptor)", .readOnly)
    }

    /// Removes a name. No error where it does not exist.
    package static func unlink(_ path: String) throws(SystemFailure) {
        do throws(SystemFailure) {
            _ = try retrying("unlink", path) { unsafe Glibc.unlink(path) }
        } catch  where error.errno == .noEntry {}
    }

    /// Removes a name in an open folder. No error where it does not exist.
    package static func unlink(_ name: String, in directory: Int32) throws(SystemFailure) {
        do throws(SystemFailure) {
            _ = try retrying("unlinkat", name) { unsafe unlinkat(directory, name, 0) }
        } catch  where error.errno == .noEntry {}
    }

    /// A second name for a file. Fails with `exists` where the new name is taken: never replaces.
    package static func link(
        from source: String, in sourceDirectory: Int32, to target: String, in targetDirectory: Int32
    ) throws(SystemFailure) {
        try faultPoint(.link, target, in: targetDirectory)
        _ = try retrying("linkat", target) { unsafe linkat(sourceDirectory, source, targetDirectory, target, 0) }
    }

    /// Renames. With `noReplace` it fails with `exists` where the new name is taken
    /// (`invalid` on file systems that cannot promise that).
    package static func rename(
        from source: String, in sourceDirectory: Int32, to target: String, in targetDirectory: Int32,
        noReplace: Bool = false
    ) throws(SystemFailure) {
        try faultPoint(.rename, target, in: targetDirectory)
        _ = try retrying("renameat2", target) {
            unsafe clinux_rename(
                sourceDirectory, source, targetDirectory, target, noReplace ? 1 : 0)
        }
    }

    /// Renames within one folder or between two, replacing.
    package static func rename(_ source: String, to target: String) throws(SystemFailure) {
        try rename(from: source, in: AT_FDCWD, to: target, in: AT_FDCWD)
    }

    /// Waits until the file's content and size are on the disk. After an error the content is lost: do not retry.
    package static func synchronize(_ descriptor: Int32) throws(SystemFailure) {
        try faultPoint(.synchronize, descriptor)
        _ = try retrying("fsync") { fsync(descriptor) }
    }

    /// Cuts or extends the file to `size` bytes.
    package static func truncate(_ descriptor: Int32, to size: Int64) throws(SystemFailure) {
        _ = try retrying("ftruncate") { ftruncate(descriptor, Int(size)) }
    }

    /// Whether reads and writes of the descriptor return at once.
    package static func setNonBlocking(_ descriptor: Int32, _ on: Bool = true) throws(SystemFailure) {
        let flags = try retrying("fcntl(F_GETFL)") { clinux_fcntl(descriptor, F_GETFL, 0) }
        let wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
        if wanted != flags {
            _ = try retrying("fcntl(F_SETFL)") { clinux_fcntl(descriptor, F_SETFL, Int(wanted)) }
        }
    }
}
