import Glibc
import JobModel

extension OutputSpec {
    /// An output of which only the path matters.
    static func stub(_ path: String) -> OutputSpec {
        OutputSpec(path: path, container: "mp4", video: .none, audio: .none, subtitles: .none)
    }
}

extension JobID {
    /// Short names for tests: all of one digit.
    static func test(_ digit: Int) -> JobID { JobID(String(repeating: "\(digit)", count: 26))! }
}

/// Makes a symbolic link.
func makeLink(_ path: String, to target: String) { _ = unsafe symlink(target, path) }

/// Makes a second name of a file.
func makeHardLink(_ path: String, to target: String) { _ = unsafe link(target, path) }

/// Makes a pipe with a name.
func makeFIFO(_ path: String) { _ = unsafe mkfifo(path, 0o600) }
