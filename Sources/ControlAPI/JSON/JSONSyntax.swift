package import JobModel

/// Holds bytes against RFC 8259 before a decoder sees them: UTF-8, one value, bounded depth, no name twice in an object.
///
/// A decoder would take the last of two equal names in silence, guess at UTF-16, and give no place for a mistake.
package struct JSONSyntax {
    /// Objects and lists within each other.
    package static let maxDepth = 32

    /// Throws what is wrong first: the pointer leads to the value it is in, the detail has line and column.
    package static func check(_ bytes: [UInt8]) throws(FieldError) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw FieldError(pointer: "", detail: "the text is not UTF-8")
        }
        var syntax = JSONSyntax(bytes: bytes)
        syntax.skipBlanks()
        guard syntax.place < bytes.count else { throw FieldError(pointer: "", detail: "the body is empty") }
        try syntax.value()
        syntax.skipBlanks()
        guard syntax.place == bytes.count else { throw syntax.error("something follows the JSON value") }
    }

    private let bytes: [UInt8]
    private var place = 0
    private var path: [String] = []

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private func error(_ what: String) -> FieldError {
        let before = bytes[..<min(place, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - ((before.lastIndex(of: 0x0A) ?? -1) + 1) + 1
        return FieldError(pointer: path.joined(), detail: "line \(line), column \(column): \(what)")
    }

    private mutating func value() throws(FieldError) {
        switch next {
        case UInt8(ascii: "{"): try object()
        case UInt8(ascii: "["): try list()
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "-"): try number()
        case let digit? where (0x30...0x39).contains(digit): try number()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case nil: throw error("the text ends where a value is expected")
        default: throw error("expected a value")
        }
    }

    private mutating func open() throws(FieldError) {
        guard path.count < Self.maxDepth else {
            throw error("objects and lists are nested more than \(Self.maxDepth) deep")
        }
        place += 1
        skipBlanks()
    }

    private mutating func object() throws(FieldError) {
        try open()
        if take("}") { return }
        var names: Set<String> = []
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw error("expected a name in double quotes") }
            let start = place
            let name = try string()
            path.append("/" + FieldError.escaped(name))
            guard names.insert(name).inserted else {
                place = start
                throw error("the name \"\(name)\" is there twice")
            }
            skipBlanks()
            guard take(":") else { throw error("expected ':'") }
            skipBlanks()
            try value()
            path.removeLast()
            skipBlanks()
        } while take(",")
        guard take("}") else { throw error("expected ',' or '}'") }
    }

    private mutating func list() throws(FieldError) {
        try open()
        if take("]") { return }
        var index = 0
        repeat {
            skipBlanks()
            path.append("/\(index)")
            try value()
            path.removeLast()
            index += 1
            skipBlanks()
        } while take(",")
        guard take("]") else { throw error("expected ',' or ']'") }
    }

    private mutating func word(_ text: String) throws(FieldError) {
        for character in text.unicodeScalars {
            guard take(character) else { throw error("expected \(text)") }
        }
    }

    private mutating func number() throws(FieldError) {
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
    }

    private mutating func digits() throws(FieldError) {
        guard let byte = next, (0x30...0x39).contains(byte) else { throw error("expected a digit") }
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
    }

    /// Reads a string and returns what it means.
    private mutating func string() throws(FieldError) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                place += 1
                text.append(contentsOf: UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter)
            case 0..<0x20: throw error("a control character in a string has to be escaped")
            default:
                text.append(byte)
                place += 1
            }
        }
        throw error("a string has no end")
    }

    private mutating func escape() throws(FieldError) -> Unicode.Scalar {
        for (letter, meaning): (Unicode.Scalar, Unicode.Scalar) in [
            ("\"", "\""), ("\\", "\\"), ("/", "/"), ("b", "\u{8}"), ("f", "\u{C}"), ("n", "\n"), ("r", "\r"),
            ("t", "\t"),
        ] where take(letter) { return meaning }
        guard take("u") else { throw error("an unknown escape in a string") }
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw error("half of a surrogate pair") }
        let second = try fourDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half of a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(FieldError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("\\u is followed by four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}
