/// Bytes that wait for a client to take them.
package struct OutputBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    package init() {}

    package var count: Int { bytes.count - start }

    package mutating func append(_ more: [UInt8]) {
        if start == bytes.count {
            bytes = more
            start = 0
        } else {
            bytes.append(contentsOf: more)
        }
    }

    /// What to write next.
    package var pending: ArraySlice<UInt8> { bytes[start...] }

    /// The client took so many.
    package mutating func consume(_ count: Int) {
        start += count
        if start == bytes.count {
            bytes = []
            start = 0
        } else if start >= 1 << 20 {
            bytes.removeFirst(start)
            start = 0
        }
    }
}
