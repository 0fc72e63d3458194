/// What a path in a job document must look like. Whether it exists and may be used, only its opening tells.
package enum PathRule {
    /// Longest path in bytes (Linux `PATH_MAX` with its NUL).
    package static let maxBytes = 4095
    /// Longest name of a file or folder in bytes (`NAME_MAX`).
    package static let maxNameBytes = 255

    package static func errors(_ path: String, at pointer: String) -> [FieldError] {
        var details: [String] = []
        if path.isEmpty {
            details.append("the path is empty")
        } else if path.utf8.first != UInt8(ascii: "/") {
            details.append("\"\(path)\" is not an absolute path (it must begin with /)")
        } else if path.utf8.last == UInt8(ascii: "/") {
            details.append("\"\(path)\" names a folder, not a file")
        } else if let last = path.split(separator: "/").last, last == "." || last == ".." {
            details.append("\"\(path)\" names a folder, not a file")
        }
        if path.utf8.contains(0) { details.append("the path holds a NUL character") }
        if path.utf8.count > maxBytes {
            details.append("the path has \(path.utf8.count) bytes; at most \(maxBytes) are possible")
        } else if let name = path.split(separator: "/").first(where: { $0.utf8.count > maxNameBytes }) {
            details.append(
                "a name in the path has \(name.utf8.count) bytes; at most \(maxNameBytes) are possible")
        }
        return details.map { FieldError(pointer: pointer, detail: $0) }
    }

    /// The path without doubled slashes and `.` steps, which name the same file whatever the file system holds.
    /// `..` stays: with symbolic links only the kernel knows where it leads.
    package static func normalized(_ path: String) -> String {
        guard path.utf8.first == UInt8(ascii: "/") else { return path }
        return "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The file name's extension in lower case, without the dot; nil where it has none.
    package static func fileExtension(_ path: String) -> String? {
        guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."), dot != name.startIndex,
            name.index(after: dot) != name.endIndex
        else { return nil }
        return name[name.index(after: dot)...].lowercased()
    }
}
