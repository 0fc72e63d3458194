import Glibc

/// The name that a descriptor's file has now.
package enum DescriptorPath {
    /// As `/proc/self/fd` shows it: ` (deleted)` is appended where the name is gone; nil where there is no `/proc`.
    package static func current(_ descriptor: Int32) -> String? {
        SymbolicLink.target(of: "/proc/self/fd/\(descriptor)")
    }
}

/// Symbolic links.
package enum SymbolicLink {
    /// What the link holds; nil where the path is no link or cannot be read.
    package static func target(of path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe readlink(path, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
