extension OutputDocument {
    /// This document with its absent fields taken from a preset, field by field down to the encoder's settings.
    ///
    /// A track that names another codec than the preset's keeps only what means the same for every encoder (size,
    /// fit, pixel format; channels, sample rate): quality scales, bit rates, speed presets and options do not carry
    /// over. `crf` in the document displaces the preset's `bitrate`, and the other way about.
    /// - Parameter sameCodec: whether two encoder names mean the same encoder (aliases).
    package func merged(onto preset: OutputDocument, sameCodec: (String, String) -> Bool) -> OutputDocument {
        OutputDocument(
            path: path, preset: self.preset, container: container ?? preset.container,
            video: video.merged(onto: preset.video) { own, base in
                own.merged(onto: base, sameCodec: sameCodec)
            },
            audio: audio.merged(onto: preset.audio) { own, base in
                own.merged(onto: base, sameCodec: sameCodec)
            },
            subtitles: subtitles ?? preset.subtitles)
    }
}

extension Optional {
    fileprivate func merged<Settings>(
        onto preset: Track<Settings>?, _ merge: (Settings, Settings) -> Settings
    ) -> Track<Settings>? where Wrapped == Track<Settings> {
        guard let own = self else { return preset }
        guard let mine = own.settings, let base = preset?.settings else { return own }
        return .encode(merge(mine, base))
    }
}

extension VideoDocument {
    fileprivate func merged(onto preset: VideoDocument, sameCodec: (String, String) -> Bool) -> VideoDocument {
        var merged = self
        merged.width = width ?? preset.width
        merged.height = height ?? preset.height
        merged.fit = fit ?? preset.fit
        merged.pixelFormat = pixelFormat ?? preset.pixelFormat
        if let own = codec, let base = preset.codec, !sameCodec(own, base) { return merged }
        merged.codec = codec ?? preset.codec
        if crf == nil && bitrate == nil {
            merged.crf = preset.crf
            merged.bitrate = preset.bitrate
        }
        merged.preset = self.preset ?? preset.preset
        merged.threads = threads ?? preset.threads
        merged.options = options.merged(onto: preset.options)
        return merged
    }
}

extension AudioDocument {
    fileprivate func merged(onto preset: AudioDocument, sameCodec: (String, String) -> Bool) -> AudioDocument {
        var merged = self
        merged.channels = channels ?? preset.channels
        merged.sampleRate = sampleRate ?? preset.sampleRate
        if let own = codec, let base = preset.codec, !sameCodec(own, base) { return merged }
        merged.codec = codec ?? preset.codec
        merged.bitrate = bitrate ?? preset.bitrate
        merged.options = options.merged(onto: preset.options)
        return merged
    }
}

extension [String: String]? {
    fileprivate func merged(onto preset: [String: String]?) -> [String: String]? {
        guard let own = self else { return preset }
        return (preset ?? [:]).merging(own) { _, own in own }
    }
}
