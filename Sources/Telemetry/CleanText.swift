/// Text from outside, made harmless to show.
package enum CleanText {
    /// The text on one line: blanks for tabs and line ends; nothing that moves a cursor, changes colours, reverses the
    /// direction of writing or hides.
    /// - Parameter limit: longest result in Unicode scalars; what is cut ends in `…`.
    package static func clean(_ text: String, limit: Int = 4096) -> String {
        if text.utf8.count <= limit && text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
        var clean = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard let shown = shown(scalar) else { continue }
            guard count < limit else {
                clean.removeLast()
                clean.append("…")
                break
            }
            clean.append(shown)
            count += 1
        }
        return String(clean)
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09, 0x0a, 0x2028, 0x2029: " "
        // C0, DEL and C1 controls.
        case 0..<0x20, 0x7f..<0xa0: nil
        // Marks of direction, embeddings, overrides and isolates; joiners and other invisible operators; tags.
        case 0x061c, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfeff, 0xe0000...0xe007f: nil
        default: scalar
        }
    }
}
