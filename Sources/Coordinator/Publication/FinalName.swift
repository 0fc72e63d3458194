import JobModel
import Platform

/// The final name of one output, seen from its open folder: steps 4 and 5 of ``Publication``, each idempotent.
struct FinalName {
    /// How the name was taken.
    enum Way { case already, link, rename, checkedRename }

    private let intent: PublicationIntent
    private let folder: SharedDescriptor
    private let name: String
    private let temporary: String

    init(_ intent: PublicationIntent) throws(Failure) {
        guard let final = PathParts(intent.path), let temporary = PathParts(intent.temporaryPath),
            final.directory == temporary.directory
        else { throw Failure(.internal, "\(intent.path): not a name for an output", stage: "publish") }
        self.intent = intent
        name = final.name
        self.temporary = temporary.name
        do throws(SystemFailure) {
            folder = SharedDescriptor(try Directory.open(final.directory))
        } catch {
            throw .publishing(intent.path, error, "its folder cannot be opened")
        }
    }

    // MARK: Step 4

    /// Fails where the name is taken by a file that is not ours.
    func checkFree() throws(Failure) {
        if let there = try status(name), !isOurs(there) { throw exists() }
    }

    /// Gives our inode its final name; does nothing where it has it.
    func take(overwrite: Bool) throws(Failure) -> Way {
        let there = try status(name)
        if let there, isOurs(there) { return .already }
        guard let ours = try status(temporary), isOurs(ours) else {
            throw Failure(
                .outputUnwritable, "\(intent.path): its temporary file \(temporary) was removed or replaced by another",
                hint: "Nothing but Millrace should touch .millrace-*.part files; retry the job.", stage: "publish")
        }
        if overwrite, let there {
            guard there.kind != .directory else {
                throw Failure(.outputUnwritable, "\(intent.path) is a folder", stage: "publish")
            }
            return try rename()
        }
        return try link(overwrite: overwrite)
    }

    private func link(overwrite: Bool) throws(Failure) -> Way {
        do throws(SystemFailure) {
            try File.link(from: temporary, in: folder.rawValue, to: name, in: folder.rawValue)
            return .link
        } catch {
            switch error.errno {
            case .exists:
                // Someone was faster, or a lost answer (NFS) hides that it was us.
                if let there = try status(name), isOurs(there) { return .already }
                guard overwrite else { throw exists() }
                return try rename()
            case .notPermitted, .notSupported, .noSystemCall, .crossDevice:
                // No hard links here: FAT, some FUSE, some overlays.
                return try renameKeeping(overwrite: overwrite)
            default:
                throw .publishing(intent.path, error, "it cannot be given its final name")
            }
        }
    }

    /// Replaces what has the name. The old inode is in the intent.
    private func rename() throws(Failure) -> Way {
        do throws(SystemFailure) {
            try File.rename(from: temporary, in: folder.rawValue, to: name, in: folder.rawValue)
            return .rename
        } catch {
            throw .publishing(intent.path, error, "it cannot replace the existing file")
        }
    }

    /// Renames without replacing, for file systems without hard links.
    private func renameKeeping(overwrite: Bool) throws(Failure) -> Way {
        do throws(SystemFailure) {
            try File.rename(
                from: temporary, in: folder.rawValue, to: name, in: folder.rawValue, noReplace: true)
            return .rename
        } catch {
            switch error.errno {
            case .exists:
                guard overwrite else { throw exists() }
                return try rename()
            case .invalid, .noSystemCall, .notSupported:
                // Not even that. Output claims keep other jobs away; look once more for foreign files, and say so.
                if !overwrite { try checkFree() }
                _ = try rename()
                return .checkedRename
            default:
                throw .publishing(intent.path, error, "it cannot be given its final name")
            }
        }
    }

    // MARK: Step 5 and the way back

    /// Makes the new name durable.
    func synchronizeFolder() throws(Failure) {
        do throws(SystemFailure) {
            try Directory.synchronize(folder.rawValue)
        } catch {
            // Whatever the error: the second call may lie, so no retry class that would make one.
            throw Failure(
                .outputUnwritable, "\(intent.path): its folder cannot be written to the disk", stage: "publish",
                cause: error.description)
        }
    }

    /// Takes the final name away where it is ours. Where the temporary name is gone (published by a rename), the file
    /// gets it back, unless it replaced another: then its name is all that is left of both, and stays.
    func release() throws(Failure) {
        guard let there = try status(name), isOurs(there) else { return }
        let kept = try status(temporary)
        do throws(SystemFailure) {
            if let kept, isOurs(kept) {
                try File.unlink(name, in: folder.rawValue)
            } else if kept == nil, intent.replacedInode == nil {
                try File.rename(from: name, in: folder.rawValue, to: temporary, in: folder.rawValue)
            }
        } catch {
            throw .publishing(intent.path, error, "its name cannot be removed")
        }
    }

    // MARK: Looking

    private func isOurs(_ status: FileStatus) -> Bool {
        status.device == intent.device && status.inode == intent.inode && status.size == intent.bytes
    }

    /// Nil where the name does not exist.
    private func status(_ name: String) throws(Failure) -> FileStatus? {
        do throws(SystemFailure) {
            return try File.status(name, in: folder.rawValue)
        } catch  where error.errno == .noEntry {
            return nil
        } catch {
            throw .publishing(intent.path, error, "its folder cannot be read")
        }
    }

    private func exists() -> Failure {
        Failure(
            .outputExists, "\(intent.path) exists: something else made it while the job ran",
            hint: "Move the file away, or set \"overwrite\": true, and retry the job.", stage: "publish")
    }
}

extension Failure {
    /// A system failure while an output was made or published.
    static func publishing(_ path: String, _ failure: SystemFailure, _ what: String) -> Failure {
        switch failure.errno {
        case .noSpace, .quota:
            Failure(
                .noSpace, "\(path): no space left on its file system",
                hint: "Free space, or raise the quota; the job is tried again.", stage: "publish",
                cause: failure.description)
        default:
            Failure(.outputUnwritable, "\(path): \(what)", stage: "publish", cause: failure.description)
        }
    }
}
