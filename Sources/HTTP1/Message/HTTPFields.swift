/// Header fields in their order. Names compare without regard to ASCII case and are kept as written.
package struct HTTPFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    package private(set) var all: [Field] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        all = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The value of the first field with this name; setting replaces all of that name, nil removes them.
    package subscript(name: String) -> String? {
        get { all.first { Self.same($0.name, name) }?.value }
        set {
            all.removeAll { Self.same($0.name, name) }
            if let newValue { all.append(Field(name: name, value: newValue)) }
        }
    }

    /// The values of every field with this name.
    package func values(_ name: String) -> [String] {
        all.lazy.filter { Self.same($0.name, name) }.map(\.value)
    }

    package mutating func add(_ name: String, _ value: String) {
        all.append(Field(name: name, value: value))
    }

    /// The members of a comma-separated list in all fields of this name, trimmed, empty ones left out.
    package func list(_ name: String) -> [Substring] {
        values(name).flatMap { value in
            value.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        }
    }

    /// Whether two field names, or two tokens that ignore case, are the same.
    package static func same(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        let left = left.utf8
        let right = right.utf8
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { ASCII.lowercase($0) == ASCII.lowercase($1) }
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends (the OWS of RFC 9110).
    package func trimmingBlanks() -> SubSequence {
        guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
