import JobModel
import Testing

@Suite("Presets")
struct PresetTests {
    @Test func theCatalogHasTheNamesPeopleKnow() {
        #expect(
            PresetCatalog.standard.presets.map(\.name) == [
                "h264-1080p", "h264-720p", "h264-480p", "hevc-1080p", "av1-1080p", "vp9-1080p", "aac-128k", "opus-96k",
                "mp3-192k", "flac", "remux-mp4", "remux-mkv",
            ])
        #expect(PresetCatalog.standard.presets.allSatisfy { !$0.summary.isEmpty && $0.output.path == nil })
    }

    @Test(arguments: PresetCatalog.standard.presets)
    func everyPresetResolves(preset: Preset) throws {
        let suffix =
            switch preset.name {
            case "vp9-1080p": "webm"
            case "aac-128k": "m4a"
            case "opus-96k": "opus"
            case "mp3-192k": "mp3"
            case "flac": "flac"
            case "remux-mkv": "mkv"
            default: "mp4"
            }
        let output = try Sample.resolve(OutputDocument(path: "/o.\(suffix)", preset: preset.name))
        #expect(output.preset == preset.name)
        #expect(output.video.settings?.codec == preset.output.video?.settings?.codec)
        #expect(output.audio.settings?.bitrate == preset.output.audio?.settings?.bitrate)
    }

    @Test func fieldsOfTheDocumentOverride() throws {
        let output = try Sample.resolve(
            OutputDocument(
                path: "/o.mkv", preset: "h264-720p", video: .encode(VideoDocument(crf: 18, preset: "slow")),
                audio: .encode(AudioDocument(channels: 2))))
        #expect(output.container == "mkv")
        let video = try #require(output.video.settings)
        #expect(video.crf == 18 && video.preset == "slow" && video.width == 1280 && video.codec == "libx264")
        #expect(output.audio.settings == AudioSpec(codec: "aac", bitrate: 128_000, channels: 2))
    }

    @Test func aBitrateDisplacesThePresetsQuality() throws {
        let output = try Sample.resolve(
            OutputDocument(path: "/o.mp4", preset: "h264-720p", video: .encode(VideoDocument(bitrate: 3_000_000))))
        #expect(output.video.settings?.crf == nil && output.video.settings?.bitrate == 3_000_000)
    }

    @Test func anotherCodecKeepsTheSizeOnly() throws {
        let output = try Sample.resolve(
            OutputDocument(path: "/o.mp4", preset: "h264-720p", video: .encode(VideoDocument(codec: "hevc"))))
        let video = try #require(output.video.settings)
        #expect(video.codec == "libx265" && video.crf == 28 && video.width == 1280 && video.pixelFormat == "yuv420p")
    }

    @Test func anAliasOfThePresetsCodecIsTheSameCodec() throws {
        let output = try Sample.resolve(
            OutputDocument(path: "/o.mp4", preset: "h264-720p", video: .encode(VideoDocument(codec: "h264"))))
        #expect(output.video.settings?.crf == 22)
    }

    @Test func aWordReplacesThePresetsTrack() throws {
        let output = try Sample.resolve(OutputDocument(path: "/o.mp4", preset: "h264-720p", audio: .copy))
        #expect(output.audio == .copy)
    }

    @Test func optionsAreMergedByName() throws {
        let catalog = PresetCatalog([
            Preset(
                name: "p", summary: "s",
                output: OutputDocument(
                    video: .encode(VideoDocument(codec: "libx264", options: ["tune": "film", "bf": "2"]))))
        ])
        let document = Sample.job(
            OutputDocument(path: "/o.mp4", preset: "p", video: .encode(VideoDocument(options: ["bf": "3"]))))
        let spec = try document.resolved(presets: catalog, capabilities: [Sample.libav])
        #expect(spec.outputs[0].video.settings?.options == ["tune": "film", "bf": "3"])
    }
}
