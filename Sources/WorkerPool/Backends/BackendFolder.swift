import JobModel
import Platform
import WorkerProtocol

/// A backend whose manifest and executable are in order.
struct InstalledBackend: Sendable, Equatable {
    var name: String
    /// Absolute, or relative to the current folder where the backends folder is.
    var executable: String
}

/// One manifest found in the folder: a backend, or what is wrong with it.
struct FoundBackend: Sendable, Equatable {
    /// The backend's name; the manifest's file name without `.json` where it could not be read.
    var name: String
    var backend: Result<InstalledBackend, BackendProblem>
}

/// Why a backend cannot be used, as a sentence with its file and what to do.
struct BackendProblem: Error, Equatable {
    var words: String
}

/// The folder that holds one manifest for each backend.
enum BackendFolder {
    /// Reads every `*.json` of the folder, in order of file names. A wrong manifest does not hide the others.
    /// - Parameters:
    ///   - path: the folder.
    ///   - programFolder: where the running program lies: the second place where executables are looked for.
    /// - Throws: a problem where the folder cannot be read or holds no manifest.
    static func backends(in path: String, programFolder: String) throws(BackendProblem) -> [FoundBackend] {
        let names: [String]
        do throws(SystemFailure) {
            names = try Directory.names(in: path).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
        } catch {
            throw BackendProblem(
                words: "The backends folder \(path) cannot be read (\(error.errno)); "
                    + "`make build` fills one beside the programs, or name another with --backends.")
        }
        guard !names.isEmpty else {
            throw BackendProblem(
                words: "The backends folder \(path) holds no manifest (*.json); "
                    + "`make build` fills one beside the programs, or name another with --backends.")
        }
        var seen: [String: String] = [:]
        return names.map { file in
            let manifestPath = "\(path)/\(file)"
            var name = PrintableText.cleaned(String(file.dropLast(".json".count)), maxBytes: 64)
            do throws(ManifestFailure) {
                let manifest = try read(manifestPath)
                name = manifest.name
                if let first = seen[name] {
                    throw ManifestFailure("the name \"\(name)\" is taken by \(first)")
                }
                seen[name] = file
                let executable = try locate(
                    manifest.executable, manifestFolder: path, programFolder: programFolder)
                return FoundBackend(
                    name: name, backend: .success(InstalledBackend(name: name, executable: executable)))
            } catch {
                return FoundBackend(
                    name: name,
                    backend: .failure(BackendProblem(words: "Manifest \(manifestPath): \(error.words).")))
            }
        }
    }

    private static func read(_ path: String) throws(ManifestFailure) -> BackendManifest {
        let bytes: [UInt8]
        do throws(SystemFailure) {
            bytes = try File.contents(of: path, limit: BackendManifest.maxBytes)
        } catch {
            throw ManifestFailure("it cannot be read (\(error.errno))")
        }
        return try BackendManifest(parsing: bytes)
    }

    /// The first place where the executable is; the problem of the last place where it is in none.
    private static func locate(
        _ executable: String, manifestFolder: String, programFolder: String
    ) throws(ManifestFailure) -> String {
        let places =
            executable.hasPrefix("/")
            ? [executable] : ["\(manifestFolder)/\(executable)", "\(programFolder)/\(executable)"]
        for place in places {
            let status: FileStatus
            do throws(SystemFailure) {
                status = try File.status(place)
            } catch {
                continue
            }
            guard status.kind == .regular, status.mode & 0o111 != 0 else {
                throw ManifestFailure("its executable \(place) is not a program that can be run")
            }
            return place
        }
        throw ManifestFailure(
            "its executable \"\(executable)\" was not found; looked for \(places.joined(separator: " and "))")
    }
}
