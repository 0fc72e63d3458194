/// A job as a client writes it: presets unresolved, everything but the input optional, nothing unknown allowed.
///
/// Decode it with any `Decoder`; an unknown field is refused with its coding path, from which
/// ``FieldError/init(_:)`` makes a JSON pointer. ``resolved(presets:capabilities:)`` turns it into a ``JobSpec``.
/// ``JobDocumentSchema`` says the same as JSON Schema.
package struct JobDocument: Sendable, Hashable {
    package var kind: JobSpec.Kind
    package var input: InputSpec
    package var outputs: [OutputDocument]
    package var priority: Int
    package var labels: [String: String]
    package var overwrite: Bool
    package var verify: JobSpec.Verification
    package var backend: String?

    package init(
        kind: JobSpec.Kind = .transcode, input: InputSpec, outputs: [OutputDocument] = [], priority: Int = 0,
        labels: [String: String] = [:], overwrite: Bool = false, verify: JobSpec.Verification = .standard,
        backend: String? = nil
    ) {
        self.kind = kind
        self.input = input
        self.outputs = outputs
        self.priority = priority
        self.labels = labels
        self.overwrite = overwrite
        self.verify = verify
        self.backend = backend
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, input, outputs, priority, labels, overwrite, verify, backend
    }
}

extension JobDocument: Codable {
    package init(from decoder: any Decoder) throws {
        let fields = try StrictContainer<CodingKeys>(decoder)
        self.init(
            kind: try fields.word(.kind) ?? .transcode,
            input: try fields.required(.input),
            outputs: try fields.value(.outputs) ?? [],
            priority: try fields.integer(.priority) ?? 0,
            labels: try fields.value(.labels) ?? [:],
            overwrite: try fields.value(.overwrite) ?? false,
            verify: try fields.word(.verify) ?? .standard,
            backend: try fields.value(.backend))
    }
}

/// One output as a client writes it, or a preset (then without a path). An absent field is taken from the preset,
/// and then from the container's defaults.
package struct OutputDocument: Sendable, Hashable {
    package var path: String?
    package var preset: String?
    /// Absent: from the preset, else from the path's extension.
    package var container: String?
    package var video: Track<VideoDocument>?
    package var audio: Track<AudioDocument>?
    package var subtitles: SubtitleMode?

    package init(
        path: String? = nil, preset: String? = nil, container: String? = nil, video: Track<VideoDocument>? = nil,
        audio: Track<AudioDocument>? = nil, subtitles: SubtitleMode? = nil
    ) {
        self.path = path
        self.preset = preset
        self.container = container
        self.video = video
        self.audio = audio
        self.subtitles = subtitles
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case path, preset, container, video, audio, subtitles
    }
}

extension OutputDocument: Codable {
    package init(from decoder: any Decoder) throws {
        let fields = try StrictContainer<CodingKeys>(decoder)
        self.init(
            path: try fields.value(.path), preset: try fields.value(.preset),
            container: try fields.value(.container), video: try fields.value(.video),
            audio: try fields.value(.audio), subtitles: try fields.word(.subtitles))
    }
}

/// ``VideoSpec`` with every field optional.
package struct VideoDocument: Sendable, Hashable {
    package var codec: String?
    package var crf: Double?
    package var bitrate: Int?
    package var preset: String?
    package var width: Int?
    package var height: Int?
    package var fit: Fit?
    package var pixelFormat: String?
    package var threads: Int?
    package var options: [String: String]?

    package init(
        codec: String? = nil, crf: Double? = nil, bitrate: Int? = nil, preset: String? = nil, width: Int? = nil,
        height: Int? = nil, fit: Fit? = nil, pixelFormat: String? = nil, threads: Int? = nil,
        options: [String: String]? = nil
    ) {
        self.codec = codec
        self.crf = crf
        self.bitrate = bitrate
        self.preset = preset
        self.width = width
        self.height = height
        self.fit = fit
        self.pixelFormat = pixelFormat
        self.threads = threads
        self.options = options
    }
}

extension VideoDocument: Codable {
    package typealias CodingKeys = VideoSpec.CodingKeys

    package init(from decoder: any Decoder) throws {
        let fields = try StrictContainer<CodingKeys>(decoder)
        self.init(
            codec: try fields.value(.codec), crf: try fields.number(.crf), bitrate: try fields.integer(.bitrate),
            preset: try fields.value(.preset), width: try fields.integer(.width),
            height: try fields.integer(.height), fit: try fields.word(.fit),
            pixelFormat: try fields.value(.pixelFormat), threads: try fields.integer(.threads),
            options: try fields.options(.options))
    }
}

/// ``AudioSpec`` with every field optional.
package struct AudioDocument: Sendable, Hashable {
    package var codec: String?
    package var bitrate: Int?
    package var channels: Int?
    package var sampleRate: Int?
    package var options: [String: String]?

    package init(
        codec: String? = nil, bitrate: Int? = nil, channels: Int? = nil, sampleRate: Int? = nil,
        options: [String: String]? = nil
    ) {
        self.codec = codec
        self.bitrate = bitrate
        self.channels = channels
        self.sampleRate = sampleRate
        self.options = options
    }
}

extension AudioDocument: Codable {
    package typealias CodingKeys = AudioSpec.CodingKeys

    package init(from decoder: any Decoder) throws {
        let fields = try StrictContainer<CodingKeys>(decoder)
        self.init(
            codec: try fields.value(.codec), bitrate: try fields.integer(.bitrate),
            channels: try fields.integer(.channels), sampleRate: try fields.integer(.sampleRate),
            options: try fields.options(.options))
    }
}
