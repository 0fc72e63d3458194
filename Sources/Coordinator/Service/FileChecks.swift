import JobModel
import Platform

/// What the file system says about a document before any work: every complaint with the field it concerns.
/// Blocks on the disk.
struct FileChecks {
    /// Where each output will be, links in its folder resolved: what the job claims.
    private(set) var claims: [String] = []
    private(set) var errors: [FieldError] = []

    init(_ spec: JobSpec) {
        let input = checkInput(spec.input.path)
        for (index, output) in spec.outputs.enumerated() {
            checkOutput(output.path, at: "/outputs/\(index)/path", overwrite: spec.overwrite, input: input)
        }
    }

    private mutating func complain(_ pointer: String, _ detail: String) {
        errors.append(FieldError(pointer: pointer, detail: detail))
    }

    /// The input's status where it can be used.
    private mutating func checkInput(_ path: String) -> FileStatus? {
        do throws(Failure) {
            return try AttemptInput.open(path).identity
        } catch {
            complain("/input/path", error.detail)
            return nil
        }
    }

    private mutating func checkOutput(_ path: String, at pointer: String, overwrite: Bool, input: FileStatus?) {
        guard let parts = PathParts(path) else { return complain(pointer, "\(path) names a folder, not a file") }
        let canonical: String
        do throws(SystemFailure) {
            let folder = try Directory.open(parts.directory)
            try Directory.checkWritable(parts.directory)
            let resolved = DescriptorPath.current(folder.rawValue) ?? parts.directory
            canonical = PathParts(resolved + "/" + parts.name)?.sibling(parts.name) ?? path
        } catch {
            return complain(pointer, Self.words(for: error, folder: parts.directory))
        }
        if let first = claims.firstIndex(of: canonical) {
            complain(pointer, "the same file as /outputs/\(first)/path")
        }
        claims.append(canonical)
        checkFinalName(path, at: pointer, overwrite: overwrite, input: input)
    }

    private mutating func checkFinalName(_ path: String, at pointer: String, overwrite: Bool, input: FileStatus?) {
        let there: FileStatus
        do throws(SystemFailure) {
            there = try File.status(path, followLinks: false)
        } catch  where error.errno == .noEntry {
            return
        } catch {
            return complain(pointer, "\(path) cannot be used: \(error.errno)")
        }
        let target = (try? File.status(path)) ?? there
        if let input, target.isSameFile(as: input) {
            complain(pointer, "\(path) is the input itself: write to another file")
        } else if there.kind == .directory {
            complain(pointer, "\(path) is a folder")
        } else if !overwrite {
            complain(pointer, "\(path) exists; set \"overwrite\": true to replace it")
        } else if there.kind != .regular && there.kind != .symbolicLink {
            complain(pointer, "\(path) is not a regular file and will not be replaced")
        }
    }

    private static func words(for failure: SystemFailure, folder: String) -> String {
        switch failure.errno {
        case .noEntry: "the folder \(folder) does not exist"
        case .notDirectory: "\(folder) is not a folder"
        case .accessDenied, .notPermitted: "the folder \(folder) cannot be written to: permission denied"
        case .readOnly: "the folder \(folder) is on a read-only file system"
        default: "the folder \(folder) cannot be used: \(failure.errno)"
        }
    }
}
