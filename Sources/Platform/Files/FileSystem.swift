import CLinux
import Glibc

/// Facts of the file system that holds a path.
package enum FileSystem {
    /// Bytes that a process without privileges may still write.
    package static func freeBytes(at path: String) throws(SystemFailure) -> Int64 {
        Int64(clamping: try facts(path).freeBytes)
    }

    /// Whether the path lies on a network file system, where locks and the order of writes cannot be relied on.
    package static func isNetwork(at path: String) throws(SystemFailure) -> Bool {
        networkTypes.contains(try facts(path).type)
    }

    private static func facts(_ path: String) throws(SystemFailure) -> (type: UInt32, freeBytes: UInt64) {
        var type: UInt32 = 0
        var freeBytes: UInt64 = 0
        _ = try retrying("statfs", path) { unsafe clinux_file_system(path, &type, &freeBytes) }
        return (type, freeBytes)
    }

    /// Magic numbers of linux/magic.h and of the file systems' own sources: NFS, CIFS, SMB2, SMB, 9P, Ceph, AFS,
    /// OCFS2, GFS2, Lustre, BeeGFS, Coda, NCP.
    private static let networkTypes: Set<UInt32> = [
        0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x517B, 0x0102_1997, 0x00C3_6400, 0x5346_414F, 0x7461_636F, 0x0116_1970,
        0x0BD0_0BD0, 0x1983_0326, 0x7375_7245, 0x564C,
    ]
}
