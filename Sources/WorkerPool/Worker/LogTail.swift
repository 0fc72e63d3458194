import WorkerProtocol

/// The last lines that a process wrote, made safe to print: what a person sees of a failed attempt's log.
///
/// The text is untrusted. Control characters become spaces (a terminal escape would reach an operator's screen), broken
/// UTF-8 is replaced, and both the lines kept and their length are bounded.
struct LogTail: Sendable {
    private let maxLines: Int
    private let maxLineBytes: Int
    private var kept: [String] = []
    private var open: [UInt8] = []

    init(maxLines: Int = 20, maxLineBytes: Int = 400) {
        self.maxLines = maxLines
        self.maxLineBytes = maxLineBytes
    }

    /// The lines kept, oldest first, with an unfinished last one.
    var lines: [String] {
        let rest = Self.clean(open)
        return rest.isEmpty ? kept : Array((kept + [rest]).suffix(maxLines))
    }

    /// Takes in bytes as they were read.
    /// - Returns: the lines they completed, cleaned; empty ones are left out.
    @discardableResult
    mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
        var finished: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                let line = Self.clean(open)
                open.removeAll(keepingCapacity: true)
                if !line.isEmpty { finished.append(line) }
            } else if open.count < maxLineBytes {
                open.append(byte)
            }
        }
        kept.append(contentsOf: finished)
        if kept.count > maxLines { kept.removeFirst(kept.count - maxLines) }
        return finished
    }

    private static func clean(_ bytes: [UInt8]) -> String {
        let text = PrintableText.cleaned(String(decoding: bytes, as: UTF8.self), maxBytes: bytes.count * 3)
        return text.contains { $0 != " " } ? text : ""
    }
}
