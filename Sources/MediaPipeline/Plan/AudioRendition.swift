import JobModel
import LibAV

/// One audio stream that is encoded for one output.
struct AudioRendition: Sendable {
    let output: Int
    let source: StreamInfo
    let spec: AudioSpec
    let profile: EncoderProfile
    let description: EncoderDescription
    let globalHeader: Bool

    init(
        output: Int, source: StreamInfo, spec: AudioSpec, profile: EncoderProfile, globalHeader: Bool
    ) throws(Failure) {
        guard let description = EncoderDescription(profile.name) else {
            throw Failure(
                .backendUnavailable, "this build of libav has no \(profile.name)",
                pointer: "/outputs/\(output)/audio/codec")
        }
        self.output = output
        self.source = source
        self.spec = spec
        self.profile = profile
        self.description = description
        self.globalHeader = globalHeader
    }

    private var pointer: String { "/outputs/\(output)/audio" }

    /// What the encoder gets: the source's sound, changed only where the document or the encoder asks for it.
    func target(for source: SoundShape, run: PipelineRun) throws(Failure) -> SoundShape {
        SoundShape(
            format: format(for: source), sampleRate: try rate(for: source), layout: try layout(for: source, run))
    }

    private func rate(for source: SoundShape) throws(Failure) -> Int {
        let rates = description.sampleRates.sorted()
        if let asked = spec.sampleRate {
            guard rates.isEmpty || rates.contains(asked) else {
                throw Failure(
                    .invalidSpec, "\(profile.name) does not take \(asked) Hz", pointer: "\(pointer)/sample_rate",
                    hint: "it takes \(rates.map(String.init).joined(separator: ", "))")
            }
            return asked
        }
        guard !rates.isEmpty, !rates.contains(source.sampleRate) else { return source.sampleRate }
        return rates.first { $0 > source.sampleRate } ?? rates[rates.count - 1]
    }

    private func layout(for source: SoundShape, _ run: PipelineRun) throws(Failure) -> ChannelLayout {
        let known = source.layout.isKnown ? source.layout : ChannelLayout(channels: source.layout.channels)
        let most = profile.maxChannels ?? Int.max
        if let asked = spec.channels {
            guard asked <= most else {
                throw Failure(
                    .invalidSpec, "\(profile.name) takes at most \(most) channels", pointer: "\(pointer)/channels")
            }
            return fitting(asked == known.channels ? known : ChannelLayout(channels: asked))
        }
        if known.channels > most {
            run.lose(
                output: output, stream: self.source.index, "\(known.channels) channels (mixed down to \(most))",
                because: "\(profile.name) takes at most \(most)")
            return fitting(ChannelLayout(channels: most))
        }
        return fitting(known)
    }

    /// The layout itself where the encoder takes it, else its usual one for as many channels, else for fewer.
    private func fitting(_ layout: ChannelLayout) -> ChannelLayout {
        if let usual = profile.usualLayouts[layout.channels].flatMap({ ChannelLayout(named: $0) }),
            !profile.describesLayouts || layout.name.hasSuffix("(side)")
        {
            return usual
        }
        let taken = description.layouts
        if taken.isEmpty || taken.contains(where: { $0.isSame(as: layout) }) { return layout }
        let usual = ChannelLayout(channels: layout.channels)
        if taken.contains(where: { $0.isSame(as: usual) }) { return usual }
        if let same = taken.first(where: { $0.channels == layout.channels }) { return same }
        let fewer = taken.filter { $0.channels < layout.channels }.max { $0.channels < $1.channels }
        return fewer ?? taken[0]
    }

    /// Of the encoder's formats the one that holds the source's samples and is least wide.
    private func format(for source: SoundShape) -> SampleFormat {
        let taken = description.sampleFormats
        if taken.isEmpty || taken.contains(source.format) { return source.format }
        // Decoders of lossy codecs give floats; more than 16 bits of those hold nothing but rounding.
        let isLossless = source.format.isFloat && self.source.codec.name.hasPrefix("pcm_f")
        let wanted = source.format.isFloat && !isLossless && !taken.contains(where: \.isFloat) ? 2 : source.format.bytes
        let sameKind = taken.filter { $0.isFloat == source.format.isFloat }
        if let float = sameKind.first(where: { $0.isFloat && $0.bytes >= min(4, source.format.bytes) }) { return float }
        let wide = taken.filter { $0.bytes >= wanted }.min { $0.bytes < $1.bytes }
        return wide ?? taken.max { $0.bytes < $1.bytes } ?? taken[0]
    }

    func open(for shape: SoundShape) throws(Failure) -> Encoder {
        let builder = try inStage("encode") { () throws(AVFailure) in
            try EncoderBuilder.make(profile.name, globalHeader: globalHeader)
        }
        let bits = source.parameters.bitsPerSample
        try inStage("encode") { () throws(AVFailure) in
            try builder.setAudio(
                format: shape.format, sampleRate: shape.sampleRate, layout: shape.layout,
                bitsPerSample: shape.format.bytes == 4 && !shape.format.isFloat ? (bits > 0 ? min(bits, 24) : 24) : 0)
        }
        let pairs = (shape.layout.channels + 1) / 2
        if let bitrate = spec.bitrate ?? profile.defaultBitrate.map({ $0 * pairs }) { builder.setBitrate(bitrate) }
        for (name, value) in spec.options.sorted(by: { $0.key < $1.key }) {
            try set(builder, name, value)
        }
        do throws(AVFailure) {
            return try builder.open()
        } catch {
            throw Failure(
                error.isNoMemory ? .limitExceeded : .invalidSpec,
                "\(profile.name) cannot be opened with these settings for \(shape.layout.name) at "
                    + "\(shape.sampleRate) Hz", pointer: pointer, stage: "encode", stream: source.index,
                cause: error.cause)
        }
    }

    private func set(_ builder: borrowing EncoderBuilder, _ name: String, _ value: String) throws(Failure) {
        let field = "\(pointer)/options/\(name)"
        if EncoderProfile.ownedOptions.contains(name) {
            throw Failure(
                .invalidSpec, "\"\(name)\" cannot be set as an option", pointer: field,
                hint: "it has a field of its own, or follows from the media", stage: "encode")
        }
        do throws(AVFailure) {
            try builder.set(option: name, to: value)
        } catch {
            throw Failure(
                .invalidSpec,
                error.isUnknownOption
                    ? "\(profile.name) has no option \"\(name)\""
                    : "\(profile.name) does not take \"\(value)\" for \"\(name)\"", pointer: field, stage: "encode",
                cause: error.cause)
        }
    }
}
