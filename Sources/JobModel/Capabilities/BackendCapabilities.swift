/// What a backend says it can do, as its template reports it at start: the only place where codec and container
/// names come from. The coordinator checks documents against it and picks a backend by it.
package struct BackendCapabilities: Sendable, Codable, Equatable {
    /// Such as `libav`.
    package var name: String
    /// Version of the backend and the library beneath, such as `5.1.9`.
    package var version: String
    package var operations: [Operation]
    package var videoEncoders: [EncoderInfo]
    package var audioEncoders: [EncoderInfo]
    package var containers: [ContainerInfo]
    package var limits: BackendLimits

    package enum Operation: String, Sendable, Codable, CaseIterable { case transcode, probe, verify }

    package init(
        name: String, version: String, operations: [Operation], videoEncoders: [EncoderInfo],
        audioEncoders: [EncoderInfo], containers: [ContainerInfo], limits: BackendLimits
    ) {
        self.name = name
        self.version = version
        self.operations = operations
        self.videoEncoders = videoEncoders
        self.audioEncoders = audioEncoders
        self.containers = containers
        self.limits = limits
    }

    package enum CodingKeys: String, CodingKey {
        case name, version, operations, containers, limits
        case videoEncoders = "video_encoders"
        case audioEncoders = "audio_encoders"
    }
}

/// One encoder.
package struct EncoderInfo: Sendable, Codable, Equatable {
    /// The name used in job documents, such as `libx264`.
    package var name: String
    /// Other names that mean the same, such as `h264`.
    package var aliases: [String]
    /// The codec it writes, such as `h264`: what containers list.
    package var codec: String
    /// Values of `preset`, slowest to fastest or the other way; empty where the encoder has none.
    package var presets: [String]
    /// The preset used when the document names none.
    package var defaultPreset: String?
    /// Least and greatest `crf`; nil where the encoder has no constant-quality mode.
    package var crfRange: ClosedRange<Double>?
    /// The `crf` used when the document gives neither `crf` nor `bitrate`.
    package var defaultCRF: Double?
    /// Bits per second when the document gives none: for each channel pair (audio), in all (video without `crf`).
    /// Nil for an audio encoder means that it takes no bit rate at all (lossless).
    package var defaultBitrate: Int?
    package var pixelFormats: [String]
    package var sampleRates: [Int]
    /// Largest number of channels; nil for video.
    package var maxChannels: Int?
    /// Names that `options` may hold.
    package var options: [String]
    /// Greatest useful number of threads; 1 for encoders that are not threaded.
    package var maxThreads: Int

    package init(
        name: String, aliases: [String] = [], codec: String, presets: [String] = [], defaultPreset: String? = nil,
        crfRange: ClosedRange<Double>? = nil, defaultCRF: Double? = nil, defaultBitrate: Int? = nil,
        pixelFormats: [String] = [], sampleRates: [Int] = [], maxChannels: Int? = nil, options: [String] = [],
        maxThreads: Int = 1
    ) {
        self.name = name
        self.aliases = aliases
        self.codec = codec
        self.presets = presets
        self.defaultPreset = defaultPreset
        self.crfRange = crfRange
        self.defaultCRF = defaultCRF
        self.defaultBitrate = defaultBitrate
        self.pixelFormats = pixelFormats
        self.sampleRates = sampleRates
        self.maxChannels = maxChannels
        self.options = options
        self.maxThreads = maxThreads
    }

    package enum CodingKeys: String, CodingKey {
        case name, aliases, codec, presets, options
        case defaultPreset = "default_preset"
        case crfRange = "crf_range"
        case defaultCRF = "default_crf"
        case defaultBitrate = "default_bitrate"
        case pixelFormats = "pixel_formats"
        case sampleRates = "sample_rates"
        case maxChannels = "max_channels"
        case maxThreads = "max_threads"
    }
}

/// One container and what it can hold.
package struct ContainerInfo: Sendable, Codable, Equatable {
    /// The name used in job documents, such as `mp4`.
    package var name: String
    /// File name extensions without the dot that select it, the usual one first.
    package var extensions: [String]
    /// Codecs (not encoders) that it holds, such as `h264`; an empty list: no stream of that kind.
    package var videoCodecs: [String]
    package var audioCodecs: [String]
    package var subtitleCodecs: [String]
    /// Greatest number of audio streams; nil for no limit.
    package var maxAudioStreams: Int?
    /// Encoders used when the document leaves a track open; nil: no stream of that kind by default.
    package var defaultVideoEncoder: String?
    package var defaultAudioEncoder: String?

    package init(
        name: String, extensions: [String], videoCodecs: [String], audioCodecs: [String],
        subtitleCodecs: [String] = [], maxAudioStreams: Int? = nil, defaultVideoEncoder: String? = nil,
        defaultAudioEncoder: String? = nil
    ) {
        self.name = name
        self.extensions = extensions
        self.videoCodecs = videoCodecs
        self.audioCodecs = audioCodecs
        self.subtitleCodecs = subtitleCodecs
        self.maxAudioStreams = maxAudioStreams
        self.defaultVideoEncoder = defaultVideoEncoder
        self.defaultAudioEncoder = defaultAudioEncoder
    }

    package enum CodingKeys: String, CodingKey {
        case name, extensions
        case videoCodecs = "video_codecs"
        case audioCodecs = "audio_codecs"
        case subtitleCodecs = "subtitle_codecs"
        case maxAudioStreams = "max_audio_streams"
        case defaultVideoEncoder = "default_video_encoder"
        case defaultAudioEncoder = "default_audio_encoder"
    }
}

/// The greatest sizes a backend takes.
package struct BackendLimits: Sendable, Codable, Equatable {
    package var maxOutputs: Int
    package var maxWidth: Int
    package var maxHeight: Int

    package init(maxOutputs: Int = 16, maxWidth: Int = 16384, maxHeight: Int = 16384) {
        self.maxOutputs = maxOutputs
        self.maxWidth = maxWidth
        self.maxHeight = maxHeight
    }

    package enum CodingKeys: String, CodingKey {
        case maxOutputs = "max_outputs"
        case maxWidth = "max_width"
        case maxHeight = "max_height"
    }
}
