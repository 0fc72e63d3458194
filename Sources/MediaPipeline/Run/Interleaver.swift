import LibAV

/// Orders the packets of an output's streams by decoding time.
///
/// A packet leaves when every stream that is still alive and not sparse has one waiting, so that none earlier can come.
/// Sparse streams (subtitles) are never waited for. A stream that stays far behind stops nothing: once more than
/// ``maxBytes`` or ``maxPackets`` wait, the earliest packet leaves all the same. So the muxer always takes what comes,
/// and no stage can wait for another in a circle.
struct Interleaver: ~Copyable {
    static let maxBytes = 64 << 20
    static let maxPackets = 100_000

    /// One stream's waiting packets.
    final class Lane {
        let timeBase: Rational
        let isSparse: Bool
        var packets = PacketDeque()
        var hasEnded = false

        init(timeBase: Rational, isSparse: Bool) {
            self.timeBase = timeBase
            self.isSparse = isSparse
        }

        /// Nanoseconds, for comparing streams.
        var firstTime: Int64? { packets.firstTime.map { timeBase.rescale($0, to: Rational(1, 1_000_000_000)) } }
    }

    private(set) var lanes: [Int: Lane] = [:]
    /// Streams in the order of the output, which decides between equal times.
    private var order: [Int] = []

    mutating func add(stream: Int, timeBase: Rational, isSparse: Bool) {
        lanes[stream] = Lane(timeBase: timeBase, isSparse: isSparse)
        order = lanes.keys.sorted()
    }

    func append(_ packet: consuming Packet, stream: Int) { lanes[stream]?.packets.append(packet) }
    func end(stream: Int) { lanes[stream]?.hasEnded = true }
    func remove(stream: Int) { lanes[stream]?.packets = PacketDeque() }

    var isOverfull: Bool {
        var (bytes, packets) = (0, 0)
        for lane in lanes.values {
            bytes += lane.packets.bytes
            packets += lane.packets.count
        }
        return bytes > Self.maxBytes || packets > Self.maxPackets
    }

    func hasPackets(stream: Int) -> Bool { (lanes[stream]?.packets.count ?? 0) > 0 }

    /// Presentation time of the first packet that waits, in microseconds.
    func firstPresentation(stream: Int) -> Int64? {
        lanes[stream].flatMap { lane in
            lane.packets.firstPresentation.map { lane.timeBase.rescale($0, to: .microseconds) }
        }
    }

    /// The stream whose packet is to leave now; nil: wait for more.
    /// - Parameter all: nothing more will come.
    func next(all: Bool) -> Int? {
        var best: (stream: Int, time: Int64)?
        var isWaiting = false
        for stream in order {
            guard let lane = lanes[stream] else { continue }
            if let time = lane.firstTime {
                if best == nil || time < best!.time { best = (stream, time) }
            } else if !lane.hasEnded && !lane.isSparse {
                isWaiting = true
            }
        }
        guard let best, all || !isWaiting || isOverfull else { return nil }
        return best.stream
    }

    func take(stream: Int) -> Packet { lanes[stream]!.packets.removeFirst() }
}
