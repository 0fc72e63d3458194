import JobModel
import LibAV

/// One of libav's encoders as Millrace offers it: how its quality, speed and threads are spelled.
struct EncoderProfile: Sendable {
    let name: String
    var aliases: [String] = []
    let codec: String
    let isVideo: Bool
    var presets: [String] = []
    /// The option that a preset sets.
    var presetOption = "preset"
    var defaultPreset: String?
    var crfRange: ClosedRange<Double>?
    var defaultCRF: Double?
    /// For each pair of channels.
    var defaultBitrate: Int?
    var maxChannels: Int?
    /// libav's names of the layouts that the codec has a number for, by channels: what players know best.
    var usualLayouts: [Int: String] = [:]
    /// Whether the codec can describe other layouts.
    var describesLayouts = true
    var maxThreads = 1
    /// Sizes must be multiples of the chroma subsampling.
    var wantsEvenSizes = true
    /// Options set before the document's.
    var fixedOptions: [(name: String, value: String)] = []
    /// The option that holds `key=value` pairs of the library beneath.
    var parametersOption: String?

    private static let x26xPresets = [
        "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo",
    ]

    private static let xiphLayouts = [
        1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1",
    ]

    static let all: [EncoderProfile] = [
        EncoderProfile(
            name: "libx264", aliases: ["h264", "x264"], codec: "h264", isVideo: true, presets: x26xPresets,
            defaultPreset: "medium", crfRange: 0...51, defaultCRF: 23, maxThreads: 32, parametersOption: "x264-params"),
        EncoderProfile(
            name: "libx265", aliases: ["hevc", "h265", "x265"], codec: "hevc", isVideo: true, presets: x26xPresets,
            defaultPreset: "medium", crfRange: 0...51, defaultCRF: 28, maxThreads: 16, parametersOption: "x265-params"),
        EncoderProfile(
            name: "libsvtav1", aliases: ["av1", "svtav1"], codec: "av1", isVideo: true,
            presets: (0...13).map(String.init), defaultPreset: "8", crfRange: 1...63, defaultCRF: 35, maxThreads: 32,
            parametersOption: "svtav1-params"),
        EncoderProfile(
            name: "libvpx-vp9", aliases: ["vp9"], codec: "vp9", isVideo: true, presets: (0...8).map(String.init),
            presetOption: "cpu-used", defaultPreset: "2", crfRange: 0...63, defaultCRF: 31, maxThreads: 16,
            wantsEvenSizes: false, fixedOptions: [("row-mt", "1")]),
        EncoderProfile(
            name: "aac", codec: "aac", isVideo: false, defaultBitrate: 128_000, maxChannels: 8,
            usualLayouts: [5: "5.0", 6: "5.1"]),
        EncoderProfile(
            name: "libopus", aliases: ["opus"], codec: "opus", isVideo: false, defaultBitrate: 96_000, maxChannels: 8,
            usualLayouts: xiphLayouts, describesLayouts: false),
        EncoderProfile(
            name: "libmp3lame", aliases: ["mp3"], codec: "mp3", isVideo: false, defaultBitrate: 192_000,
            maxChannels: 2),
        EncoderProfile(name: "flac", codec: "flac", isVideo: false, maxChannels: 8),
        EncoderProfile(name: "pcm_s16le", aliases: ["pcm"], codec: "pcm_s16le", isVideo: false, maxChannels: 16),
        EncoderProfile(
            name: "libvorbis", aliases: ["vorbis"], codec: "vorbis", isVideo: false, defaultBitrate: 128_000,
            maxChannels: 8, usualLayouts: xiphLayouts, describesLayouts: false),
    ]

    static func named(_ name: String) -> EncoderProfile? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// What `GET /v1/backends` shows of it; nil where this build of libav lacks the encoder.
    var info: EncoderInfo? {
        guard let description = EncoderDescription(name) else { return nil }
        let formats = description.pixelFormats.filter { !$0.namesFullRange }.map(\.name)
        return EncoderInfo(
            name: name, aliases: aliases, codec: codec, presets: presets, defaultPreset: defaultPreset,
            crfRange: crfRange, defaultCRF: defaultCRF, defaultBitrate: defaultBitrate, pixelFormats: formats,
            sampleRates: description.sampleRates.sorted(), maxChannels: maxChannels,
            options: description.options.filter { !Self.ownedOptions.contains($0) }, maxThreads: maxThreads)
    }

    /// Options that have a field of their own in the document, are derived from the media, or name files.
    static let ownedOptions: Set<String> = [
        "b", "ab", "threads", "preset", "crf", "time_base", "video_size", "pixel_format", "aspect", "ar", "ac",
        "sample_fmt", "channel_layout", "ch_layout", "request_channel_layout", "request_sample_fmt",
        "codec_whitelist", "dump_separator", "max_pixels", "max_samples", "stats", "passlogfile", "export_side_data",
        "color_range", "color_primaries", "color_trc", "colorspace", "chroma_sample_location", "field_order",
        "thread_type", "channels", "request_channels", "cutoff_mode", "sub_charenc", "sub_charenc_mode", "pkt_timebase",
    ]
}
