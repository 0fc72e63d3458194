/// How much a line of the log matters.
package enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    /// For those who work on Millrace.
    case debug
    /// The normal course of things.
    case info
    /// Rare, normal and worth knowing: started, stopping, configuration.
    case notice
    /// Something is wrong and was dealt with.
    case warning
    /// Something is wrong and someone should look.
    case error

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

    /// Such as `warning`.
    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        }
    }
}

/// One line of the log.
package struct LogRecord: Sendable, Equatable {
    /// Since 1970-01-01 UTC.
    package var milliseconds: Int64
    package var level: LogLevel
    /// A sentence without values: values are fields.
    package var message: String
    /// In the order they were given.
    package var fields: [Field]

    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: LogValue

        package init(_ name: String, _ value: LogValue) {
            self.name = name
            self.value = value
        }
    }

    package init(milliseconds: Int64, level: LogLevel, message: String, fields: [Field]) {
        self.milliseconds = milliseconds
        self.level = level
        self.message = message
        self.fields = fields
    }
}

/// The value of a field.
package enum LogValue: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)

    /// Numbers and truth values as they are, anything else by its description.
    package init(_ value: any Sendable & CustomStringConvertible) {
        switch value {
        case let value as String: self = .text(value)
        case let value as Bool: self = .flag(value)
        case let value as Double: self = .number(value)
        case let value as any BinaryInteger & Sendable:
            self = Int64(exactly: value).map { .integer($0) } ?? .text(value.description)
        default: self = .text(value.description)
        }
    }
}
