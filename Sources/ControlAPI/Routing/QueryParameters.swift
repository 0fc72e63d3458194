/// The query of a request, held against the names that its route knows.
package struct QueryParameters: Sendable {
    private let pairs: [(name: String, value: String)]

    /// - Parameter known: the names; another one is refused, because a mistyped filter would list everything.
    package init(_ pairs: [(name: String, value: String)], known: [String]) throws(Problem) {
        for pair in pairs where !known.contains(pair.name) {
            let advice =
                known.isEmpty ? "this route takes none" : "known here are \(known.joined(separator: ", "))"
            throw .badParameter(pair.name, "unknown parameter \"\(pair.name)\"; \(advice)")
        }
        self.pairs = pairs
    }

    /// Every value of a parameter that may be repeated.
    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The value of a parameter that may be given once.
    package func one(_ name: String) throws(Problem) -> String? {
        let values = all(name)
        guard values.count <= 1 else { throw .badParameter(name, "the parameter may be given once") }
        return values.first
    }

    /// A whole number not below `least`.
    package func integer(_ name: String, from least: Int64) throws(Problem) -> Int64? {
        guard let text = try one(name) else { return nil }
        guard let value = Int64(text), value >= least else {
            throw .badParameter(name, "expected a whole number from \(least), not \"\(text)\"")
        }
        return value
    }

    /// True for `?name` and `?name=true`.
    package func flag(_ name: String) throws(Problem) -> Bool {
        switch try one(name) {
        case nil, "false": false
        case "", "true": true
        case let text?: throw .badParameter(name, "expected true or false, not \"\(text)\"")
        }
    }
}
