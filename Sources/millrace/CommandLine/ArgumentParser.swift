import JobModel

/// What a command line says, checked against a command's table.
struct ParsedArguments: Equatable {
    private(set) var positionals: [String] = []
    /// By the option's long name, in order.
    private var values: [String: [String]] = [:]

    /// A command line that cannot be understood: in a sentence.
    struct Mistake: Error, Equatable {
        var message: String

        init(_ message: String) { self.message = message }
    }

    init() {}

    /// - Parameter arguments: what follows the command's name.
    init(_ arguments: [String], for command: CommandSpec) throws(Mistake) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                positionals += rest
                break
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                positionals.append(argument)
                continue
            }
            try take(option: argument, &rest, command)
        }
        // Help explains what is missing.
        if !has("--help") { try checkPositionals(command) }
    }

    private mutating func take(
        option argument: String, _ rest: inout ArraySlice<String>, _ command: CommandSpec
    ) throws(Mistake) {
        var name = argument
        var attached: String?
        if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
            name = String(argument[..<equals])
            attached = String(argument[argument.index(after: equals)...])
        }
        guard let option = command.allOptions.first(where: { $0.name == name || $0.short == name }) else {
            throw Mistake(Self.unknown("option", name, among: command.allOptions.map(\.name)))
        }
        guard let valueName = option.value else {
            if attached != nil { throw Mistake("\(option.name) takes no value") }
            values[option.name] = [""]
            return
        }
        if !option.isRepeatable && values[option.name] != nil {
            throw Mistake("\(option.name) may be given once")
        }
        guard let value = attached ?? rest.popFirst() else { throw Mistake("\(name) needs a value: \(valueName)") }
        if attached == nil, value.hasPrefix("--") {
            throw Mistake("\(name) needs a value: \(valueName) (for a value that begins with --, use \(option.name)=…)")
        }
        values[option.name, default: []].append(value)
    }

    private func checkPositionals(_ command: CommandSpec) throws(Mistake) {
        let least = command.positionals.map(\.count.lowerBound).reduce(0, +)
        let most = command.positionals.reduce(0) { $1.count.upperBound == .max ? .max : $0 + $1.count.upperBound }
        if positionals.count < least {
            var left = positionals.count
            for spec in command.positionals {
                if left < spec.count.lowerBound { throw Mistake("\(spec.name) is missing: \(spec.summary)") }
                left -= spec.count.lowerBound
            }
        }
        if positionals.count > most {
            throw Mistake("\"\(positionals[most])\" is one word too many")
        }
    }

    /// Whether an option was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    func value(_ name: String) -> String? { values[name]?.last }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Mistake) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Mistake("\(name): \"\(text)\" is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `NAME=VALUE` pairs.
    func pairs(_ name: String) throws(Mistake) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for text in all(name) {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw Mistake("\(name): \"\(text)\" has to be NAME=VALUE")
            }
            pairs.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
        }
        return pairs
    }

    /// `unknown option --presett; did you mean --preset?`
    static func unknown(_ what: String, _ name: String, among known: [String]) -> String {
        let guess = Suggestion.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        return "unknown \(what) \(name)\(guess)"
    }
}
