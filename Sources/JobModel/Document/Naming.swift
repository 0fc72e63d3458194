/// Sentences about names that are not known.
enum Naming {
    /// `unknown codec "h246"; did you mean "h264"?`, or the known names where nothing is near.
    static func unknown(_ what: String, _ name: String, known: [String], guesses: [String]? = nil) -> String {
        if let guess = Suggestion.nearest(to: name, among: guesses ?? known) {
            return "unknown \(what) \"\(name)\"; did you mean \"\(guess)\"?"
        }
        return known.isEmpty
            ? "unknown \(what) \"\(name)\"; none is known here"
            : "unknown \(what) \"\(name)\"; known are \(list(known))"
    }

    /// `a, b, c`.
    static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    /// A number without a needless fraction: `23`, `23.5`.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
