import FoundationEssentials
import JobModel
import Platform
import TestSupport

/// One file, converted by Millrace and by ffmpeg with the same settings: H.264 (x264 medium, CRF 23, one thread) and AAC in
/// MP4, or AAC alone where there is only sound.
struct Conversion {
    let source: String
    let hasVideo: Bool
    private let folder: TemporaryDirectory

    /// - Parameter source: a file below a folder `audio` is taken as sound only, also where it has a cover picture.
    init(_ source: String) throws {
        self.source = source
        hasVideo = !source.contains("/audio/")
        folder = try TemporaryDirectory()
    }

    private var suffix: String { hasVideo ? "mp4" : "m4a" }
    var output: String { folder.file("millrace.\(suffix)") }
    var reference: String { folder.file("ffmpeg.\(suffix)") }

    /// Every frame once, at its own time: Millrace never repeats or drops one, ffmpeg does by default.
    func runFFmpeg() throws -> Tool.Outcome {
        let video = hasVideo ? ["-c:v", "libx264", "-threads", "1", "-fps_mode", "passthrough"] : ["-vn"]
        return try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-threads", "1", "-i", source] + video + [
                "-c:a", "aac", "-b:a", "128k", reference,
            ],
            seconds: 900)
    }

    func runMillrace() throws -> Tool.Outcome {
        let video =
            hasVideo ? #"{"codec": "libx264", "crf": 23, "preset": "medium", "threads": 1}"# : #""none""#
        let settings = #"{"video": \#(video), "audio": {"codec": "aac", "bitrate": 128000}}"#
        try File.replace(folder.file("settings.json"), with: Array(settings.utf8))
        return try Tool.run(
            BuiltPrograms.path("millrace"),
            ["run", source, "-o", output, "--spec", folder.file("settings.json"), "--json"], seconds: 900)
    }

    /// The job as `--json` prints it.
    func job(_ outcome: Tool.Outcome) throws -> JobRecord {
        try JSONDecoder().decode(JobRecord.self, from: Data(outcome.output.utf8))
    }

    /// Whether anything of Millrace's is left beside what was there before: a partial output or a temporary file.
    func leftovers() throws -> [String] {
        try Directory.names(in: folder.path).filter { !["settings.json", "ffmpeg.\(suffix)"].contains($0) }
    }
}
