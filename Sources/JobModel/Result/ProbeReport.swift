/// What a `probe` job found in a file.
package struct ProbeReport: Sendable, Codable, Equatable {
    package struct Stream: Sendable, Codable, Equatable {
        package var index: Int
        package var kind: StreamResult.Kind
        package var codec: String
        package var profile: String?
        /// Presentation length in seconds.
        package var duration: Double?
        package var startTime: Double?
        /// Frames as the container counts them; nil where it does not.
        package var frames: Int64?
        package var bitrate: Int64?
        package var language: String?
        package var title: String?
        package var dispositions: [String]
        package var width: Int?
        package var height: Int?
        package var pixelFormat: String?
        /// `num/den`.
        package var frameRate: String?
        /// `num:den`.
        package var sampleAspectRatio: String?
        /// Clockwise degrees to turn the picture for display: 0, 90, 180 or 270 (others kept as they are).
        package var rotation: Double?
        package var fieldOrder: String?
        package var colorRange: String?
        package var colorPrimaries: String?
        package var colorTransfer: String?
        package var colorSpace: String?
        package var sampleRate: Int?
        package var channels: Int?
        package var channelLayout: String?
        package var sampleFormat: String?
        /// Names of the stream's side data, such as `Mastering display metadata`.
        package var sideData: [String]

        package init(index: Int, kind: StreamResult.Kind, codec: String) {
            self.index = index
            self.kind = kind
            self.codec = codec
            dispositions = []
            sideData = []
        }

        package enum CodingKeys: String, CodingKey {
            case index, kind, codec, profile, duration, frames, bitrate, language, title, dispositions, width, height
            case rotation, channels
            case startTime = "start_time"
            case pixelFormat = "pixel_format"
            case frameRate = "frame_rate"
            case sampleAspectRatio = "sample_aspect_ratio"
            case fieldOrder = "field_order"
            case colorRange = "color_range"
            case colorPrimaries = "color_primaries"
            case colorTransfer = "color_transfer"
            case colorSpace = "color_space"
            case sampleRate = "sample_rate"
            case channelLayout = "channel_layout"
            case sampleFormat = "sample_format"
            case sideData = "side_data"
        }
    }

    package struct Chapter: Sendable, Codable, Equatable {
        package var start: Double
        package var end: Double
        package var title: String?

        package init(start: Double, end: Double, title: String?) {
            self.start = start
            self.end = end
            self.title = title
        }
    }

    /// The demuxer's name, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    package var format: String
    package var duration: Double?
    package var startTime: Double?
    package var bytes: Int64
    package var bitrate: Int64?
    package var tags: [String: String]
    package var streams: [Stream]
    package var chapters: [Chapter]

    package init(format: String, bytes: Int64) {
        self.format = format
        self.bytes = bytes
        tags = [:]
        streams = []
        chapters = []
    }

    package enum CodingKeys: String, CodingKey {
        case format, duration, bytes, bitrate, tags, streams, chapters
        case startTime = "start_time"
    }
}
