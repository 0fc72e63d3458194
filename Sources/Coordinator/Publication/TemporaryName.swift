import JobModel

/// The name that an output has until it is published: hidden, beside its final name (so that a link suffices), and
/// different for every attempt (so that a worker that outlives its lease writes nowhere that matters).
enum TemporaryName {
    /// The name of the output with this index, such as `.millrace-01H….3.0.part`.
    static func of(_ key: AttemptKey, output index: Int) -> String {
        ".millrace-\(key.job).\(key.fence).\(index).part"
    }
}

/// A path as folder and name.
struct PathParts: Sendable, Equatable {
    var directory: String
    var name: String

    /// Splits an absolute path at its last slash; nil where it names no file, such as `/` or `/a/..`.
    init?(_ path: String) {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        name = String(path[path.index(after: slash)...])
        directory = slash == path.startIndex ? "/" : String(path[..<slash])
        if name.isEmpty || name == "." || name == ".." { return nil }
    }

    /// The path of another name in the same folder.
    func sibling(_ name: String) -> String {
        directory == "/" ? "/" + name : directory + "/" + name
    }
}
