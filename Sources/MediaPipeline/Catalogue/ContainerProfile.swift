import JobModel
import LibAV

/// One of libav's muxers as Millrace offers it, and what it can hold.
struct ContainerProfile: Sendable {
    let name: String
    /// libav's name of the muxer.
    let muxer: String
    let extensions: [String]
    var video: [String] = []
    var audio: [String] = []
    var subtitles: [String] = []
    var maxAudioStreams: Int?
    var defaultVideo: String?
    var defaultAudio: String?
    /// Keeps a display matrix, so that pictures need not be turned.
    var keepsDisplayMatrix = false
    var keepsChapters = false
    var keepsAttachments = false
    /// Has no times before zero, so that all streams are moved together where one begins earlier.
    var startsAtZero = false
    /// The header holds the parameter sets, so that a hash of them means something.
    var keepsParameters = true
    var muxerOptions: [(name: String, value: String)] = []

    var info: ContainerInfo {
        ContainerInfo(
            name: name, extensions: extensions, videoCodecs: video, audioCodecs: audio, subtitleCodecs: subtitles,
            maxAudioStreams: maxAudioStreams, defaultVideoEncoder: defaultVideo, defaultAudioEncoder: defaultAudio)
    }

    static func named(_ name: String) -> ContainerProfile? { all.first { $0.name == name } }

    private static let mkvAudio = [
        "aac", "mp3", "mp2", "ac3", "eac3", "dts", "truehd", "mlp", "opus", "vorbis", "flac", "alac", "pcm_s16le",
        "pcm_s24le", "pcm_s32le", "pcm_u8", "pcm_f32le", "pcm_s16be", "pcm_s24be", "wavpack", "tta",
    ]
    private static let mkvVideo = [
        "h264", "hevc", "av1", "vp8", "vp9", "mpeg1video", "mpeg2video", "mpeg4", "theora", "mjpeg", "prores", "ffv1",
        "vc1", "dnxhd", "h263", "huffyuv", "ffvhuff", "utvideo", "wmv3", "msmpeg4v3",
    ]
    private static let mkvSubtitles = [
        "subrip", "ass", "webvtt", "hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle",
    ]
    /// libav would look at one packet of one stream only; `MuxStage` looks at all of them.
    private static let ownShift = [(name: "avoid_negative_ts", value: "disabled")]
    /// The index goes before the media, so that players can begin while they download.
    private static let faststart = [(name: "movflags", value: "+faststart")]

    static let all: [ContainerProfile] = [
        ContainerProfile(
            name: "mp4", muxer: "mp4", extensions: ["mp4", "m4v"],
            video: ["h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "mpeg1video"],
            audio: ["aac", "mp3", "opus", "flac", "ac3", "eac3", "alac", "mp2", "dts"], subtitles: ["mov_text"],
            defaultVideo: "libx264", defaultAudio: "aac", keepsDisplayMatrix: true, keepsChapters: true,
            // FFmpeg 5.1 calls FLAC in MP4 experimental; what it writes is the published mapping.
            muxerOptions: faststart + [(name: "strict", value: "experimental")]),
        ContainerProfile(
            name: "mov", muxer: "mov", extensions: ["mov"],
            video: ["h264", "hevc", "mpeg4", "mpeg2video", "mjpeg", "prores", "dnxhd", "png", "h263", "dvvideo"],
            audio: [
                "aac", "mp3", "ac3", "eac3", "alac", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le",
                "pcm_f32le",
            ], subtitles: ["mov_text"], defaultVideo: "libx264", defaultAudio: "aac", keepsDisplayMatrix: true,
            keepsChapters: true, muxerOptions: faststart),
        ContainerProfile(
            name: "mkv", muxer: "matroska", extensions: ["mkv"], video: mkvVideo, audio: mkvAudio,
            subtitles: mkvSubtitles, defaultVideo: "libx264", defaultAudio: "aac", keepsChapters: true,
            keepsAttachments: true, startsAtZero: true, muxerOptions: ownShift),
        ContainerProfile(
            name: "webm", muxer: "webm", extensions: ["webm"], video: ["vp8", "vp9", "av1"],
            audio: ["vorbis", "opus"], subtitles: ["webvtt"], defaultVideo: "libvpx-vp9", defaultAudio: "libopus",
            keepsChapters: true, startsAtZero: true, muxerOptions: ownShift),
        ContainerProfile(
            name: "mpegts", muxer: "mpegts", extensions: ["ts", "m2ts", "mts"],
            video: ["h264", "hevc", "mpeg2video", "mpeg1video", "mpeg4"],
            audio: ["aac", "mp3", "mp2", "ac3", "eac3", "opus", "dts", "truehd"],
            subtitles: ["dvb_subtitle", "dvb_teletext"], defaultVideo: "libx264", defaultAudio: "aac",
            keepsParameters: false),
        ContainerProfile(
            name: "m4a", muxer: "ipod", extensions: ["m4a"], audio: ["aac", "alac", "ac3"],
            defaultAudio: "aac", keepsChapters: true, muxerOptions: faststart),
        ContainerProfile(
            name: "mka", muxer: "matroska", extensions: ["mka"], audio: mkvAudio, defaultAudio: "libopus",
            keepsChapters: true, startsAtZero: true, muxerOptions: ownShift),
        ContainerProfile(
            name: "mp3", muxer: "mp3", extensions: ["mp3"], audio: ["mp3"], maxAudioStreams: 1,
            defaultAudio: "libmp3lame", keepsParameters: false),
        ContainerProfile(
            name: "ogg", muxer: "ogg", extensions: ["ogg", "oga", "ogv"], video: ["theora"],
            audio: ["vorbis", "opus", "flac"], defaultAudio: "libvorbis", keepsChapters: true),
        ContainerProfile(
            name: "opus", muxer: "opus", extensions: ["opus"], audio: ["opus"], maxAudioStreams: 1,
            defaultAudio: "libopus", keepsChapters: true),
        ContainerProfile(
            name: "flac", muxer: "flac", extensions: ["flac"], audio: ["flac"], maxAudioStreams: 1,
            defaultAudio: "flac"),
        ContainerProfile(
            name: "wav", muxer: "wav", extensions: ["wav"],
            audio: ["pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_u8", "pcm_f32le"], maxAudioStreams: 1,
            defaultAudio: "pcm_s16le", keepsParameters: false),
    ]
}
