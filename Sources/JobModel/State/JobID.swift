/// The name of a job: 26 characters of Crockford base 32 in the layout of a ULID
/// (48 bits of milliseconds, 80 bits of randomness), so that names sort by creation time.
package struct JobID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The text form, upper case.
    package let text: String

    /// Takes a text that came from outside; nil unless it is 26 characters of the alphabet.
    package init?(_ text: String) {
        guard text.utf8.count == 26, text.utf8.first! <= UInt8(ascii: "7"),
            text.utf8.allSatisfy({ Self.alphabet.contains($0) })
        else { return nil }
        self.text = text
    }

    /// Makes a new name.
    /// - Parameters:
    ///   - created: the time that the name sorts by.
    ///   - generator: the source of the 80 random bits.
    package init(created: Timestamp, using generator: inout some RandomNumberGenerator) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(26)
        let milliseconds = UInt64(max(0, created.milliseconds))
        for shift in stride(from: 45, through: 0, by: -5) {
            bytes.append(Self.alphabet[Int((milliseconds >> UInt64(shift)) & 31)])
        }
        // Two draws, because each may be a system call.
        for _ in 0..<2 {
            let random: UInt64 = generator.next()
            for shift in stride(from: UInt64(35), through: 0, by: -5) {
                bytes.append(Self.alphabet[Int((random >> shift) & 31)])
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// A new name from the system's random source.
    package init(created: Timestamp) {
        var generator = SystemRandomNumberGenerator()
        self.init(created: created, using: &generator)
    }

    package var description: String { text }

    package static func < (left: JobID, right: JobID) -> Bool { left.text < right.text }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}

extension JobID: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = JobID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a job id"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
