/// A JSON object in which nothing unknown is allowed: a mistyped encoder option costs hours, so it is refused.
///
/// Wraps a keyed decoding container. Creating it checks every key of the object against `Keys.allCases`; reading a
/// field that is present but null is a wrong type, not an absent field. Errors are ``DecodingError`` whose
/// description is a sentence for a person and whose coding path leads to the field (see ``FieldError/init(_:)``).
package struct StrictContainer<Keys: CodingKey & CaseIterable> {
    private let values: KeyedDecodingContainer<FieldKey>

    package init(_ decoder: any Decoder, keyedBy keys: Keys.Type = Keys.self) throws {
        values = try decoder.container(keyedBy: FieldKey.self)
        let known = Keys.allCases.map(\.stringValue)
        // Sorted, so that the same document always gives the same error.
        for key in values.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
        where !known.contains(key.stringValue) {
            let guess = Suggestion.nearest(to: key.stringValue, among: known)
            let advice =
                guess.map { "did you mean \"\($0)\"?" } ?? "known here are \(known.joined(separator: ", "))"
            throw error(at: key, "unknown field \"\(key.stringValue)\"; \(advice)")
        }
    }

    /// The field's value, or nil where the object does not have the field.
    package func value<Value: Decodable>(_ key: Keys, as type: Value.Type = Value.self) throws -> Value? {
        let field = FieldKey(key)
        return values.contains(field) ? try values.decode(Value.self, forKey: field) : nil
    }

    /// The field's value; an absent field is an error.
    package func required<Value: Decodable>(_ key: Keys, as type: Value.Type = Value.self) throws -> Value {
        guard let value = try value(key, as: type) else {
            throw error(at: FieldKey(key), "missing field \"\(key.stringValue)\"")
        }
        return value
    }

    /// A whole number; a fraction is named as such.
    package func integer(_ key: Keys) throws -> Int? {
        let field = FieldKey(key)
        guard values.contains(field) else { return nil }
        do {
            return try values.decode(Int.self, forKey: field)
        } catch {
            try rethrowIfTyped(error)
            throw self.error(at: field, "expected a whole number (that fits 64 bits)")
        }
    }

    /// A number; one that no Double holds (`1e999`) is named as such.
    package func number(_ key: Keys) throws -> Double? {
        let field = FieldKey(key)
        guard values.contains(field) else { return nil }
        do {
            return try values.decode(Double.self, forKey: field)
        } catch {
            try rethrowIfTyped(error)
            throw self.error(at: field, "the number is out of range")
        }
    }

    /// JSONDecoder reports a number that does not fit with an error of its own, which it turns into "not valid JSON"
    /// without a path if it is let through.
    private func rethrowIfTyped(_ error: any Error) throws {
        switch error {
        case DecodingError.typeMismatch, DecodingError.valueNotFound: throw error
        default: return
        }
    }

    /// One of a set of words.
    package func word<Word: RawRepresentable & CaseIterable>(
        _ key: Keys, as type: Word.Type = Word.self
    ) throws -> Word? where Word.RawValue == String {
        guard let text = try value(key, as: String.self) else { return nil }
        guard let word = Word(rawValue: text) else {
            let allowed = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw error(at: FieldKey(key), "expected one of \(allowed), not \"\(text)\"")
        }
        return word
    }

    /// An object of named settings. Numbers and booleans are taken too and become text (`true` is `1`), because
    /// that is how people write encoder options.
    package func options(_ key: Keys) throws -> [String: String]? {
        let field = FieldKey(key)
        guard values.contains(field) else { return nil }
        let object = try values.nestedContainer(keyedBy: FieldKey.self, forKey: field)
        var options: [String: String] = [:]
        for name in object.allKeys {
            if let text = try? object.decode(String.self, forKey: name) {
                options[name.stringValue] = text
            } else if let number = try? object.decode(Int.self, forKey: name) {
                options[name.stringValue] = String(number)
            } else if let number = try? object.decode(Double.self, forKey: name) {
                options[name.stringValue] = String(number)
            } else if let flag = try? object.decode(Bool.self, forKey: name) {
                options[name.stringValue] = flag ? "1" : "0"
            } else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: object.codingPath + [name],
                        debugDescription: "expected a text, a number, true or false"))
            }
        }
        return options
    }

    private func error(at key: FieldKey, _ sentence: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: values.codingPath + [key], debugDescription: sentence))
    }
}

/// A coding key that any field name fits.
package struct FieldKey: CodingKey {
    package var stringValue: String
    package var intValue: Int? { nil }

    package init(stringValue: String) { self.stringValue = stringValue }
    package init?(intValue: Int) { nil }
    package init(_ key: some CodingKey) { stringValue = key.stringValue }
}
