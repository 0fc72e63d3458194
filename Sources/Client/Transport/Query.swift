/// The query of a request's target.
package struct Query: Sendable {
    /// Empty, or with its question mark.
    package private(set) var text = ""

    package init() {}

    package mutating func add(_ name: String, _ value: String) {
        text += text.isEmpty ? "?" : "&"
        text += "\(Self.escaped(name))=\(Self.escaped(value))"
    }

    /// Percent-encoded but for letters, digits and `-._~` (RFC 3986, unreserved).
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                escaped += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return escaped
    }
}
