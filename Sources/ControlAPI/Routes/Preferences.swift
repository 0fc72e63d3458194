import HTTP1

/// `Prefer` (RFC 7240): only `wait` has a meaning here, others are left alone as the RFC asks.
struct Preferences: Equatable {
    /// What is waited at most.
    static let maxWaitSeconds = 300

    /// Seconds to wait for a job to become final; nil without the preference.
    var waitSeconds: Int?

    init(_ fields: HTTPFields) throws(Problem) {
        for preference in fields.list("Prefer") {
            let parts = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard let name = parts.first?.trimmingBlanks(), HTTPFields.same(name, "wait") else { continue }
            // The first of several counts (RFC 7240, section 2).
            guard waitSeconds == nil else { continue }
            let text = parts.count == 2 ? parts[1].trimmingBlanks() : ""
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .badField("Prefer", "expected wait=SECONDS, a whole number")
            }
            waitSeconds = min(Int(text) ?? Self.maxWaitSeconds, Self.maxWaitSeconds)
        }
    }
}
