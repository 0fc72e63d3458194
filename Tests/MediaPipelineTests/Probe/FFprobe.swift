import FoundationEssentials
import TestSupport

/// What `ffprobe` says of a file: the reference for ``MediaProbe``.
struct FFprobe: Decodable {
    struct Format: Decodable {
        var formatName: String
        var duration: String?
        var startTime: String?
        var bitRate: String?
        var size: String?
        var tags: [String: String]?
    }

    struct Stream: Decodable {
        var index: Int
        var codecType: String?
        var codecName: String?
        var profile: String?
        var width: Int?
        var height: Int?
        var pixFmt: String?
        var sampleAspectRatio: String?
        var avgFrameRate: String?
        var colorRange: String?
        var colorPrimaries: String?
        var colorTransfer: String?
        var colorSpace: String?
        var fieldOrder: String?
        var sampleRate: String?
        var channels: Int?
        var channelLayout: String?
        var sampleFmt: String?
        var duration: String?
        var startTime: String?
        var nbFrames: String?
        var bitRate: String?
        var tags: [String: String]?
        var disposition: [String: Int]?
        var sideDataList: [SideData]?
    }

    struct SideData: Decodable {
        var sideDataType: String
        var rotation: Double?
    }

    struct Chapter: Decodable {
        var startTime: String
        var endTime: String
        var tags: [String: String]?
    }

    var format: Format
    var streams: [Stream]
    var chapters: [Chapter]

    /// nil where ffprobe cannot read the file.
    static func describe(_ path: String) throws -> FFprobe? {
        let command = try Tool.run(
            "ffprobe", ["-v", "quiet", "-show_format", "-show_streams", "-show_chapters", "-of", "json", path])
        guard command.succeeded else { return nil }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(FFprobe.self, from: Data(command.output.utf8))
    }
}
