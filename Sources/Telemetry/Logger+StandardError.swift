import Platform

extension Logger {
    /// A logger that writes to standard error: text on a terminal (in colour unless `NO_COLOR` is set), JSON lines
    /// elsewhere. Each line is one write, so that lines of several threads do not mix.
    package static func standardError(level: LogLevel = .info) -> Logger {
        let isTerminal = StandardStreams.isTerminal(.error)
        let noColor = Environment.variable("NO_COLOR").map { !$0.isEmpty } ?? false
        let format: LogFormat = isTerminal ? .text(color: !noColor) : .json
        return Logger(level: level) { StandardStreams.writeToError(format.line($0)) }
    }
}
