/// A test of one argument, counted from 0. The kernel hands filters 64 bits where it looks at 32 itself, so every test
/// but ``isZero(_:)`` also requires the upper half to be zero: a flag hidden there is refused.
package enum ArgumentCondition: Sendable {
    /// The argument, with the `ignoring` bits cleared, is one of these.
    case oneOf(Int, [UInt32], ignoring: UInt32 = 0)
    /// No bit outside the mask is set.
    case within(Int, mask: UInt32)
    /// This bit is set.
    case contains(Int, bit: UInt32)
    /// At most this.
    case atMost(Int, UInt32)
    /// All 64 bits are zero: a null pointer, or the number 0.
    case isZero(Int)
    /// The worker's own process id, known once it is forked.
    case isOwnProcess(Int)

    package var argument: Int {
        switch self {
        case .oneOf(let argument, _, _), .within(let argument, _), .contains(let argument, _),
            .atMost(let argument, _), .isZero(let argument), .isOwnProcess(let argument):
            argument
        }
    }
}

extension ArgumentCondition: CustomStringConvertible {
    package var description: String {
        func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
        return switch self {
        case .oneOf(let argument, let values, let ignoring):
            "arg\(argument)\(ignoring == 0 ? "" : " & ~\(hex(ignoring))") in {\(values.map(hex).joined(separator: " "))}"
        case .within(let argument, let mask): "arg\(argument) within \(hex(mask))"
        case .contains(let argument, let bit): "arg\(argument) has \(hex(bit))"
        case .atMost(let argument, let value): "arg\(argument) <= \(value)"
        case .isZero(let argument): "arg\(argument) == 0"
        case .isOwnProcess(let argument): "arg\(argument) == own pid"
        }
    }
}
