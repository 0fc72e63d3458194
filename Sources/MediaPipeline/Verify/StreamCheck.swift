import JobModel
import LibAV
import WorkerProtocol

/// One stream of a file that is verified: what its packets add up to, and the decoding of a part of them.
final class StreamCheck {
    let expected: StreamReport
    private(set) var tally: PacketTally
    private var sample: DecodedSample?

    /// Throws where the stream is not of the kind that was written.
    init(
        _ info: StreamInfo, _ expected: StreamReport, level: JobSpec.Verification, rules: ContainerRules
    ) throws(Failure) {
        self.expected = expected
        tally = PacketTally(timeBase: info.timeBase)
        try Self.compare(info, expected, rules)
        let isMedia = info.kind == .video || info.kind == .audio
        guard isMedia, expected.result.action == .encoded, !info.disposition.contains(.attachedPicture) else { return }
        do throws(AVFailure) {
            let decoder = try Decoder.open(info.parameters, timeBase: info.timeBase, strict: rules.decodesStrictly)
            sample = try DecodedSample(
                decoder, plan: DecodedSample.Plan(info.kind, packets: expected.result.packets, level: level),
                size: info.kind == .video ? (expected.result.width, expected.result.height) : (nil, nil))
        } catch {
            throw .unlike(
                "stream \(info.index) has no decoder that takes it", stream: expected.result.source, cause: error.cause)
        }
    }

    /// Video frames, or sound frames, that were decoded.
    var framesDecoded: Int64 { sample?.frames ?? 0 }

    func take(_ packet: borrowing Packet) throws(Failure) {
        tally.add(packet)
        try decode { (sample) throws(AVFailure) in try sample.take(packet) }
    }

    func finish() throws(Failure) {
        try decode { (sample) throws(AVFailure) in try sample.finish() }
        guard let sample, let complaint = sample.complaint(of: expected.result) else { return }
        throw .unlike("stream \(expected.result.index): \(complaint)", stream: expected.result.source)
    }

    private func decode(_ step: (DecodedSample) throws(AVFailure) -> Void) throws(Failure) {
        guard let sample else { return }
        do throws(AVFailure) {
            try step(sample)
        } catch {
            throw .unlike(
                "stream \(expected.result.index) cannot be decoded near packet \(max(0, tally.packets - 1))",
                stream: expected.result.source, timestamp: tally.lastMicroseconds.map { Double($0) / 1e6 },
                cause: error.cause)
        }
    }

    private static func compare(
        _ info: StreamInfo, _ expected: StreamReport, _ rules: ContainerRules
    ) throws(Failure) {
        let result = expected.result
        func differs(_ what: String, _ found: String, _ wanted: String) -> Failure {
            .unlike("stream \(info.index) has \(what) \(found), not \(wanted)", stream: result.source)
        }
        let kind = StreamResult.Kind(info.kind)
        guard kind == result.kind else { throw differs("kind", kind.rawValue, result.kind.rawValue) }
        guard rules.isSame(info.codec.name, as: result.codec) else {
            throw differs("codec", info.codec.name, result.codec)
        }
        guard result.action == .encoded else { return }
        let parameters = info.parameters
        if let width = result.width, let height = result.height,
            (parameters.width, parameters.height) != (width, height)
        {
            throw differs("size", "\(parameters.width)×\(parameters.height)", "\(width)×\(height)")
        }
        // Opus is decoded at 48 kHz whatever it was encoded from.
        if let rate = result.sampleRate, parameters.sampleRate != rate, result.codec != "opus" {
            throw differs("sample rate", String(parameters.sampleRate), String(rate))
        }
        if let channels = result.channels, parameters.channels != channels {
            throw differs("channels", String(parameters.channels), String(channels))
        }
        if let hash = expected.parametersHash,
            ParameterSets.fingerprint(codec: info.codec, extradata: parameters.extradata) != hash
        {
            throw .unlike(
                "stream \(info.index) has other parameter sets than its encoder gave", stream: result.source)
        }
    }
}
