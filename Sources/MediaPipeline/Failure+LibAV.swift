package import JobModel
package import LibAV

extension Failure {
    /// The input could not be opened as media.
    /// - Parameters:
    ///   - bytes: size of the file.
    ///   - readError: the system's words for the first read that failed; nil where reading went well.
    package init(opening error: AVFailure, bytes: Int64, readError: String? = nil) {
        if let readError {
            self.init(
                .inputUnreadable, "the input could not be read", pointer: "/input/path", stage: "open",
                cause: readError)
        } else if bytes == 0 {
            self.init(.inputCorrupt, "the input is empty", pointer: "/input/path", stage: "open")
        } else if error.isNoMemory {
            self.init(
                .limitExceeded, "opening the input takes more memory than a worker may use", pointer: "/input/path",
                stage: "open", cause: error.cause)
        } else {
            self.init(
                .inputUnsupported, "the input is not media that can be read", pointer: "/input/path",
                hint: "check that the file is complete and plays elsewhere", stage: "open", cause: error.cause)
        }
    }
}
