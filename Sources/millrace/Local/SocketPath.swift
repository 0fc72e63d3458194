import JobModel
import Platform

/// Where the coordinator's socket is.
enum SocketPath {
    /// The path of `--socket`, else of `$MILLRACE_SOCKET`, else the user's own, else the system's.
    static func chosen(_ given: String?) -> String {
        if let path = given ?? Environment.variable("MILLRACE_SOCKET").flatMap({ $0.isEmpty ? nil : $0 }) {
            return absolute(path)
        }
        if let runtime = Environment.variable("XDG_RUNTIME_DIR"), !runtime.isEmpty {
            return "\(runtime)/millrace/millrace.sock"
        }
        return "/run/millrace/millrace.sock"
    }

    /// A path as it was given, made absolute with this process's folder.
    static func absolute(_ path: String) -> String {
        guard !path.isEmpty, !path.hasPrefix("/"), let folder = CurrentProcess.directory else { return path }
        let whole = PathRule.normalized(folder + "/" + path)
        // What the server has to say of a path that names a folder.
        return path.hasSuffix("/") ? whole + "/" : whole
    }
}
