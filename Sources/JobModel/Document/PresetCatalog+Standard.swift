extension PresetCatalog {
    /// The presets that Millrace ships.
    ///
    /// Encoded presets leave the container open, so that the file name decides it; a size is a box that the picture
    /// is fitted into with its shape kept. Constant-quality values are near the encoders' own defaults of equal
    /// visible quality (x264 22 ≈ x265 26 ≈ SVT-AV1 32 ≈ VP9 32).
    package static let standard = PresetCatalog([
        video("h264-1080p", "H.264 in a 1920×1080 box, AAC 160 kb/s: plays everywhere", h264(1920, 1080), aac(160_000)),
        video("h264-720p", "H.264 in a 1280×720 box, AAC 128 kb/s", h264(1280, 720), aac(128_000)),
        video("h264-480p", "H.264 in an 854×480 box, AAC 128 kb/s", h264(854, 480), aac(128_000)),
        video(
            "hevc-1080p",
            "H.265 in a 1920×1080 box, AAC 160 kb/s: about 2/3 of the size of H.264, several times the CPU",
            VideoDocument(codec: "libx265", crf: 26, preset: "medium", width: 1920, height: 1080), aac(160_000)),
        video(
            "av1-1080p", "AV1 (SVT) in a 1920×1080 box, Opus 128 kb/s: about half of the size of H.264",
            VideoDocument(codec: "libsvtav1", crf: 32, preset: "8", width: 1920, height: 1080), opus(128_000)),
        video(
            "vp9-1080p", "VP9 in a 1920×1080 box, Opus 128 kb/s: for WebM",
            VideoDocument(codec: "libvpx-vp9", crf: 32, width: 1920, height: 1080), opus(128_000)),
        sound("aac-128k", "Sound only: AAC at 128 kb/s", aac(128_000)),
        sound("opus-96k", "Sound only: Opus at 96 kb/s", opus(96_000)),
        sound("mp3-192k", "Sound only: MP3 at 192 kb/s", AudioDocument(codec: "libmp3lame", bitrate: 192_000)),
        sound("flac", "Sound only: FLAC, lossless", AudioDocument(codec: "flac")),
        remux("remux-mp4", "The streams unchanged, in MP4", "mp4"),
        remux("remux-mkv", "The streams unchanged, in Matroska", "mkv"),
    ])

    private static func h264(_ width: Int, _ height: Int) -> VideoDocument {
        VideoDocument(
            codec: "libx264", crf: 22, preset: "medium", width: width, height: height, pixelFormat: "yuv420p")
    }

    private static func aac(_ bitrate: Int) -> AudioDocument { AudioDocument(codec: "aac", bitrate: bitrate) }

    private static func opus(_ bitrate: Int) -> AudioDocument { AudioDocument(codec: "libopus", bitrate: bitrate) }

    private static func video(
        _ name: String, _ summary: String, _ video: VideoDocument, _ audio: AudioDocument
    ) -> Preset {
        Preset(
            name: name, summary: summary, output: OutputDocument(video: .encode(video), audio: .encode(audio)))
    }

    private static func sound(_ name: String, _ summary: String, _ audio: AudioDocument) -> Preset {
        Preset(
            name: name, summary: summary,
            output: OutputDocument(video: Track.none, audio: .encode(audio), subtitles: SubtitleMode.none))
    }

    private static func remux(_ name: String, _ summary: String, _ container: String) -> Preset {
        Preset(
            name: name, summary: summary,
            output: OutputDocument(container: container, video: .copy, audio: .copy, subtitles: .copy))
    }
}
