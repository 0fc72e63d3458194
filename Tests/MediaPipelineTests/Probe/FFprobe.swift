import FoundationEssentials
import TestSupport

/// What `ffprobe` says of a file: the reference for ``MediaProbe``.
struct FFprobe: Decodable {
    struct Format: Decodable {
        var format_name: String
        var duration: String?
        var start_time: String?
        var bit_rate: String?
        var size: String?
        var tags: [String: String]?
    }

    struct Stream: Decodable {
        var index: Int
        var codec_type: String?
        var codec_name: String?
        var profile: String?
        var width: Int?
        var height: Int?
        var pix_fmt: String?
        var sample_aspect_ratio: String?
        var avg_frame_rate: String?
        var color_range: String?
        var color_primaries: String?
        var color_transfer: String?
        var color_space: String?
        var field_order: String?
        var sample_rate: String?
        var channels: Int?
        var channel_layout: String?
        var sample_fmt: String?
        var duration: String?
        var start_time: String?
        var nb_frames: String?
        var bit_rate: String?
        var tags: [String: String]?
        var disposition: [String: Int]?
        var side_data_list: [SideData]?
    }

    struct SideData: Decodable {
        var side_data_type: String
        var rotation: Double?
    }

    struct Chapter: Decodable {
        var start_time: String
        var end_time: String
        var tags: [String: String]?
    }

    var format: Format
    var streams: [Stream]
    var chapters: [Chapter]

    /// nil where ffprobe cannot read the file.
    static func describe(_ path: String) throws -> FFprobe? {
        let command = try Command.run(
            "ffprobe", ["-v", "quiet", "-show_format", "-show_streams", "-show_chapters", "-of", "json", path])
        guard command.succeeded else { return nil }
        return try JSONDecoder().decode(FFprobe.self, from: Data(command.output))
    }
}
