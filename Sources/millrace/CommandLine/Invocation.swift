import Client
import JobModel
import Platform
import Telemetry

/// One call of a command: its arguments, and the ways out. Data goes to standard output, talk to standard error.
struct Invocation {
    var arguments: ParsedArguments

    var isJSON: Bool { arguments.has("--json") }

    /// Data for people: control characters are taken out, line by line.
    func output(_ text: String) {
        let clean = text.split(separator: "\n", omittingEmptySubsequences: false).map { CleanText.clean(String($0)) }
        StandardStreams.writeToOutput(clean.joined(separator: "\n") + "\n")
    }

    /// Data for programs: JSON escapes control characters itself.
    func output(json bytes: [UInt8]) {
        StandardStreams.writeToOutput(String(decoding: bytes, as: UTF8.self) + "\n")
    }

    func talk(_ text: String) { Self.talk(text) }

    static func talk(_ text: String) {
        let clean = text.split(separator: "\n", omittingEmptySubsequences: false).map { CleanText.clean(String($0)) }
        StandardStreams.writeToError(clean.joined(separator: "\n") + "\n")
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        try usage { () throws(ParsedArguments.Mistake) in try arguments.integer(name, in: range) }
    }

    func pairs(_ name: String) throws(CommandFailure) -> [(name: String, value: String)] {
        try usage { () throws(ParsedArguments.Mistake) in try arguments.pairs(name) }
    }

    private func usage<Value>(
        _ read: () throws(ParsedArguments.Mistake) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(ParsedArguments.Mistake) {
            return try read()
        } catch {
            throw CommandFailure(error.message, .usage)
        }
    }

    /// Bars on a terminal, lines elsewhere.
    func progressView(_ stream: StandardStreams.Stream) -> any ProgressView {
        if StandardStreams.isTerminal(stream) {
            BarView(stream)
        } else {
            LineView(stream, namesJobs: stream == .output)
        }
    }

    /// A client of the coordinator that the command line or the environment names.
    func client() -> Client { Client(socketPath: SocketPath.chosen(arguments.value("--socket"))) }
}

/// Turns a client's failure into a command's.
func asking<Value>(_ call: () throws(ClientFailure) -> Value) throws(CommandFailure) -> Value {
    do throws(ClientFailure) {
        return try call()
    } catch {
        throw CommandFailure(error)
    }
}
