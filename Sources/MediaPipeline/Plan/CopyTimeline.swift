import LibAV

/// Makes the packets of a copied stream fit for a muxer: begins at a key frame, and fills in missing times.
struct CopyTimeline: Sendable {
    let stream: Int
    private let usualDuration: Int64
    private var hasStarted: Bool
    private var last: (pts: Int64?, dts: Int64?) = (nil, nil)
    private var nextDTS: Int64?
    private(set) var packets: Int64 = 0
    private var skipped = 0
    private var filled = 0

    init(_ source: StreamInfo) {
        stream = source.index
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

    /// - Parameter isFirst: whether this is the first of the references to the packet; the others get the same times.
    /// - Returns: false where the packet is to be left out.
    mutating func place(_ packet: borrowing Packet, isFirst: Bool) -> Bool {
        if !isFirst {
            packet.pts = last.pts
            packet.dts = last.dts
            return true
        }
        if !hasStarted {
            guard packet.isKey else {
                skipped += 1
                return false
            }
            hasStarted = true
        }
        let duration = packet.duration > 0 ? packet.duration : usualDuration
        if packet.duration == 0 { packet.duration = duration }
        if packet.dts == nil {
            filled += 1
            packet.dts = nextDTS ?? packet.pts ?? 0
            if let pts = packet.pts, let dts = packet.dts, dts > pts { packet.dts = pts }
        }
        if packet.pts == nil {
            packet.pts = packet.dts
            filled += 1
        }
        nextDTS = packet.dts.map { $0 + duration }
        last = (packet.pts, packet.dts)
        packets += 1
        return true
    }

    func report(to run: PipelineRun) {
        if skipped > 0 {
            run.warn("stream \(stream): \(skipped) packets before the first key frame were left out")
        }
        if filled > 0 { run.warn("stream \(stream): \(filled) missing timestamps were filled in") }
    }
}
