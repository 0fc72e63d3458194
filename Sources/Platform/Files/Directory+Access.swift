import Glibc

extension Directory {
    /// Fails where this process may not make files in the folder (`accessDenied`, `readOnly` …).
    package static func checkWritable(_ path: String) throws(SystemFailure) {
        _ = try retrying("faccessat", path) { unsafe faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) }
    }
}
