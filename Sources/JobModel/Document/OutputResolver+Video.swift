extension OutputResolver {
    typealias VideoKey = VideoSpec.CodingKeys

    /// - Parameters:
    ///   - track: with the preset merged in; nil asks for the container's default.
    ///   - own: what the document itself says, for pointers.
    mutating func video(
        _ track: Track<VideoDocument>?, own: VideoDocument?, in container: ContainerInfo, _ source: Source
    ) -> Track<VideoSpec>? {
        switch track {
        case nil where container.defaultVideoEncoder == nil: return Track.none
        case nil: return encodedVideo(VideoDocument(), own: nil, in: container, source)
        case .some(.none): return Track.none
        case .some(.copy):
            if container.videoCodecs.isEmpty { report(source.pointer, "\(container.name) holds no video") }
            return .copy
        case .some(.encode(let document)): return encodedVideo(document, own: own, in: container, source)
        }
    }

    private mutating func encodedVideo(
        _ document: VideoDocument, own: VideoDocument?, in container: ContainerInfo, _ source: Source
    ) -> Track<VideoSpec>? {
        guard
            let encoder = encoder(
                named: document.codec, written: own?.codec != nil, among: backend.videoEncoders,
                others: backend.audioEncoders, defaultName: container.defaultVideoEncoder,
                holding: container.videoCodecs, in: container, source)
        else { return nil }
        var spec = VideoSpec(
            codec: encoder.name, crf: document.crf, bitrate: document.bitrate,
            preset: document.preset ?? encoder.defaultPreset, width: document.width, height: document.height,
            fit: document.fit ?? .contain, pixelFormat: document.pixelFormat, threads: document.threads,
            options: document.options ?? [:])
        if spec.crf == nil && spec.bitrate == nil {
            spec.crf = encoder.defaultCRF
            if spec.crf == nil { spec.bitrate = encoder.defaultBitrate }
        }
        checkRate(spec, own, encoder, source)
        checkPicture(spec, own, encoder, source)
        if let preset = document.preset, !encoder.presets.contains(preset) {
            let pointer = source.field(VideoKey.preset, written: own?.preset != nil)
            report(
                pointer,
                encoder.presets.isEmpty
                    ? "\(encoder.name) has no presets"
                    : Naming.unknown("preset of \(encoder.name)", preset, known: encoder.presets))
        }
        if let threads = spec.threads, !(1...max(1, encoder.maxThreads)).contains(threads) {
            report(
                source.field(VideoKey.threads, written: own?.threads != nil),
                "\(threads) threads; \(encoder.name) takes 1...\(max(1, encoder.maxThreads))")
        }
        check(options: spec.options, own: own?.options, of: encoder, source)
        return .encode(spec)
    }

    private mutating func checkRate(
        _ spec: VideoSpec, _ own: VideoDocument?, _ encoder: EncoderInfo, _ source: Source
    ) {
        if spec.crf != nil && spec.bitrate != nil {
            report(
                source.field(VideoKey.bitrate, written: own?.bitrate != nil),
                "\"crf\" and \"bitrate\" exclude each other: give one of them")
        }
        if let crf = spec.crf {
            let pointer = source.field(VideoKey.crf, written: own?.crf != nil)
            if let range = encoder.crfRange {
                if !range.contains(crf) {
                    report(
                        pointer,
                        "\(Naming.number(crf)) is outside \(encoder.name)'s range "
                            + "\(Naming.number(range.lowerBound))...\(Naming.number(range.upperBound))")
                }
            } else {
                report(pointer, "\(encoder.name) has no constant quality: give a \"bitrate\"")
            }
        }
        if let bitrate = spec.bitrate {
            check(
                bitrate: bitrate, in: 10_000...1_000_000_000,
                at: source.field(VideoKey.bitrate, written: own?.bitrate != nil))
        }
    }

    private mutating func checkPicture(
        _ spec: VideoSpec, _ own: VideoDocument?, _ encoder: EncoderInfo, _ source: Source
    ) {
        if let width = spec.width, !(1...backend.limits.maxWidth).contains(width) {
            report(
                source.field(VideoKey.width, written: own?.width != nil),
                "\(width) pixels are outside 1...\(backend.limits.maxWidth)")
        }
        if let height = spec.height, !(1...backend.limits.maxHeight).contains(height) {
            report(
                source.field(VideoKey.height, written: own?.height != nil),
                "\(height) pixels are outside 1...\(backend.limits.maxHeight)")
        }
        if let fit = own?.fit {
            let pointer = source.field(VideoKey.fit, written: true)
            if spec.width == nil && spec.height == nil {
                report(pointer, "\"fit\" needs \"width\" or \"height\"")
            } else if fit != .contain && (spec.width == nil || spec.height == nil) {
                report(pointer, "\"\(fit.rawValue)\" needs both \"width\" and \"height\"")
            }
        }
        if let format = spec.pixelFormat, !encoder.pixelFormats.isEmpty, !encoder.pixelFormats.contains(format) {
            report(
                source.field(VideoKey.pixelFormat, written: own?.pixelFormat != nil),
                Naming.unknown("pixel format of \(encoder.name)", format, known: encoder.pixelFormats))
        }
    }
}
