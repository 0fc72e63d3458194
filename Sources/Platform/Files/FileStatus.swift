import Glibc

/// What the kernel knows of a file (`stat`).
package struct FileStatus: Sendable, Equatable {
    package enum Kind: Sendable {
        case regular, directory, symbolicLink, fifo, socket, characterDevice, blockDevice, other
    }

    package var kind: Kind
    package var device: UInt64
    package var inode: UInt64
    /// Bytes.
    package var size: Int64
    /// Bytes that the file takes on the disk.
    package var allocatedBytes: Int64
    /// Since 1970-01-01.
    package var modifiedNanoseconds: Int64
    /// Permission bits, `0o7777`.
    package var mode: UInt32
    package var uid: UInt32
    package var gid: UInt32
    /// Names that the file has.
    package var links: UInt64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            case S_IFCHR: .characterDevice
            case S_IFBLK: .blockDevice
            default: .other
            }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        allocatedBytes = Int64(status.st_blocks) * 512
        modifiedNanoseconds = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        mode = status.st_mode & 0o7777
        uid = status.st_uid
        gid = status.st_gid
        links = UInt64(status.st_nlink)
    }

    /// True where both are one file, whatever it is called.
    package func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}

extension File {
    package static func status(_ descriptor: Int32) throws(SystemFailure) -> FileStatus {
        var status = stat()
        _ = try retrying("fstat") { unsafe fstat(descriptor, &status) }
        return FileStatus(status)
    }

    /// - Parameter followLinks: whether a symbolic link stands for what it points to.
    package static func status(_ path: String, followLinks: Bool = true) throws(SystemFailure) -> FileStatus {
        try status(path, in: AT_FDCWD, followLinks: followLinks)
    }

    /// The status of a name in an open folder.
    package static func status(
        _ name: String, in directory: Int32, followLinks: Bool = false
    ) throws(SystemFailure) -> FileStatus {
        var status = stat()
        _ = try retrying("stat", name) {
            unsafe fstatat(directory, name, &status, followLinks ? 0 : AT_SYMLINK_NOFOLLOW)
        }
        return FileStatus(status)
    }

    /// Whether a name exists, dangling links included.
    package static func exists(_ path: String) -> Bool { (try? status(path, followLinks: false)) != nil }
}
