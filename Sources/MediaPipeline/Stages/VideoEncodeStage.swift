import JobModel
import LibAV
import Platform

/// Encodes one rendition. The encoder opens with the first frame, which says what the codec parameters may not: colour,
/// interlacing, mastering display.
///
/// `@unchecked Sendable`: the mutable state is touched by its one thread only.
final class VideoEncodeStage: Stage, @unchecked Sendable {
    let name: String
    let account = "encode"
    private let rendition: VideoRendition
    private let frames: FrameQueue
    private let muxer: MuxQueue
    private let stream: Int
    private let globalHeader: Bool
    /// Whose frames are what progress counts.
    private let leads: Bool
    private let run: PipelineRun
    private let meter: ProgressMeter
    private var count: Int64 = 0

    init(
        _ rendition: VideoRendition, frames: FrameQueue, muxer: MuxQueue, stream: Int, globalHeader: Bool, leads: Bool,
        run: PipelineRun, meter: ProgressMeter
    ) {
        name = "encode \(rendition.output)"
        self.rendition = rendition
        self.frames = frames
        self.muxer = muxer
        self.stream = stream
        self.globalHeader = globalHeader
        self.leads = leads
        self.run = run
        self.meter = meter
    }

    func work() throws(Failure) {
        guard let first = frames.pop() else { return }
        let settings = VideoEncoderSettings(rendition: rendition, globalHeader: globalHeader, run: run)
        let encoder = try settings.open(for: first)
        try declare(encoder, first)
        // Encoders of 5.1 return no durations; the muxer wants the last one.
        var durations: [Int64: Int64] = [:]
        var next: Frame? = first
        while let frame = next.take() ?? frames.pop() {
            guard !run.isStopped else { return }
            if let pts = frame.pts { durations[pts] = frame.duration }
            guard try encode(frame, with: encoder, &durations) else { return }
            count += 1
            if leads { meter.encoded(frames: count, at: time(of: frame)) } else { meter.reached(time(of: frame)) }
        }
        guard !run.isStopped else { return }
        try inStage("encode", stream: rendition.source.index) { () throws(AVFailure) in
            try encoder.finish()
            _ = try encoder.drain { packet throws(AVFailure) in deliver(packet, &durations) }
        }
    }

    func finish() {
        frames.finishReceiving()
        _ = muxer.push(.end(stream: stream, frames: count))
    }

    private func time(of frame: borrowing Frame) -> Int64 {
        rendition.source.timeBase.rescale(frame.pts ?? 0, to: .microseconds)
    }

    /// - Returns: false once the muxer takes no more.
    private func encode(
        _ frame: borrowing Frame, with encoder: borrowing Encoder, _ durations: inout [Int64: Int64]
    ) throws(Failure) -> Bool {
        do throws(AVFailure) {
            while try encoder.send(frame) == .full {
                guard try encoder.drain({ packet throws(AVFailure) in deliver(packet, &durations) }) else {
                    return false
                }
            }
            return try encoder.drain { packet throws(AVFailure) in deliver(packet, &durations) }
        } catch {
            throw Failure(
                stage: "encode", error, stream: rendition.source.index,
                at: rendition.source.timeBase.seconds(frame.pts ?? 0))
        }
    }

    private func deliver(_ packet: consuming Packet, _ durations: inout [Int64: Int64]) -> Bool {
        if let pts = packet.pts, let duration = durations.removeValue(forKey: pts), packet.duration == 0 {
            packet.duration = duration
        }
        return muxer.push(.packet(stream: stream, packet))
    }

    private func declare(_ encoder: borrowing Encoder, _ first: borrowing Frame) throws(Failure) {
        let parameters = try inStage("encode") { () throws(AVFailure) in try encoder.parameters() }
        var sideData = rendition.source.sideData.keptByEncoding.adding(first.staticSideData)
        sideData = sideData.withoutDisplayMatrix
        if let matrix = rendition.keptMatrix {
            let resized =
                first.width != rendition.source.parameters.width
                || first.height != rendition.source.parameters.height
            sideData = sideData.adding(resized ? matrix.withoutTranslation : matrix)
        }
        _ = muxer.push(
            .declare(
                stream: stream,
                StreamDeclaration(
                    parameters: parameters, timeBase: encoder.timeBase, frameRate: rendition.source.frameRate,
                    sideData: sideData)))
    }
}
