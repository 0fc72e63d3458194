/// What an input may make libav do. The seal of the worker is the boundary; this is the layer inside it.
package struct InputLimits: Sendable {
    /// Demuxers by libav's name. Never here: hls, dash, concat, sdp, rtsp, rtp, sap, imf, image2, lavfi, tedcaptions,
    /// vobsub, ffmetadata, gme, openmpt, bluray, xbin, ansi, tty: they open other files, or turn any file into video.
    package var formats: [String]
    /// Decoders by libav's name.
    package var decoders: [String]
    /// Greatest picture, in pixels.
    package var maxPixels: Int64
    package var maxStreams: Int
    /// Bytes that may be read to recognise the format and its streams.
    package var probeBytes: Int64

    package init(
        formats: [String] = Self.commonFormats, decoders: [String] = Self.commonDecoders,
        maxPixels: Int64 = 8192 * 8192, maxStreams: Int = 32, probeBytes: Int64 = 5_000_000
    ) {
        self.formats = formats
        self.decoders = decoders
        self.maxPixels = maxPixels
        self.maxStreams = maxStreams
        self.probeBytes = probeBytes
    }

    package static let standard = InputLimits()

    package static let commonFormats = [
        "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mpegts", "mpeg", "mpegvideo", "m4v", "avi", "flv", "asf", "ogg",
        "h264", "hevc", "obu", "ivf", "av1", "yuv4mpegpipe", "nut", "mxf", "dv", "vc1", "h263", "h261",
        "flac", "wav", "w64", "mp3", "aac", "ac3", "eac3", "dts", "truehd", "aiff", "au", "caf", "amr", "wv", "ape",
        "tta", "loas", "tak", "rm",
    ]

    package static let commonDecoders = [
        "h264", "hevc", "libdav1d", "libaom-av1", "av1", "vp8", "vp9", "libvpx", "libvpx-vp9", "vp6", "vp6f", "vp6a",
        "mpeg1video", "mpeg2video", "mpegvideo", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4", "h261", "h263", "flv",
        "theora", "mjpeg", "mjpegb", "prores", "dnxhd", "ffv1", "huffyuv", "ffvhuff", "utvideo", "rawvideo", "v210",
        "vc1", "wmv1", "wmv2", "wmv3", "svq1", "svq3", "cinepak", "dvvideo", "png", "qtrle", "rv30", "rv40", "cfhd",
        "aac", "aac_fixed", "aac_latm", "ac3", "ac3_fixed", "eac3", "mp1", "mp1float", "mp2", "mp2float", "mp3",
        "mp3float", "opus", "libopus", "vorbis", "flac", "alac", "dca", "truehd", "mlp", "wmav1", "wmav2", "wmapro",
        "wmalossless", "amrnb", "amrwb", "speex", "cook", "wavpack", "ape", "tta", "tak", "nellymoser", "qdm2",
        "pcm_s8", "pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le",
        "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_u16le", "pcm_u16be", "pcm_mulaw", "pcm_alaw", "pcm_dvd",
        "pcm_bluray", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_swf", "adpcm_yamaha",
        "ass", "ssa", "subrip", "srt", "text", "mov_text", "webvtt", "pgssub", "dvdsub", "dvbsub",
    ]
}
