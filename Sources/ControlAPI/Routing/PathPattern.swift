/// The path of a route, such as `/jobs/{id}:cancel`: literal segments, and parameters that take one segment each. A verb
/// after a parameter belongs to the route, so a parameter's value has no colon.
package struct PathPattern: Sendable, CustomStringConvertible {
    private enum Segment: Sendable {
        case literal(String)
        case parameter(name: String, verb: String)
    }

    /// The text it was made from.
    package let description: String
    private let segments: [Segment]

    package init(_ text: String) {
        description = text
        segments = text.split(separator: "/").map { part in
            guard part.hasPrefix("{"), let end = part.firstIndex(of: "}") else { return .literal(String(part)) }
            let name = part[part.index(after: part.startIndex)..<end]
            return .parameter(name: String(name), verb: String(part[part.index(after: end)...]))
        }
    }

    /// The parameters' values where `path` (decoded segments) fits, else nil.
    package func match(_ path: some Collection<String>) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .literal(let text): guard part == text else { return nil }
            case .parameter(let name, let verb):
                guard part.hasSuffix(verb) else { return nil }
                let value = String(part.dropLast(verb.count))
                guard !value.isEmpty, !value.contains(":") else { return nil }
                values[name] = value
            }
        }
        return values
    }
}
