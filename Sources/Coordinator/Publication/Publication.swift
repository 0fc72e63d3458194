import JobModel
import Platform
import Telemetry

/// # Publication
///
/// How a verified file gets its final name so that no crash, no race and no full disk can lose it, show a part of it,
/// or publish it twice. The order is the only one that survived kills and power cuts:
///
/// 1. encode into a temporary name of the attempt's own, beside the final one (``AttemptOutputs``);
/// 2. fsync the file;
/// 3. **commit the intent** (`JobStore.recordIntent`): the names, the inode, the size, the digest;
/// 4. give the inode its final name (``FinalName``): `linkat`, which never replaces; with `overwrite`, a rename;
/// 5. fsync the folder;
/// 6. commit the end of the job (`JobStore.finish`);
/// 7. remove the temporary name.
///
/// This type is steps 4 and 5 for all outputs of a job, and the way back from them. Both directions look at what is
/// there before they act, by inode, so that running them again after a crash at any point does what was left to do:
/// the temporary name stays until the end is committed and proves which inode is ours. Outputs are published after
/// **all** were verified; where one cannot get its name, those that just got theirs lose them again, so that a failed
/// job leaves nothing behind (a file that a rename replaced is gone by then: that is what `overwrite` asks for).
///
/// An error of fsync is final for the file and never retried: the kernel may have dropped the pages and would answer
/// the second call with success.
struct Publication: Sendable {
    private let log: Logger

    init(log: Logger) { self.log = log }

    /// Steps 4 and 5. Blocks on the disk.
    /// - Throws: `output_exists` where a foreign file has the name, else `output_unwritable` or `no_space`; what this
    ///   call or one before it had linked is withdrawn.
    func publish(_ intents: [PublicationIntent], overwrite: Bool) throws(Failure) {
        do throws(Failure) {
            // Refuse before the first name appears where that can be known.
            if !overwrite { for intent in intents { try FinalName(intent).checkFree() } }
            for intent in intents {
                let final = try FinalName(intent)
                let way = try final.take(overwrite: overwrite)
                if way == .checkedRename {
                    log.warning(
                        "the file system has neither links nor renames that keep existing files; published with a check",
                        ["path": intent.path])
                }
                try final.synchronizeFolder()
            }
        } catch {
            withdraw(intents)
            throw error
        }
    }

    /// Takes final names away again that are ours (``FinalName/release()``). Never touches a foreign inode.
    func withdraw(_ intents: [PublicationIntent]) {
        for intent in intents {
            do throws(Failure) {
                try FinalName(intent).release()
            } catch {
                log.error("an output of a failed job keeps its name", ["path": intent.path, "cause": error.detail])
            }
        }
    }

    /// Step 7, and the cleaning after any attempt: removes the temporary names of all outputs for these fences.
    /// A name that cannot be removed is logged: it is hidden, and never taken for an output.
    func sweep(_ outputs: [OutputSpec], job: JobID, fences: ClosedRange<Int64>) {
        for (index, output) in outputs.enumerated() {
            guard let parts = PathParts(output.path) else { continue }
            for fence in fences {
                let path = parts.sibling(TemporaryName.of(AttemptKey(job: job, fence: fence), output: index))
                do throws(SystemFailure) {
                    try File.unlink(path)
                } catch  where error.errno == .noEntry || error.errno == .notDirectory {
                    continue
                } catch {
                    log.warning("a temporary file stays behind", ["path": path, "cause": "\(error.errno)"])
                }
            }
        }
    }
}
