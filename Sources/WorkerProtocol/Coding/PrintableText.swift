/// Text of a worker, made safe to log and to show: a worker can be made to say anything by its input.
package enum PrintableText {
    /// `text` with every control character and every character that redirects the writing direction replaced by a
    /// space, cut at a character border to at most `maxBytes` bytes of UTF-8.
    package static func cleaned(_ text: String, maxBytes: Int) -> String {
        var result = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let safe = isSafe(scalar) ? scalar : " "
            let width = UTF8.width(safe)
            guard bytes + width <= maxBytes else { break }
            bytes += width
            result.append(safe)
        }
        return String(result)
    }

    /// False for C0, DEL, C1, line and paragraph separators, and bidirectional controls.
    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }
}
