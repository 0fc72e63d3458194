import JobModel
import LibAV
import WorkerProtocol

/// What a muxer keeps of one of its streams.
struct MuxedStream {
    var declaration: StreamDeclaration?
    /// In the file; nil before the header, and for a stream that was left out.
    var index: Int?
    var hasPackets = false
    var hasEnded = false
    var isLeftOut = false
    /// Frames, samples or copied packets that went in, as the sender counted them.
    var frames: Int64 = 0
    /// Packets moved because their decoding time ran backwards.
    private(set) var moved = 0
    private var packets: Int64 = 0
    private var bytes: Int64 = 0
    private var first: Int64?
    private var last: Int64?
    private var lastDTS: Int64?

    init(_ plan: StreamPlan) {}

    mutating func count(_ packet: borrowing Packet, timeBase: Rational) {
        // FLAC ends with an empty packet that brings the final header and is not written as one.
        guard packet.size > 0 || packet.newExtradata == nil else { return }
        packets += 1
        bytes += Int64(packet.size)
        guard let pts = packet.pts ?? packet.dts else { return }
        let start = timeBase.rescale(pts, to: .microseconds)
        let end = timeBase.rescale(pts + packet.duration, to: .microseconds)
        first = min(first ?? start, start)
        last = max(last ?? end, end)
    }

    /// Muxers refuse a decoding time that is not after the one before.
    mutating func keepOrder(_ packet: borrowing Packet, allowsEqual: Bool) {
        guard let dts = packet.dts else { return }
        if let lastDTS, dts < (allowsEqual ? lastDTS : lastDTS + 1) {
            let fixed = allowsEqual ? lastDTS : lastDTS + 1
            packet.dts = fixed
            if let pts = packet.pts, pts < fixed { packet.pts = fixed }
            moved += 1
        }
        lastDTS = packet.dts
    }

    func report(_ plan: StreamPlan, keepsParameters: Bool) -> StreamReport {
        let parameters = declaration!.parameters
        let isVideo = plan.kind == .video
        let isAudio = plan.kind == .audio
        let kind: StreamResult.Kind =
            switch plan.kind {
            case .video: .video
            case .audio: .audio
            case .subtitle: .subtitle
            case .attachment: .attachment
            case .data, .unknown: .data
            }
        let result = StreamResult(
            index: index!, kind: kind, action: plan.isCopy ? .copied : .encoded, codec: parameters.codec.name,
            source: plan.source.index, packets: packets, frames: plan.isCopy ? packets : frames, bytes: bytes,
            width: isVideo ? parameters.width : nil, height: isVideo ? parameters.height : nil,
            sampleRate: isAudio ? parameters.sampleRate : nil, channels: isAudio ? parameters.channels : nil)
        return StreamReport(
            result: result, firstPTS: first ?? 0, lastPTS: last ?? 0,
            parametersHash: keepsParameters
                ? ParameterSets.fingerprint(codec: parameters.codec, extradata: parameters.extradata) : nil)
    }
}
