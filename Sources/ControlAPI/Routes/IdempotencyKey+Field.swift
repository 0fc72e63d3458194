import HTTP1
import JobModel

extension IdempotencyKey {
    private static let maxCharacters = 255

    /// The `Idempotency-Key` of a request: a quoted string, as the draft has it, or a bare token.
    static func of(_ request: HTTPRequest) throws(Problem) -> IdempotencyKey? {
        let values = request.fields.values("Idempotency-Key")
        guard let value = values.first else { return nil }
        guard values.count == 1 else { throw .badField("Idempotency-Key", "the field may be given once") }
        var key = value[...]
        if key.hasPrefix("\""), key.hasSuffix("\""), key.count >= 2 { key = key.dropFirst().dropLast() }
        let allowed = key.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        guard !key.isEmpty, key.utf8.count <= maxCharacters, allowed else {
            throw .badField(
                "Idempotency-Key",
                "expected a quoted string of 1 to \(maxCharacters) visible characters without quotes and backslashes")
        }
        return IdempotencyKey(key: String(key), fingerprint: fingerprint(request.body))
    }

    /// FNV-1a of 64 bits, and the length: it tells a mistake from a repetition for one user, and guards nothing.
    private static func fingerprint(_ body: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in body { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return "\(String(hash, radix: 16))-\(body.count)"
    }
}
