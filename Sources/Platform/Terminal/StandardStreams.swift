import CLinux
import Glibc

/// The process's output: data to standard output, talk to standard error.
package enum StandardStreams {
    package enum Stream: Int32, Sendable { case output = 1, error = 2 }

    /// Writes all of the text. False where the reader is gone or the stream is closed.
    @discardableResult
    package static func write(_ text: String, to stream: Stream) -> Bool {
        (try? File.writeAll(Array(text.utf8), to: stream.rawValue)) != nil
    }

    @discardableResult
    package static func writeToOutput(_ text: String) -> Bool { write(text, to: .output) }

    @discardableResult
    package static func writeToError(_ text: String) -> Bool { write(text, to: .error) }

    /// Everything on standard input, up to `limit` bytes.
    package static func readInput(limit: Int) throws(SystemFailure) -> [UInt8] {
        try File.readAll(0, limit: limit)
    }

    package static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

    /// Columns of the terminal; nil where the stream is none.
    package static func columns(_ stream: Stream) -> Int? {
        let columns = clinux_terminal_columns(stream.rawValue)
        return columns > 0 ? Int(columns) : nil
    }
}

/// The process's environment.
package enum Environment {
    package static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}

/// The process's arguments.
package enum CommandLineArguments {
    /// Without the program's name.
    package static var all: [String] { Array(CommandLine.arguments.dropFirst()) }
}
