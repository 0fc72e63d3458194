import Platform

/// Where a program says what it does. A value: copy it, and bind fields with ``with(_:)``.
package struct Logger: Sendable {
    /// Fields as they are given: `["job": id, "attempt": 2]`.
    package typealias Fields = KeyValuePairs<String, any Sendable & CustomStringConvertible>

    /// Records below it are dropped before their fields are looked at.
    package var level: LogLevel
    private var bound: [LogRecord.Field] = []
    private let sink: @Sendable (LogRecord) -> Void
    private let clock: @Sendable () -> Int64

    /// - Parameters:
    ///   - clock: milliseconds since 1970-01-01.
    ///   - sink: takes each record, from any thread, and must not block for long.
    package init(
        level: LogLevel = .info, clock: @escaping @Sendable () -> Int64 = RealtimeClock.milliseconds,
        sink: @escaping @Sendable (LogRecord) -> Void
    ) {
        self.level = level
        self.clock = clock
        self.sink = sink
    }

    /// A logger that says nothing.
    package static let silent = Logger { _ in }

    /// The same logger with fields that every record carries first.
    package func with(_ fields: Fields) -> Logger {
        var copy = self
        copy.bound += fields.map { LogRecord.Field($0.key, LogValue($0.value)) }
        return copy
    }

    package func debug(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        log(.debug, message(), fields())
    }

    package func info(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        log(.info, message(), fields())
    }

    package func notice(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        log(.notice, message(), fields())
    }

    package func warning(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        log(.warning, message(), fields())
    }

    package func error(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        log(.error, message(), fields())
    }

    /// Logs at a level that is only known when the program runs.
    package func log(
        _ level: LogLevel, _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
    ) {
        guard level >= self.level else { return }
        sink(
            LogRecord(
                milliseconds: clock(), level: level, message: message(),
                fields: bound + fields().map { LogRecord.Field($0.key, LogValue($0.value)) }))
    }
}
