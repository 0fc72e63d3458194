import CSystemCall
import Glibc

/// One thing that a sealed process tries. ``act`` returns the call's result, or −errno.
struct Attempt: Sendable {
    let name: String
    let act: @Sendable () -> Int

    /// A raw call with every argument zero: the number alone must decide.
    static func bare(_ name: String) -> Attempt { Attempt(name: name) { call(name) } }

    /// Whether this architecture has the call.
    static func exists(_ name: String) -> Bool { unsafe raw_number(name) >= 0 }

    static func call(
        _ name: String, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
    ) -> Int {
        raw_call(unsafe raw_number(name), a, b, c, d, e, f)
    }

    /// The address of text that lives as long as the process.
    static func path(_ text: String) -> Int { Int(bitPattern: unsafe strdup(text)) }

    /// Room for whatever a call writes.
    nonisolated(unsafe) static let scratch: UnsafeMutableRawPointer = .allocate(byteCount: 65_536, alignment: 4096)

    static var room: Int { Int(bitPattern: unsafe scratch) }
}
