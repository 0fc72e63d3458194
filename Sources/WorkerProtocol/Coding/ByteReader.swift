/// Reads little-endian fields from untrusted bytes, each checked against the end and against its range.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var count: Int { rest.count }

    mutating func bytes(_ count: Int) throws(ProtocolViolation) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func integer<I: FixedWidthInteger>(_ type: I.Type = I.self) throws(ProtocolViolation) -> I {
        var value: I = 0
        for (index, byte) in try bytes(I.bitWidth / 8).enumerated() {
            value |= I(truncatingIfNeeded: byte) << (8 * I(index))
        }
        return value
    }

    mutating func integer<I: FixedWidthInteger>(
        _ field: String, in range: ClosedRange<I>
    ) throws(ProtocolViolation) -> I {
        let value = try integer(I.self)
        guard range.contains(value) else { throw .outOfRange(field: field) }
        return value
    }

    /// A finite IEEE 754 double within `range`.
    mutating func double(_ field: String, in range: ClosedRange<Double>) throws(ProtocolViolation) -> Double {
        let value = Double(bitPattern: try integer(UInt64.self))
        guard value.isFinite, range.contains(value) else { throw .outOfRange(field: field) }
        return value
    }

    /// A presence byte, 0 or 1, and then the double where it is 1.
    mutating func optionalDouble(
        _ field: String, in range: ClosedRange<Double>
    ) throws(ProtocolViolation) -> Double? {
        try integer(field, in: 0...1 as ClosedRange<UInt8>) == 1 ? try double(field, in: range) : nil
    }

    /// A 16-bit length and that many bytes of UTF-8; control characters come out as spaces.
    mutating func text(_ field: String, atMost limit: Int) throws(ProtocolViolation) -> String {
        let length = Int(try integer(UInt16.self))
        guard length <= limit else { throw .outOfRange(field: field) }
        guard let text = String(validating: try bytes(length), as: UTF8.self) else { throw .badText(field: field) }
        return PrintableText.cleaned(text, maxBytes: limit)
    }

    /// A presence byte, 0 or 1, and then the text where it is 1.
    mutating func optionalText(_ field: String, atMost limit: Int) throws(ProtocolViolation) -> String? {
        try integer(field, in: 0...1 as ClosedRange<UInt8>) == 1 ? try text(field, atMost: limit) : nil
    }

    /// Must be called last: nothing may follow the fields.
    func finish() throws(ProtocolViolation) {
        if !rest.isEmpty { throw .trailingBytes(rest.count) }
    }
}
