extension OutputResolver {
    typealias AudioKey = AudioSpec.CodingKeys

    /// - Parameters:
    ///   - track: with the preset merged in; nil asks for the container's default.
    ///   - own: what the document itself says, for pointers.
    mutating func audio(
        _ track: Track<AudioDocument>?, own: AudioDocument?, in container: ContainerInfo, _ source: Source
    ) -> Track<AudioSpec>? {
        switch track {
        case nil where container.defaultAudioEncoder == nil: return Track.none
        case nil: return encodedAudio(AudioDocument(), own: nil, in: container, source)
        case .some(.none): return Track.none
        case .some(.copy):
            if container.audioCodecs.isEmpty { report(source.pointer, "\(container.name) holds no audio") }
            return .copy
        case .some(.encode(let document)): return encodedAudio(document, own: own, in: container, source)
        }
    }

    private mutating func encodedAudio(
        _ document: AudioDocument, own: AudioDocument?, in container: ContainerInfo, _ source: Source
    ) -> Track<AudioSpec>? {
        guard
            let encoder = encoder(
                named: document.codec, written: own?.codec != nil, among: backend.audioEncoders,
                others: backend.videoEncoders, defaultName: container.defaultAudioEncoder,
                holding: container.audioCodecs, in: container, source)
        else { return nil }
        let spec = AudioSpec(
            codec: encoder.name, bitrate: document.bitrate, channels: document.channels,
            sampleRate: document.sampleRate, options: document.options ?? [:])
        if let bitrate = spec.bitrate {
            let pointer = source.field(AudioKey.bitrate, written: own?.bitrate != nil)
            if encoder.defaultBitrate == nil {
                report(pointer, "\(encoder.name) takes no bit rate")
            } else {
                check(bitrate: bitrate, in: 4_000...10_000_000, at: pointer)
            }
        }
        let mostChannels = encoder.maxChannels ?? 8
        if let channels = spec.channels, !(1...mostChannels).contains(channels) {
            report(
                source.field(AudioKey.channels, written: own?.channels != nil),
                "\(channels) channels; \(encoder.name) takes 1...\(mostChannels)")
        }
        if let rate = spec.sampleRate {
            let pointer = source.field(AudioKey.sampleRate, written: own?.sampleRate != nil)
            if !encoder.sampleRates.isEmpty && !encoder.sampleRates.contains(rate) {
                let rates = encoder.sampleRates.map { String($0) }
                report(pointer, "\(encoder.name) does not take \(rate) Hz; it takes \(Naming.list(rates))")
            } else if !(1_000...768_000).contains(rate) {
                report(pointer, "\(rate) Hz is outside 1000...768000")
            }
        }
        check(options: spec.options, own: own?.options, of: encoder, source)
        return .encode(spec)
    }
}
