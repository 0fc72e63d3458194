import HTTP1

/// A request's target taken apart and percent-decoded.
package struct RequestTarget: Sendable, Equatable {
    /// The path as sent.
    package let path: String
    /// The path's segments; empty for `/`.
    package let segments: [String]
    /// Query parameters in their order.
    package let query: [(name: String, value: String)]

    package init(_ target: String) throws(Problem) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(halves[0])
        var segments: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(try Self.decoded(part, plusIsSpace: false))
        }
        self.segments = segments == [""] ? [] : segments
        var query: [(String, String)] = []
        if halves.count == 2 {
            for pair in halves[1].split(separator: "&") {
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let value = sides.count == 2 ? try Self.decoded(sides[1], plusIsSpace: true) : ""
                query.append((try Self.decoded(sides[0], plusIsSpace: true), value))
            }
        }
        self.query = query
    }

    package static func == (left: RequestTarget, right: RequestTarget) -> Bool {
        left.segments == right.segments && left.query.elementsEqual(right.query) { $0 == $1 }
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) throws(Problem) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    throw .badTarget("'%' is not followed by two hexadecimal digits")
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw .badTarget("the percent-encoded text is not UTF-8")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
