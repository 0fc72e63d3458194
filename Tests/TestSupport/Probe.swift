import FoundationEssentials

/// ffprobe's and ffmpeg's opinion of a file.
package struct Probe: Sendable, Decodable {
    package struct Stream: Sendable, Decodable {
        package var index: Int
        package var kind: String
        package var codec: String?
        package var profile: String?
        package var width: Int?
        package var height: Int?
        package var pixelFormat: String?
        package var frameRate: String?
        package var sampleAspectRatio: String?
        package var fieldOrder: String?
        package var colorRange: String?
        package var colorSpace: String?
        package var colorTransfer: String?
        package var colorPrimaries: String?
        package var sampleRate: String?
        package var channels: Int?
        package var channelLayout: String?
        package var startTime: String?
        package var duration: String?
        /// Frames that were decoded.
        package var frames: String?
        /// Packets that were read.
        package var packets: String?
        package var tags: [String: String]?
        package var disposition: [String: Int]?

        package var frameCount: Int? { frames.flatMap { Int($0) } }
        package var packetCount: Int? { packets.flatMap { Int($0) } }

        enum CodingKeys: String, CodingKey {
            case index, profile, width, height, channels, duration, tags, disposition
            case kind = "codec_type"
            case codec = "codec_name"
            case pixelFormat = "pix_fmt"
            case frameRate = "r_frame_rate"
            case sampleAspectRatio = "sample_aspect_ratio"
            case fieldOrder = "field_order"
            case colorRange = "color_range"
            case colorSpace = "color_space"
            case colorTransfer = "color_transfer"
            case colorPrimaries = "color_primaries"
            case sampleRate = "sample_rate"
            case channelLayout = "channel_layout"
            case startTime = "start_time"
            case frames = "nb_read_frames"
            case packets = "nb_read_packets"
        }
    }

    package struct Format: Sendable, Decodable {
        package var name: String
        package var duration: String?
        package var tags: [String: String]?

        enum CodingKeys: String, CodingKey {
            case duration, tags
            case name = "format_name"
        }
    }

    package struct Chapter: Sendable, Decodable {
        package var tags: [String: String]?
    }

    package var streams: [Stream]
    package var format: Format
    package var chapters: [Chapter]?

    /// Seconds of the whole file.
    package var duration: Double? { format.duration.flatMap { Double($0) } }
    package var video: Stream? { streams.first { $0.kind == "video" } }
    package var audio: Stream? { streams.first { $0.kind == "audio" } }

    /// What ffprobe could not read.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Reads every packet, and decodes every frame where asked.
    /// - Parameter frames: whether ``Stream/frames`` is counted.
    package init(_ path: String, frames: Bool = false) throws {
        let outcome = try Tool.run(
            "ffprobe",
            ["-v", "error", "-of", "json", "-show_streams", "-show_format", "-show_chapters", "-count_packets"]
                + (frames ? ["-count_frames"] : []) + [path])
        guard outcome.succeeded else { throw Failure(description: "ffprobe \(path): \(outcome)") }
        self = try JSONDecoder().decode(Probe.self, from: Data(outcome.output.utf8))
    }

    /// The hash of each decoded frame of one stream.
    /// - Parameter stream: a stream specifier of ffmpeg, such as `v:0`.
    package static func frameHashes(_ path: String, stream: String = "v:0") throws -> [String] {
        let outcome = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-i", path, "-map", "0:\(stream)", "-fps_mode", "passthrough"]
                + ["-f", "framehash", "-hash", "md5", "-"])
        guard outcome.succeeded else { throw Failure(description: "framehash of \(path): \(outcome)") }
        return outcome.output.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            String(line.split(separator: ",").last ?? "").filter { $0 != " " }
        }
    }

    /// Peak signal-to-noise ratio of the first video stream, in decibels, over all planes; infinite where equal.
    /// Frames are compared by number, not by time.
    /// - Parameter stream: index of the reference's stream; nil for its first video stream.
    package static func psnr(_ path: String, against reference: String, stream: Int? = nil) throws -> Double {
        // `setpts` counts in the input's time base: without a common one, frames of different numbers would meet.
        let numbered = "settb=1/1000,setpts=N"
        let outcome = try Tool.run(
            "ffmpeg",
            ["-nostdin", "-nostats", "-i", path, "-i", reference, "-lavfi"]
                + ["[0:v]\(numbered)[a];[1:\(stream.map { String($0) } ?? "v")]\(numbered)[b];[a][b]psnr"]
                + ["-fps_mode", "passthrough", "-f", "null", "-"])
        guard outcome.succeeded, let start = outcome.error.range(ofLast: "average:") else {
            throw Failure(description: "psnr of \(path): \(outcome)")
        }
        let word = outcome.error[start...].prefix { $0 != " " && $0 != "\n" }
        guard let value = word == "inf" ? .infinity : Double(word) else {
            throw Failure(description: "psnr of \(path): \(word)")
        }
        return value
    }

    /// Decodes all pictures and sound and says what ffmpeg complained of; empty where nothing.
    package static func complaints(_ path: String) throws -> String {
        let outcome = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-xerror", "-i", path, "-map", "0:v?", "-map", "0:a?"]
                // Otherwise times are rounded to the frame rate, and a variable one gives complaints about nothing.
                + ["-fps_mode", "passthrough", "-enc_time_base", "-1", "-f", "null", "-"])
        return outcome.succeeded ? outcome.error : outcome.description
    }
}

extension String {
    /// The index after the last place where a word stands.
    fileprivate func range(ofLast word: String) -> Index? {
        var found: Index?
        var rest = startIndex
        while let range = self[rest...].firstRange(of: word) {
            found = range.upperBound
            rest = range.upperBound
        }
        return found
    }
}
