import JobModel

/// The help, printed from the command table.
enum HelpText {
    static let width = 88

    static func overview(_ commands: [CommandSpec]) -> String {
        var text = """
            Millrace transcodes media: one file now, or thousands through a durable queue, each in a sealed process.

            Usage: millrace COMMAND [arguments] [options]

            """
        for group in CommandSpec.Group.allCases {
            text += "\n\(group.rawValue):\n"
            text += rows(commands.filter { $0.group == group }.map { ($0.name, $0.summary) })
        }
        text += """

            To begin with:
              millrace run film.mov -o film.mp4 --preset h264-720p
              millrace presets

            "millrace COMMAND --help" explains a command. "millrace --version" prints the version.

            Exit codes:

            """
        text += rows(ExitCode.allCases.map { (String($0.rawValue), $0.meaning) })
        return text
    }

    static func command(_ command: CommandSpec) -> String {
        var text = "Usage: millrace \(command.name) \(command.usage)\n\n\(wrapped(command.details, indent: 0))\n"
        if !command.positionals.isEmpty {
            text += "\n" + rows(command.positionals.map { ($0.name, $0.summary) })
        }
        text += "\nOptions:\n"
        text += rows(
            command.allOptions.map { option in
                let name = [option.short, option.name].compactMap { $0 }.joined(separator: ", ")
                let again = option.isRepeatable ? " (may be repeated)" : ""
                return (option.value.map { "\(name) \($0)" } ?? name, option.summary + again)
            })
        if !command.examples.isEmpty {
            text += "\nExamples:\n" + command.examples.map { "  \($0)\n" }.joined()
        }
        return text
    }

    /// Two columns.
    private static func rows(_ rows: [(String, String)]) -> String {
        let first = min(26, rows.map(\.0.count).max() ?? 0) + 4
        return rows.map { name, summary in
            var line = "  \(name)"
            let body = wrapped(summary, indent: first)
            if line.count + 1 >= first {
                line += "\n" + String(repeating: " ", count: first) + body
            } else {
                line += String(repeating: " ", count: first - line.count) + body
            }
            return line + "\n"
        }.joined()
    }

    /// The text broken at blanks; lines after the first are indented.
    private static func wrapped(_ text: String, indent: Int) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && line.count + 1 + word.count > width - indent {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return (lines + [line]).joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
