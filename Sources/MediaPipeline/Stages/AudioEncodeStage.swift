import JobModel
import LibAV
import Platform

/// Resamples one audio stream where needed, cuts it into the encoder's frames, and encodes it.
///
/// Time is counted in samples from the first frame on, so rounded container times cause no drift; where the source's
/// times leave that count by more than ``tolerance``, a gap is filled with silence and an overlap is cut.
///
/// `@unchecked Sendable`: the mutable state is touched by ``work()`` only, which one thread runs once.
final class AudioEncodeStage: Stage, @unchecked Sendable {
    let name: String
    let account = "audio"
    private let rendition: AudioRendition
    private let frames: FrameQueue
    private let muxer: MuxQueue
    private let stream: Int
    private let run: PipelineRun
    private let meter: ProgressMeter
    private var samples: Int64 = 0

    init(
        _ rendition: AudioRendition, frames: FrameQueue, muxer: MuxQueue, stream: Int, run: PipelineRun,
        meter: ProgressMeter
    ) {
        name = "audio \(rendition.output).\(rendition.source.index)"
        self.rendition = rendition
        self.frames = frames
        self.muxer = muxer
        self.stream = stream
        self.run = run
        self.meter = meter
    }

    func work() throws(Failure) {
        // Opened by what the container says, before a frame has come: the muxer need not wait for a late stream.
        var announced: SoundShape? = rendition.source.parameters.soundShape
        var first: Frame?
        if announced == nil {
            first = frames.pop()
            guard first != nil else { return }
            announced = SoundShape(of: first!)
        }
        guard let announced else { return }
        let target = try rendition.target(for: announced, run: run)
        let encoder = try rendition.open(for: target)
        try declare(encoder)
        let sound = try SoundLine(target, timeBase: rendition.source.timeBase)
        var next = first.take()
        while let frame = next.take() ?? frames.pop() {
            guard !run.isStopped else { return }
            try inStage("resample", stream: rendition.source.index) { () throws(AVFailure) in try sound.add(frame) }
            guard try encode(sound, encoder, all: false) else { return }
            meter.reached(Rational(1, Int32(target.sampleRate)).rescale(sound.position, to: .microseconds))
        }
        guard !run.isStopped else { return }
        try inStage("resample", stream: rendition.source.index) { () throws(AVFailure) in try sound.finish() }
        guard try encode(sound, encoder, all: true) else { return }
        try inStage("encode", stream: rendition.source.index) { () throws(AVFailure) in
            try encoder.finish()
            _ = try encoder.drain { packet throws(AVFailure) in deliver(packet) }
        }
        sound.report(stream: rendition.source.index, to: run)
    }

    func finish() {
        frames.finishReceiving()
        _ = muxer.push(.end(stream: stream, frames: samples))
    }

    private func declare(_ encoder: borrowing Encoder) throws(Failure) {
        let parameters = try inStage("encode") { () throws(AVFailure) in try encoder.parameters() }
        _ = muxer.push(
            .declare(
                stream: stream,
                StreamDeclaration(
                    parameters: parameters, timeBase: encoder.timeBase, frameRate: .zero, sideData: .none)))
    }

    /// - Parameter all: also the last, short frame.
    /// - Returns: false once the muxer takes no more.
    private func encode(_ sound: SoundLine, _ encoder: borrowing Encoder, all: Bool) throws(Failure) -> Bool {
        do throws(AVFailure) {
            while let frame = try sound.take(encoder.frameSize, all: all) {
                samples += Int64(frame.samples)
                while try encoder.send(frame) == .full {
                    guard try encoder.drain({ packet throws(AVFailure) in deliver(packet) }) else { return false }
                }
                guard try encoder.drain({ packet throws(AVFailure) in deliver(packet) }) else { return false }
            }
            return true
        } catch {
            throw Failure(stage: "encode", error, stream: rendition.source.index)
        }
    }

    private func deliver(_ packet: consuming Packet) -> Bool { muxer.push(.packet(stream: stream, packet)) }
}
