import JobModel

/// Backends as the tests need them: the codecs people use, with the ranges of the real encoders.
enum Sample {
    static let libav = BackendCapabilities(
        name: "libav", version: "5.1.9", operations: [.transcode, .probe, .verify],
        videoEncoders: [
            EncoderInfo(
                name: "libx264", aliases: ["h264"], codec: "h264",
                presets: ["ultrafast", "veryfast", "medium", "slow"], defaultPreset: "medium", crfRange: 0...51,
                defaultCRF: 23, pixelFormats: ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le"],
                options: ["tune", "profile", "bf", "aq-mode"], maxThreads: 16),
            EncoderInfo(
                name: "libx265", aliases: ["hevc", "h265"], codec: "hevc", presets: ["fast", "medium"],
                defaultPreset: "medium", crfRange: 0...51, defaultCRF: 28,
                pixelFormats: ["yuv420p", "yuv420p10le"], maxThreads: 16),
            EncoderInfo(
                name: "libsvtav1", aliases: ["av1"], codec: "av1", presets: (0...13).map { String($0) },
                defaultPreset: "8", crfRange: 0...63, defaultCRF: 35, pixelFormats: ["yuv420p"], maxThreads: 16),
            EncoderInfo(
                name: "libvpx-vp9", aliases: ["vp9"], codec: "vp9", crfRange: 0...63, defaultCRF: 32,
                pixelFormats: ["yuv420p"], maxThreads: 16),
        ],
        audioEncoders: [
            EncoderInfo(
                name: "aac", codec: "aac", defaultBitrate: 128_000, sampleRates: [44100, 48000], maxChannels: 8),
            EncoderInfo(
                name: "libopus", aliases: ["opus"], codec: "opus", defaultBitrate: 96_000, sampleRates: [48000],
                maxChannels: 8),
            EncoderInfo(name: "libmp3lame", aliases: ["mp3"], codec: "mp3", defaultBitrate: 192_000, maxChannels: 2),
            EncoderInfo(name: "flac", codec: "flac", maxChannels: 8),
        ],
        containers: [
            ContainerInfo(
                name: "mp4", extensions: ["mp4", "m4v"], videoCodecs: ["h264", "hevc", "av1", "vp9"],
                audioCodecs: ["aac", "mp3", "opus", "flac"], subtitleCodecs: ["mov_text"],
                defaultVideoEncoder: "libx264", defaultAudioEncoder: "aac"),
            ContainerInfo(
                name: "mkv", extensions: ["mkv"], videoCodecs: ["h264", "hevc", "av1", "vp9"],
                audioCodecs: ["aac", "mp3", "opus", "flac"], subtitleCodecs: ["ass", "subrip"],
                defaultVideoEncoder: "libx264", defaultAudioEncoder: "aac"),
            ContainerInfo(
                name: "webm", extensions: ["webm"], videoCodecs: ["vp9", "av1"], audioCodecs: ["opus"],
                defaultVideoEncoder: "libvpx-vp9", defaultAudioEncoder: "libopus"),
            ContainerInfo(
                name: "m4a", extensions: ["m4a"], videoCodecs: [], audioCodecs: ["aac"], defaultAudioEncoder: "aac"),
            ContainerInfo(
                name: "mp3", extensions: ["mp3"], videoCodecs: [], audioCodecs: ["mp3"], maxAudioStreams: 1,
                defaultAudioEncoder: "libmp3lame"),
            ContainerInfo(
                name: "ogg", extensions: ["ogg", "opus"], videoCodecs: [], audioCodecs: ["opus", "flac"],
                maxAudioStreams: 1, defaultAudioEncoder: "libopus"),
            ContainerInfo(
                name: "flac", extensions: ["flac"], videoCodecs: [], audioCodecs: ["flac"], maxAudioStreams: 1,
                defaultAudioEncoder: "flac"),
        ],
        limits: BackendLimits())

    static let synthetic = BackendCapabilities(
        name: "synthetic", version: "1", operations: [.transcode, .probe, .verify],
        videoEncoders: [
            EncoderInfo(name: "synthetic", codec: "synthetic", options: ["frames", "fail"])
        ],
        audioEncoders: [],
        containers: [
            ContainerInfo(
                name: "synthetic", extensions: ["syn"], videoCodecs: ["synthetic"], audioCodecs: [],
                defaultVideoEncoder: "synthetic")
        ],
        limits: BackendLimits(maxOutputs: 4))

    static func job(_ outputs: OutputDocument...) -> JobDocument {
        JobDocument(input: InputSpec(path: "/in.mov"), outputs: outputs)
    }

    /// The only output, resolved.
    static func resolve(_ output: OutputDocument) throws -> OutputSpec {
        try job(output).resolved(capabilities: [libav]).outputs[0]
    }

    /// What is wrong with a document, as `pointer: detail`; empty where nothing is.
    static func complaints(
        _ document: JobDocument, _ capabilities: [BackendCapabilities] = [libav, synthetic]
    ) -> [String] {
        do throws(FieldErrors) {
            _ = try document.resolved(capabilities: capabilities)
            return []
        } catch {
            return error.errors.map { "\($0.pointer): \($0.detail)" }
        }
    }
}
