import Platform

/// Files that a change of policy must change too, so that it is seen in review. To accept a change, run the tests with
/// `MILLRACE_UPDATE_GOLDEN=1` and read the difference.
enum Golden {
    /// The content of a golden file; `actual` becomes it where an update is asked for.
    static func expected(_ name: String, updatingTo actual: String) throws -> String {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = "\(folder)/Golden/\(name)"
        if Environment.variable("MILLRACE_UPDATE_GOLDEN") == "1" {
            let file = try File.open(path, [.writeOnly, .create, .truncate])
            try File.writeAll(Array(actual.utf8), to: file.rawValue)
        }
        let file = try File.open(path, .readOnly)
        return String(decoding: try File.readAll(file.rawValue, limit: 1 << 20), as: UTF8.self)
    }
}
