package import Platform

/// The programs of this build.
package enum BuiltPrograms {
    /// Absolute path of the build's folder: where the running test program lies, or what `MILLRACE_PROGRAMS` names, such as
    /// the release build for long runs over many files.
    package static let folder: String = {
        if let named = Environment.variable("MILLRACE_PROGRAMS"), named.hasPrefix("/") { return named }
        let executable = CurrentProcess.executable ?? ""
        return String(executable[..<(executable.lastIndex(of: "/") ?? executable.startIndex)])
    }()

    /// Absolute path of a program, such as `millraced`.
    package static func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Whether it was built.
    package static func exists(_ name: String) -> Bool { File.exists(path(name)) }

    /// Writes a manifest for each named backend into a folder, for `millraced --backends`.
    /// - Parameter names: such as `libav` for `millrace-worker-libav`.
    package static func writeBackends(_ names: [String] = ["libav", "synthetic"], to folder: String)
        throws(SystemFailure)
    {
        try Directory.createAll(folder)
        for name in names {
            let manifest =
                "{\"manifest\":1,\"name\":\"\(name)\",\"executable\":\"\(path("millrace-worker-\(name)"))\",\"protocol\":1}"
            try File.replace("\(folder)/\(name).json", with: Array(manifest.utf8))
        }
    }
}
