import Platform

/// How a record becomes a line.
package enum LogFormat: Sendable {
    /// `07:42:51.250 warning  worker ended  job=01J… signal=SIGSEGV`
    case text(color: Bool)
    /// `{"time":"2026-11-20T07:42:51.250Z","level":"warning","message":"worker ended","job":"01J…"}`
    case json

    /// One line with its newline, free of other control characters.
    package func line(_ record: LogRecord) -> String {
        switch self {
        case .text(let color): textLine(record, color: color)
        case .json: jsonLine(record)
        }
    }

    private func textLine(_ record: LogRecord, color: Bool) -> String {
        let time = RealtimeClock.text(record.milliseconds).dropFirst(11).dropLast()
        let name = record.level.name
        let padding = String(repeating: " ", count: 8 - name.utf8.count)
        let paint = color ? record.level.color : nil
        var line = "\(time) \(paint ?? "")\(name)\(paint == nil ? "" : "\u{1b}[0m")\(padding)"
        line += CleanText.clean(record.message)
        for (index, field) in record.fields.enumerated() {
            line += index == 0 ? "  " : " "
            line += "\(field.name)=\(field.value.shown)"
        }
        return line + "\n"
    }

    private func jsonLine(_ record: LogRecord) -> String {
        var line =
            "{\"time\":\"\(RealtimeClock.text(record.milliseconds))\",\"level\":\"\(record.level.name)\",\"message\":"
        line += JSONText.quoted(CleanText.clean(record.message))
        for field in record.fields { line += ",\(JSONText.quoted(field.name)):\(field.value.json)" }
        return line + "}\n"
    }
}

extension LogLevel {
    /// The terminal's sequence for the level's name.
    fileprivate var color: String? {
        switch self {
        case .debug: "\u{1b}[2m"
        case .info, .notice: nil
        case .warning: "\u{1b}[33m"
        case .error: "\u{1b}[31m"
        }
    }
}

extension LogValue {
    /// As text, quoted where it holds a blank.
    fileprivate var shown: String {
        switch self {
        case .text(let text):
            let clean = CleanText.clean(text)
            return clean.isEmpty || clean.utf8.contains(UInt8(ascii: " ")) ? JSONText.quoted(clean) : clean
        case .integer(let value): return String(value)
        case .number(let value): return String(value)
        case .flag(let value): return String(value)
        }
    }

    fileprivate var json: String {
        switch self {
        case .text(let text): JSONText.quoted(CleanText.clean(text))
        case .integer(let value): String(value)
        case .number(let value): value.isFinite ? String(value) : "null"
        case .flag(let value): String(value)
        }
    }
}

/// Strings as JSON.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case let scalar where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
