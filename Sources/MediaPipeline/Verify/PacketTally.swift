import LibAV

/// What the packets of one stream add up to.
struct PacketTally {
    let timeBase: Rational
    private(set) var packets: Int64 = 0
    /// Coded bytes.
    private(set) var bytes: Int64 = 0
    /// Least presentation time and greatest presentation end, in ``timeBase``.
    private(set) var first: Int64?
    private(set) var last: Int64?
    /// The greatest decoding time so far.
    private(set) var decodingTime: Int64?
    /// The first packet whose decoding time lies before that of an earlier one.
    private(set) var disorder: Int64?
    private(set) var beginsWithKey = false

    init(timeBase: Rational) { self.timeBase = timeBase }

    mutating func add(_ packet: borrowing Packet) {
        if packets == 0 { beginsWithKey = packet.isKey }
        packets += 1
        bytes += Int64(packet.size)
        if let pts = packet.pts {
            first = min(first ?? pts, pts)
            last = max(last ?? pts, pts + packet.duration)
        }
        if let dts = packet.dts {
            if let decodingTime, dts < decodingTime, disorder == nil { disorder = packets - 1 }
            decodingTime = max(decodingTime ?? dts, dts)
        }
    }

    /// Microseconds.
    var firstMicroseconds: Int64? { first.map { timeBase.rescale($0, to: .microseconds) } }
    var lastMicroseconds: Int64? { last.map { timeBase.rescale($0, to: .microseconds) } }
}
