extension FieldError {
    /// What a decoder found wrong, with the coding path as JSON pointer.
    ///
    /// Own errors (``StrictContainer``) are kept word for word; a decoder's are put into the field's terms:
    /// `expected a whole number, not a string`.
    package init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            var detail = "expected \(Self.words(for: type))"
            if let found = Self.found(in: context.debugDescription) { detail += ", not \(found)" }
            self.init(pointer: Self.pointer(context.codingPath), detail: detail)
        case .valueNotFound(let type, let context):
            self.init(
                pointer: Self.pointer(context.codingPath), detail: "expected \(Self.words(for: type)), not null")
        case .keyNotFound(let key, let context):
            self.init(
                pointer: Self.pointer(context.codingPath + [key]), detail: "missing field \"\(key.stringValue)\"")
        case .dataCorrupted(let context):
            self.init(pointer: Self.pointer(context.codingPath), detail: context.debugDescription)
        @unknown default:
            self.init(pointer: "", detail: String(describing: error))
        }
    }

    /// RFC 6901.
    package static func pointer(_ path: [any CodingKey]) -> String {
        path.map { key in
            if let index = key.intValue { return "/\(index)" }
            return "/" + escaped(key.stringValue)
        }.joined()
    }

    /// A name as one step of a JSON pointer: `~` is `~0` and `/` is `~1`.
    package static func escaped(_ name: String) -> String {
        var step = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": step += "~0"
            case "/": step += "~1"
            default: step.unicodeScalars.append(character)
            }
        }
        return step
    }

    private static func words(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [Any].Type: "a list"
        default: String(describing: type).hasPrefix("Array") ? "a list" : "an object"
        }
    }

    /// The kind of value that JSONDecoder names as found, as in `Expected to decode Int but found a string instead.`
    private static func found(in description: String) -> String? {
        guard let start = description.firstRange(of: "but found ")?.upperBound else { return nil }
        var rest = description[start...]
        if let end = rest.firstRange(of: " instead")?.lowerBound { rest = rest[..<end] }
        var kind = String(rest)
        for prefix in ["a ", "an "] where kind.hasPrefix(prefix) { kind = String(kind.dropFirst(prefix.count)) }
        switch kind {
        case "string", "string/data": return "a string"
        case "number": return "a number"
        case "bool", "boolean": return "true or false"
        case "array": return "a list"
        case "dictionary": return "an object"
        case "null", "null value": return "null"
        default: return kind
        }
    }
}
