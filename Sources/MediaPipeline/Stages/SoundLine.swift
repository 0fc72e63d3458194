import JobModel
import LibAV

/// Decoded sound on its way to an encoder: resampled, kept in step with its timestamps, cut to size.
///
/// Used by one thread.
final class SoundLine {
    private let target: SoundShape
    private let sourceTimeBase: Rational
    private let sampleBase: Rational
    private let waiting: SampleFIFO
    private var resampler: Resampler?
    /// Time of the next sample to be taken, in samples; nil before the first frame.
    private var next: Int64?
    private var silence: Int64 = 0
    private var cut: Int64 = 0
    private var changes = 0

    /// How far timestamps may leave the count of samples, in seconds: containers round them, and some jitter.
    static let tolerance = 0.03
    /// A longer gap is no gap but a broken clock, and is not filled.
    static let longestGap = 600.0

    init(_ target: SoundShape, timeBase: Rational) throws(Failure) {
        self.target = target
        sourceTimeBase = timeBase
        sampleBase = Rational(1, Int32(target.sampleRate))
        waiting = try inStage("resample") { () throws(AVFailure) in try SampleFIFO.make(target) }
    }

    /// Time up to which sound has come in, in samples.
    var position: Int64 { (next ?? 0) + Int64(waiting.count) }

    func add(_ frame: borrowing Frame) throws(AVFailure) {
        guard frame.samples > 0 else { return }
        if target.matches(frame) && resampler == nil {
            try waiting.write(frame, from: keepStep(frame))
            return
        }
        if !(resampler?.source.matches(frame) ?? false) {
            if resampler != nil { changes += 1 }
            try drainResampler()
            resampler = try Resampler.make(from: SoundShape(of: frame), to: target)
        }
        let skip = try keepStep(frame)
        let converted = try resampler!.convert(frame)
        try waiting.write(converted, from: min(skip, converted.samples))
    }

    func finish() throws(AVFailure) { try drainResampler() }

    private func drainResampler() throws(AVFailure) {
        guard resampler != nil else { return }
        try waiting.write(resampler!.drain())
        resampler = nil
    }

    /// Holds the frame's time against the count of samples.
    /// - Returns: samples (of the target) to leave out at its beginning.
    private func keepStep(_ frame: borrowing Frame) throws(AVFailure) -> Int {
        guard let pts = frame.pts else {
            if next == nil { next = 0 }
            return 0
        }
        let time = sourceTimeBase.rescale(pts, to: sampleBase)
        guard next != nil else {
            next = time
            return 0
        }
        let away = time - position
        let seconds = sampleBase.seconds(away)
        guard abs(seconds) > Self.tolerance, abs(seconds) < Self.longestGap else { return 0 }
        if away > 0 {
            try waiting.writeSilence(Int(away))
            silence += away
            return 0
        }
        let length = Rational(1, Int32(frame.sampleRate)).rescale(Int64(frame.samples), to: sampleBase)
        let skip = min(-away, length)
        cut += skip
        return Int(skip)
    }

    /// The next frame for the encoder; nil when more sound is needed.
    /// - Parameters:
    ///   - size: samples it must have; nil: whatever waits.
    ///   - all: whether a shorter one will do, at the end.
    func take(_ size: Int?, all: Bool) throws(AVFailure) -> Frame? {
        let have = waiting.count
        let count = min(size ?? have, have)
        guard count > 0, all || size == nil || count == size else { return nil }
        let frame = try waiting.read(count)
        frame.pts = next
        frame.duration = Int64(count)
        next = (next ?? 0) + Int64(count)
        return frame
    }

    func report(stream: Int, to run: PipelineRun) {
        func words(_ samples: Int64) -> String { Seconds.text(sampleBase.rescale(samples, to: .microseconds)) }
        if silence > 0 {
            run.warn("stream \(stream): gaps of \(words(silence)) s in the sound were filled with silence")
        }
        if cut > 0 { run.warn("stream \(stream): \(words(cut)) s of overlapping sound were cut") }
        if changes > 0 { run.warn("stream \(stream): the sound's format changed \(changes) times") }
    }
}
