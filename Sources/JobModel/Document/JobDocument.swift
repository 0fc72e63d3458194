/// A job as a client writes it: presets unresolved, everything but the input optional, nothing unknown allowed.
///
/// Decode it with any `Decoder`; an unknown field is refused with its coding path, from which
/// ``FieldError/init(_:)`` makes a JSON pointer. ``resolved(presets:capabilities:)`` turns it into a ``JobSpec``.
package struct JobDocument: Sendable {
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

    package init() {}
}

/// ``AudioSpec`` with every field optional.
package struct AudioDocument: Sendable, Hashable {
    package var codec: String?
    package var bitrate: Int?
    package var channels: Int?
    package var sampleRate: Int?
    package var options: [String: String]?

    package init() {}
}
