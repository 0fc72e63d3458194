import JobModel
import Platform

/// The opened input of one attempt, and what it was when it was opened.
struct AttemptInput: Sendable {
    let file: SharedDescriptor
    let path: String
    /// Device, inode, size and time of change at the moment of opening.
    let identity: FileStatus

    /// Opens an input for reading; what is not a regular file with content is refused.
    static func open(_ path: String) throws(Failure) -> AttemptInput {
        let file: SharedDescriptor
        let status: FileStatus
        do throws(SystemFailure) {
            // Not blocking: a FIFO would hold up the coordinator until someone writes to it.
            file = SharedDescriptor(try File.open(path, [.readOnly, .nonBlocking, .noControllingTerminal]))
            status = try File.status(file.rawValue)
            try File.setNonBlocking(file.rawValue, false)
        } catch {
            throw Failure(
                .inputUnreadable, "\(path) cannot be opened for reading: \(error.errno)", pointer: "/input/path",
                stage: "open", cause: error.description)
        }
        if let complaint = complaint(about: status) {
            throw Failure(.inputUnreadable, "\(path) \(complaint)", pointer: "/input/path", stage: "open")
        }
        return AttemptInput(file: file, path: path, identity: status)
    }

    /// Why a file cannot be an input, as the end of a sentence that begins with its name; nil when it can.
    static func complaint(about status: FileStatus) -> String? {
        switch status.kind {
        case .regular: status.size == 0 ? "is empty" : nil
        case .directory: "is a folder; an input is one file"
        case .fifo, .socket, .characterDevice, .blockDevice, .symbolicLink, .other:
            "is not a regular file"
        }
    }

    /// Fails where the file was written to since it was opened: the output would mix two states of it. A file that
    /// was renamed or unlinked meanwhile is still the file that was read.
    func checkUnchanged() throws(Failure) {
        let now: FileStatus
        do throws(SystemFailure) {
            now = try File.status(file.rawValue)
        } catch {
            throw Failure(.inputUnreadable, "\(path) cannot be looked at any more", cause: error.description)
        }
        if !now.isSameFile(as: identity) || now.size != identity.size
            || now.modifiedNanoseconds != identity.modifiedNanoseconds
        {
            throw Failure(
                .inputChanged,
                "\(path) was written to while the job read it (\(identity.size) bytes then, \(now.size) now)",
                pointer: "/input/path", hint: "Submit the job again when the file is complete.")
        }
    }

    /// The extension of the name as a hint for the demuxer's probe: lower case letters and digits only.
    var fileExtension: String? { Self.fileExtension(of: path) }

    static func fileExtension(of path: String) -> String? {
        guard let text = PathRule.fileExtension(path), text.utf8.count <= 16 else { return nil }
        let isPlain = text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return isPlain ? text : nil
    }
}
