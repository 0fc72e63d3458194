import LibAV

/// Shifts the input's timestamps so that the file begins at zero, and closes jumps where the format allows them.
struct InputClock: Sendable {
    private let timeBases: [Int: Rational]
    private let mayJump: Bool
    /// Microseconds that are added to every timestamp.
    private var offset: Int64
    /// Where each stream's next packet is expected, in shifted microseconds.
    private var expected: [Int: Int64] = [:]
    private var began: [Int: Int64] = [:]
    private var ended: [Int: Int64] = [:]
    /// Greatest shifted end of a packet, in microseconds.
    private(set) var furthest: Int64 = 0
    private(set) var jumps = 0

    /// A gap that no file has by intent (as the ffmpeg program takes it).
    private static let jump: Int64 = 10_000_000

    /// - Parameters:
    ///   - start: the file's first time in microseconds, which becomes zero.
    ///   - streams: those that are read.
    init(start: Int64?, mayJump: Bool, streams: [StreamInfo]) {
        offset = -(start ?? 0)
        self.mayJump = mayJump
        timeBases = Dictionary(streams.map { ($0.index, $0.timeBase) }, uniquingKeysWith: { $1 })
        audible = Set(streams.filter { $0.kind == .video || $0.kind == .audio }.map(\.index))
    }

    private let audible: Set<Int>

    var positionWords: String { "at \(Seconds.text(furthest)) s" }

    /// The shift as it stands at the start, in microseconds.
    var startOffset: Int64 { offset }

    /// Where the stream's packets end, in shifted microseconds.
    func end(of stream: Int) -> Int64 { ended[stream] ?? 0 }

    /// Microseconds from the stream's first packet to its last one's end.
    func length(of stream: Int) -> Int64 { (ended[stream] ?? 0) - (began[stream] ?? 0) }

    mutating func place(_ packet: borrowing Packet) {
        let index = packet.stream
        guard let base = timeBases[index] else { return }
        if let raw = packet.dts ?? packet.pts, audible.contains(index) {
            var time = base.rescale(raw, to: .microseconds) + offset
            if mayJump, let next = expected[index], abs(time - next) > Self.jump {
                offset -= time - next
                time = next
                jumps += 1
            }
            let end = time + base.rescale(packet.duration, to: .microseconds)
            expected[index] = end
            if began[index] == nil { began[index] = time }
            ended[index] = max(ended[index] ?? end, end)
            furthest = max(furthest, end)
        }
        let shift = Rational.microseconds.rescale(offset, to: base)
        if let pts = packet.pts { packet.pts = pts + shift }
        if let dts = packet.dts { packet.dts = dts + shift }
    }
}
