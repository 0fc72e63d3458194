/// Walks a command line of `--name value` and `--name=value` pairs.
struct ArgumentReader {
    private var rest: ArraySlice<String>
    /// The value given with `=` to the option last named.
    private var attached: String?

    init(_ arguments: [String]) { rest = arguments[...] }

    /// The next option's name; nil at the end.
    mutating func nextName() throws(Options.UsageError) -> String? {
        guard let argument = rest.popFirst() else { return nil }
        attached = nil
        guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return argument }
        attached = String(argument[argument.index(after: equals)...])
        return String(argument[..<equals])
    }

    mutating func value(of name: String) throws(Options.UsageError) -> String {
        guard let value = attached ?? rest.popFirst(), !value.isEmpty, attached != nil || !value.hasPrefix("--") else {
            throw .init("\(name) needs a value")
        }
        return value
    }

    mutating func integer(of name: String, in range: ClosedRange<Int>) throws(Options.UsageError) -> Int {
        let text = try value(of: name)
        guard let number = Int(text), range.contains(number) else {
            throw .init("\(name): \"\(text)\" is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func choice<Value>(of name: String, _ choices: [String: Value]) throws(Options.UsageError) -> Value {
        let text = try value(of: name)
        guard let value = choices[text] else {
            throw .init("\(name): \"\(text)\" is not one of \(choices.keys.sorted().joined(separator: ", "))")
        }
        return value
    }

    func noValue(of name: String) throws(Options.UsageError) {
        guard attached == nil else { throw .init("\(name) takes no value") }
    }
}
