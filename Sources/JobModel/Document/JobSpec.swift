/// A job with every default and preset resolved: what the store keeps, the scheduler plans and a worker executes.
///
/// Immutable once accepted, and kept as long as the job's row: a failed job still shows what it ran with.
package struct JobSpec: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable { case transcode, probe }

    /// How an output is checked before it is published.
    package enum Verification: String, Sendable, Codable, CaseIterable {
        /// Every packet walked, the first and the last group of pictures decoded.
        case standard
        /// Everything decoded.
        case full
    }

    package var kind: Kind
    package var input: InputSpec
    /// Empty for a probe.
    package var outputs: [OutputSpec]
    /// −100...100; higher goes first.
    package var priority: Int
    package var labels: [String: String]
    /// Whether an existing output may be replaced.
    package var overwrite: Bool
    package var verify: Verification
    /// The name of the backend to use; nil lets the coordinator choose one by capabilities.
    package var backend: String?

    package init(
        kind: Kind = .transcode, input: InputSpec, outputs: [OutputSpec], priority: Int = 0,
        labels: [String: String] = [:], overwrite: Bool = false, verify: Verification = .standard,
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

/// Where the media comes from.
package struct InputSpec: Sendable, Codable, Hashable {
    /// Absolute path, opened by the coordinator.
    package var path: String

    package init(path: String) { self.path = path }

    package init(from decoder: any Decoder) throws {
        path = try StrictContainer<CodingKeys>(decoder).required(.path)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case path }
}

/// One file to make, fully resolved.
package struct OutputSpec: Sendable, Codable, Hashable {
    /// Absolute path of the published file.
    package var path: String
    /// A container name of the backend's capabilities, such as `mp4`.
    package var container: String
    /// The preset it came from, for display.
    package var preset: String?
    package var video: Track<VideoSpec>
    package var audio: Track<AudioSpec>
    package var subtitles: SubtitleMode

    package init(
        path: String, container: String, preset: String? = nil, video: Track<VideoSpec>, audio: Track<AudioSpec>,
        subtitles: SubtitleMode
    ) {
        self.path = path
        self.container = container
        self.preset = preset
        self.video = video
        self.audio = audio
        self.subtitles = subtitles
    }
}

/// What becomes of the streams of one kind. JSON: `"copy"`, `"none"`, or an object with the encoder's settings.
package enum Track<Settings: Sendable & Hashable>: Sendable, Hashable {
    case copy
    case none
    case encode(Settings)

    /// The settings where the track is encoded.
    package var settings: Settings? {
        if case .encode(let settings) = self { settings } else { nil }
    }
}

extension Track: Decodable where Settings: Decodable {
    package init(from decoder: any Decoder) throws {
        let expected = "expected \"copy\", \"none\" or an object with the encoder's settings"
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            switch word {
            case "copy": self = .copy
            case "none": self = .none
            default:
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: expected + ", not \"\(word)\""))
            }
        } else if (try? decoder.container(keyedBy: FieldKey.self)) != nil {
            self = .encode(try Settings(from: decoder))
        } else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: expected))
        }
    }
}

extension Track: Encodable where Settings: Encodable {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .copy, .none:
            var container = encoder.singleValueContainer()
            try container.encode(self == .copy ? "copy" : "none")
        case .encode(let settings): try settings.encode(to: encoder)
        }
    }
}

package enum SubtitleMode: String, Sendable, Codable, Hashable, CaseIterable { case copy, none }

/// How a picture is fitted into `width` × `height`.
package enum Fit: String, Sendable, Codable, Hashable, CaseIterable {
    /// Largest picture of the source's shape inside the box.
    case contain
    /// As `contain`, filled up to the box with black.
    case pad
    /// Smallest picture of the source's shape that covers the box, cut to it around the centre.
    case cover
    /// Exactly the box; the shape changes.
    case stretch
}

/// Settings of a video encoder.
package struct VideoSpec: Sendable, Codable, Hashable {
    /// An encoder of the backend's capabilities, such as `libx264`.
    package var codec: String
    /// Constant quality, on the encoder's own scale. Exclusive with `bitrate`.
    package var crf: Double?
    /// Average bits per second.
    package var bitrate: Int?
    /// The encoder's speed preset, such as `medium`.
    package var preset: String?
    /// Pixels; with only one of the two given, the other follows the shape of the source.
    package var width: Int?
    package var height: Int?
    package var fit: Fit
    /// libav's name, such as `yuv420p`; nil keeps the source's where the encoder takes it.
    package var pixelFormat: String?
    /// Encoder threads; nil lets the scheduler decide. One thread gives the same bytes on every run.
    package var threads: Int?
    /// Options passed to the encoder by name.
    package var options: [String: String]

    package init(
        codec: String, crf: Double? = nil, bitrate: Int? = nil, preset: String? = nil, width: Int? = nil,
        height: Int? = nil, fit: Fit = .contain, pixelFormat: String? = nil, threads: Int? = nil,
        options: [String: String] = [:]
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

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case codec, crf, bitrate, preset, width, height, fit, threads, options
        case pixelFormat = "pixel_format"
    }
}

/// Settings of an audio encoder. Every audio stream of the source that the container can hold gets one.
package struct AudioSpec: Sendable, Codable, Hashable {
    /// An encoder of the backend's capabilities, such as `aac`.
    package var codec: String
    /// Bits per second; nil takes the encoder's default.
    package var bitrate: Int?
    /// Nil keeps the source's channels where the encoder takes them.
    package var channels: Int?
    /// Hertz; nil keeps the source's where the encoder takes it.
    package var sampleRate: Int?
    package var options: [String: String]

    package init(
        codec: String, bitrate: Int? = nil, channels: Int? = nil, sampleRate: Int? = nil,
        options: [String: String] = [:]
    ) {
        self.codec = codec
        self.bitrate = bitrate
        self.channels = channels
        self.sampleRate = sampleRate
        self.options = options
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case codec, bitrate, channels, options
        case sampleRate = "sample_rate"
    }
}
