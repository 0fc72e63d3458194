/// Writes little-endian fields.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    mutating func integer(_ value: some FixedWidthInteger) {
        for index in 0..<(value.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> (8 * numericCast(index))))
        }
    }

    /// Clamped into `range`; what is not a number becomes its lower bound.
    mutating func double(_ value: Double, in range: ClosedRange<Double>) {
        let sound = value.isNaN ? range.lowerBound : min(max(value, range.lowerBound), range.upperBound)
        integer(sound.bitPattern)
    }

    mutating func optionalDouble(_ value: Double?, in range: ClosedRange<Double>) {
        integer(UInt8(value == nil ? 0 : 1))
        if let value { double(value, in: range) }
    }

    /// Cleaned and cut to `limit` bytes.
    mutating func text(_ value: String, atMost limit: Int) {
        let utf8 = PrintableText.cleaned(value, maxBytes: limit).utf8
        integer(UInt16(utf8.count))
        raw(utf8)
    }

    mutating func optionalText(_ value: String?, atMost limit: Int) {
        integer(UInt8(value == nil ? 0 : 1))
        if let value { text(value, atMost: limit) }
    }
}
