import JobModel
import LibAV

/// Makes the packets of a copied stream fit for a muxer: begins at a key frame, and fills in missing times.
///
/// Where only some presentation times are missing (MPEG program streams give one for each PES packet), a picture that
/// others are predicted from is shown when the next such picture is decoded, so packets are held until that is known.
/// A stream with reordered pictures and no times at all cannot be copied: nothing says in which order they are shown.
struct CopyTimeline: ~Copyable {
    let source: StreamInfo
    private let usualDuration: Int64
    private var hasStarted: Bool
    private var nextDTS: Int64?
    private var held = PacketDeque()
    private(set) var packets: Int64 = 0
    private var skipped = 0
    private var filled = 0

    init(_ source: StreamInfo) {
        self.source = source
        hasStarted = source.kind != .video
        let rate = source.frameRate
        usualDuration =
            switch source.kind {
            case .video where rate.isPositive: max(1, rate.inverse.rescale(1, to: source.timeBase))
            case .audio where source.parameters.sampleRate > 0 && source.parameters.frameSize > 0:
                Rational(1, Int32(source.parameters.sampleRate)).rescale(
                    Int64(source.parameters.frameSize), to: source.timeBase)
            default: 0
            }
    }

    private var isReordered: Bool { source.kind == .video && source.parameters.reorderDelay > 0 }

    /// Takes a packet, and gives out those that are ready.
    mutating func add(_ packet: consuming Packet, _ deliver: (borrowing Packet) throws(Failure) -> Void) throws(Failure)
    {
        if !hasStarted {
            guard packet.isKey else {
                skipped += 1
                return
            }
            hasStarted = true
        }
        let duration = packet.duration > 0 ? packet.duration : usualDuration
        packet.duration = duration
        if packet.dts == nil { try fillDTS(packet) }
        let dts = packet.dts ?? 0
        nextDTS = dts + duration
        packets += 1
        if packet.pts == nil, !isReordered { fillPTS(packet, dts) }
        if held.count > 0, packet.pts == nil || (packet.pts ?? 0) > dts { try release(at: dts, deliver) }
        if held.count > 0 || packet.pts == nil {
            held.append(packet)
        } else {
            try deliver(packet)
        }
    }

    /// Gives out what is held, at the end.
    mutating func finish(_ deliver: (borrowing Packet) throws(Failure) -> Void) throws(Failure) {
        if held.count > 0 { try release(at: nextDTS ?? 0, deliver) }
    }

    /// The first packet held is the one whose time was missing.
    private mutating func release(
        at time: Int64, _ deliver: (borrowing Packet) throws(Failure) -> Void
    ) throws(Failure) {
        let first = held.removeFirst()
        fillPTS(first, time)
        try deliver(first)
        while held.count > 0 {
            let next = held.removeFirst()
            try deliver(next)
        }
    }

    private mutating func fillPTS(_ packet: borrowing Packet, _ time: Int64) {
        packet.pts = time
        filled += 1
    }

    private mutating func fillDTS(_ packet: borrowing Packet) throws(Failure) {
        filled += 1
        if let nextDTS {
            packet.dts = packet.pts.map { min($0, nextDTS) } ?? nextDTS
            return
        }
        guard let pts = packet.pts else {
            guard !isReordered else {
                throw Failure(
                    .inputUnsupported,
                    "stream \(source.index) (\(source.codec)) cannot be copied: its pictures are reordered and have no "
                        + "times", hint: "encode the stream instead of copying it", stage: "demux",
                    stream: source.index)
            }
            packet.dts = 0
            return
        }
        packet.dts = pts - Int64(source.kind == .video ? source.parameters.reorderDelay : 0) * usualDuration
    }

    func report(to run: PipelineRun) {
        if skipped > 0 {
            run.warn("stream \(source.index): \(skipped) packets before the first key frame were left out")
        }
        if filled > 0 { run.warn("stream \(source.index): \(filled) missing timestamps were filled in") }
    }
}
