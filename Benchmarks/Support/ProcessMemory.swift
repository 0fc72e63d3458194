import Platform

/// What a process takes of the memory, in MiB; NaN where it may not be read (a sealed worker shows its maps to root
/// only).
package struct ProcessMemory: Sendable {
    /// Pages that are mapped and present, shared ones in full.
    package let resident: Double
    /// The same with each shared page divided by the number of its users.
    package let proportional: Double
    /// Pages that nobody else maps.
    package let own: Double

    package init(of pid: Int32) {
        let status = Self.fields("/proc/\(pid)/status")
        let maps = Self.fields("/proc/\(pid)/smaps_rollup")
        resident = status["VmRSS"] ?? .nan
        proportional = maps["Pss"] ?? .nan
        own = maps["Private_Clean"].flatMap { clean in maps["Private_Dirty"].map { clean + $0 } } ?? .nan
    }

    /// The lines `Name:   123 kB` of a file, in MiB.
    private static func fields(_ path: String) -> [String: Double] {
        let text = String(decoding: (try? File.contents(of: path)) ?? [], as: UTF8.self)
        var fields: [String: Double] = [:]
        for line in text.split(separator: "\n") where line.hasSuffix(" kB") {
            let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ":" })
            if parts.count == 3, let kibibytes = Double(parts[1]) { fields[String(parts[0])] = kibibytes / 1024 }
        }
        return fields
    }
}
