import JobModel
import Platform

/// The temporary files of one attempt: steps 1 and 2 of ``Publication``.
struct AttemptOutputs: Sendable {
    struct Output: Sendable {
        let spec: OutputSpec
        let temporaryPath: String
        /// Open for reading and writing: some muxers go back to their beginning.
        let file: SharedDescriptor

        /// A read-only description of the same file with its own offset, and its length: what a verification gets.
        func reopened() throws(Failure) -> (file: SharedDescriptor, bytes: Int64) {
            do throws(SystemFailure) {
                let reader = try File.reopenReadOnly(file.rawValue)
                let bytes = try File.status(reader.rawValue).size
                return (SharedDescriptor(reader), bytes)
            } catch {
                throw .publishing(spec.path, error, "its temporary file cannot be read back")
            }
        }
    }

    let outputs: [Output]

    /// Makes an empty temporary file beside every output. Those already made are removed when one cannot be.
    static func create(_ specs: [OutputSpec], key: AttemptKey, overwrite: Bool) throws(Failure) -> AttemptOutputs {
        var made: [Output] = []
        do throws(Failure) {
            for (index, spec) in specs.enumerated() {
                made.append(try create(spec, index: index, key: key, overwrite: overwrite))
            }
        } catch {
            AttemptOutputs(outputs: made).remove()
            throw error
        }
        return AttemptOutputs(outputs: made)
    }

    private static func create(
        _ spec: OutputSpec, index: Int, key: AttemptKey, overwrite: Bool
    ) throws(Failure) -> Output {
        let pointer = "/outputs/\(index)/path"
        guard let parts = PathParts(spec.path) else {
            throw Failure(.invalidSpec, "\(spec.path) names no file", pointer: pointer)
        }
        if !overwrite, File.exists(spec.path) {
            throw Failure(
                .outputExists, "\(spec.path) exists", pointer: pointer,
                hint: "Move the file away, or set \"overwrite\": true, and retry the job.", stage: "open")
        }
        let path = parts.sibling(TemporaryName.of(key, output: index))
        do throws(SystemFailure) {
            let file = try File.open(path, [.readWrite, .create, .exclusive, .noFollow], mode: 0o666)
            return Output(spec: spec, temporaryPath: path, file: SharedDescriptor(file))
        } catch {
            var failure = Failure.publishing(spec.path, error, "no file can be made in its folder: \(error.errno)")
            failure.pointer = pointer
            failure.stage = "open"
            throw failure
        }
    }

    /// Step 2: the content is on the disk. An error is final for the file.
    func synchronize() throws(Failure) {
        for output in outputs {
            do throws(SystemFailure) {
                try File.synchronize(output.file.rawValue)
            } catch {
                throw .publishing(output.spec.path, error, "its content cannot be written to the disk")
            }
        }
    }

    /// What step 3 commits.
    /// - Parameter digests: SHA-256 of each file, as its verification found it.
    func intents(digests: [String]) throws(Failure) -> [PublicationIntent] {
        var intents: [PublicationIntent] = []
        for (output, digest) in zip(outputs, digests) {
            do throws(SystemFailure) {
                let status = try File.status(output.file.rawValue)
                let replaced = try? File.status(output.spec.path, followLinks: false)
                intents.append(
                    PublicationIntent(
                        path: output.spec.path, temporaryPath: output.temporaryPath, device: status.device,
                        inode: status.inode, bytes: status.size, sha256: digest, replacedInode: replaced?.inode))
            } catch {
                throw .publishing(output.spec.path, error, "its temporary file cannot be looked at")
            }
        }
        return intents
    }

    /// Removes the temporary names. Best effort: what stays is swept at the next start.
    func remove() {
        for output in outputs { try? File.unlink(output.temporaryPath) }
    }
}
