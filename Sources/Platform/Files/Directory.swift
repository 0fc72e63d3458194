import CLinux
import Glibc

/// Calls on folders.
package enum Directory {
    /// Opens a folder, to name files in it.
    package static func open(_ path: String) throws(SystemFailure) -> Descriptor {
        try File.open(path, [.readOnly, .directory])
    }

    /// Makes one folder. With `mayExist`, an existing folder is no error.
    package static func create(
        _ path: String, mode: UInt32 = 0o755, mayExist: Bool = false
    ) throws(SystemFailure) {
        do throws(SystemFailure) {
            _ = try retrying("mkdir", path) { unsafe mkdir(path, mode) }
        } catch  where error.errno == .exists && mayExist {
            guard try File.status(path).kind == .directory else {
                throw SystemFailure("mkdir", .notDirectory, subject: path)
            }
        }
    }

    /// Makes a folder and the missing ones above it.
    package static func createAll(_ path: String, mode: UInt32 = 0o755) throws(SystemFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            try create(made, mode: mode, mayExist: true)
        }
    }

    /// Makes a folder with a new name, mode 0700.
    /// - Parameter prefix: the path up to the part that is made unique.
    package static func createTemporary(prefix: String) throws(SystemFailure) -> String {
        var template = Array("\(prefix)XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe mkdtemp(buffer.baseAddress!) != nil
        }
        guard made else { throw SystemFailure("mkdtemp", .current, subject: prefix) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Waits until names made, changed and removed in the open folder are on the disk.
    package static func synchronize(_ directory: Int32) throws(SystemFailure) {
        try faultPoint(.synchronize, directory)
        _ = try retrying("fsync") { fsync(directory) }
    }

    /// The names in a folder, without `.` and `..`, in byte order.
    package static func names(in path: String) throws(SystemFailure) -> [String] {
        guard let stream = unsafe opendir(path) else { throw SystemFailure("opendir", .current, subject: path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw SystemFailure("readdir", .current, subject: path) }
                return names.sorted()
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// Removes a folder with all that is in it. Follows no link; no error where it does not exist.
    package static func removeTree(_ path: String) throws(SystemFailure) {
        let status: FileStatus
        do throws(SystemFailure) {
            status = try File.status(path, followLinks: false)
        } catch  where error.errno == .noEntry {
            return
        }
        guard status.kind == .directory else { return try File.unlink(path) }
        for name in try names(in: path) { try removeTree("\(path)/\(name)") }
        do throws(SystemFailure) {
            _ = try retrying("rmdir", path) { unsafe rmdir(path) }
        } catch  where error.errno == .noEntry {}
    }
}
