import JobModel
import Testing

private typealias SoundTrack = Track<AudioDocument>

@Suite("A document is resolved against capabilities")
struct ResolutionTests {
    @Test func everythingOpenTakesTheContainersDefaults() throws {
        let spec = try Sample.job(OutputDocument(path: "/x/out.mp4")).resolved(
            capabilities: [Sample.synthetic, Sample.libav])
        #expect(spec.backend == "libav")
        let output = spec.outputs[0]
        #expect(output.container == "mp4")
        #expect(output.video == .encode(VideoSpec(codec: "libx264", crf: 23, preset: "medium")))
        #expect(output.audio == .encode(AudioSpec(codec: "aac")))
        #expect(output.subtitles == .copy)
    }

    @Test func anAudioContainerHasNoVideo() throws {
        let output = try Sample.resolve(OutputDocument(path: "/x/out.M4A"))
        #expect(output.container == "m4a" && output.video == .none && output.subtitles == .none)
    }

    @Test func theBackendIsChosenByWhatItCanDo() throws {
        let both = [Sample.libav, Sample.synthetic]
        #expect(try Sample.job(OutputDocument(path: "/x.syn")).resolved(capabilities: both).backend == "synthetic")
        #expect(try Sample.job(OutputDocument(path: "/x.mkv")).resolved(capabilities: both).backend == "libav")
        let probe = JobDocument(kind: .probe, input: InputSpec(path: "/in"))
        #expect(try probe.resolved(capabilities: both).backend == "libav")
    }

    @Test func aliasesBecomeEncoders() throws {
        let output = try Sample.resolve(
            OutputDocument(
                path: "/o.mkv", video: .encode(VideoDocument(codec: "h265")),
                audio: .encode(AudioDocument(codec: "opus")))
        )
        #expect(output.video.settings?.codec == "libx265" && output.video.settings?.crf == 28)
        #expect(output.audio.settings?.codec == "libopus")
    }

    @Test func aBitrateReplacesTheDefaultQuality() throws {
        let output = try Sample.resolve(
            OutputDocument(path: "/o.mp4", video: .encode(VideoDocument(bitrate: 2_000_000))))
        #expect(output.video.settings?.crf == nil && output.video.settings?.bitrate == 2_000_000)
    }

    @Test func pathsLoseWhatSaysNothing() throws {
        #expect(try Sample.resolve(OutputDocument(path: "//a/./b//o.mp4")).path == "/a/b/o.mp4")
    }

    @Test(
        arguments: [
            (
                OutputDocument(path: "/o.xyz"),
                "/outputs/0/container: extension \".xyz\" names no container: name one of"
            ),
            (OutputDocument(path: "/o"), "/outputs/0/container: the file name has no extension: name one of mp4"),
            (
                OutputDocument(path: "/o", container: "mp5"),
                "/outputs/0/container: unknown container \"mp5\"; did you mean \"mp4\"?"
            ),
            (
                OutputDocument(path: "/o", container: "m4v"),
                "/outputs/0/container: unknown container \"m4v\"; did you mean \"mp4\"?"
            ),
            (
                OutputDocument(path: "/o.mp4", preset: "h264-720"),
                "/outputs/0/preset: unknown preset \"h264-720\"; did you mean \"h264-720p\"?"
            ),
            (
                OutputDocument(path: "/o.mkv", preset: "remux-mp4"),
                "/outputs/0/path: the preset writes mp4 but the file name says mkv"
            ),
            (
                OutputDocument(path: "/o.webm", preset: "h264-720p", audio: SoundTrack.none),
                "/outputs/0/preset: webm cannot hold h264; it holds vp9, av1"
            ),
            (
                OutputDocument(path: "/o.webm", video: .encode(.init(codec: "h264"))),
                "/outputs/0/video/codec: webm cannot hold h264; it holds vp9, av1"
            ),
            (
                OutputDocument(path: "/o.mp3", video: .encode(.init(codec: "h264"))),
                "/outputs/0/video/codec: mp3 holds no video: set \"video\" to \"none\""
            ),
            (OutputDocument(path: "/o.mp3", video: .copy), "/outputs/0/video: mp3 holds no video"),
            (OutputDocument(path: "/o.mp3", subtitles: .copy), "/outputs/0/subtitles: mp3 cannot hold subtitles"),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(codec: "libx246"))),
                "/outputs/0/video/codec: unknown video codec \"libx246\"; did you mean \"libx264\"?"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(codec: "theora"))),
                "/outputs/0/video/codec: unknown video codec \"theora\"; known are libx264, libx265"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(codec: "aac"))),
                "/outputs/0/video/codec: \"aac\" is not a video codec"
            ),
            (
                OutputDocument(path: "/o.mp4", audio: .encode(.init(codec: "copy"))),
                "/outputs/0/audio/codec: \"copy\" is not a codec: write \"audio\": \"copy\""
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(crf: 52))),
                "/outputs/0/video/crf: 52 is outside libx264's range 0...51"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(crf: 20, bitrate: 1_000_000))),
                "/outputs/0/video/bitrate: \"crf\" and \"bitrate\" exclude each other"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(bitrate: 2000))),
                "/outputs/0/video/bitrate: 2000 bits a second is outside 10000...1000000000; did you mean 2000000?"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(preset: "medum"))),
                "/outputs/0/video/preset: unknown preset of libx264 \"medum\"; did you mean \"medium\"?"
            ),
            (
                OutputDocument(path: "/o.webm", video: .encode(.init(preset: "slow"))),
                "/outputs/0/video/preset: libvpx-vp9 has no presets"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(options: ["tun": "film"]))),
                "/outputs/0/video/options/tun: unknown option of libx264 \"tun\"; did you mean \"tune\"?"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(options: ["tune": "a\u{1}b"]))),
                "/outputs/0/video/options/tune: an option's value"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(width: 0, height: 720))),
                "/outputs/0/video/width: 0 pixels are outside 1...16384"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(width: 1280, height: 16385))),
                "/outputs/0/video/height: 16385 pixels are outside 1...16384"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(fit: .contain))),
                "/outputs/0/video/fit: \"fit\" needs \"width\" or \"height\""
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(width: 640, fit: .pad))),
                "/outputs/0/video/fit: \"pad\" needs both \"width\" and \"height\""
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(pixelFormat: "yuv420"))),
                "/outputs/0/video/pixel_format: unknown pixel format of libx264 \"yuv420\"; did you mean \"yuv420p\"?"
            ),
            (
                OutputDocument(path: "/o.mp4", video: .encode(.init(threads: 0))),
                "/outputs/0/video/threads: 0 threads; libx264 takes 1...16"
            ),
            (
                OutputDocument(path: "/o.mp4", audio: .encode(.init(bitrate: 128))),
                "/outputs/0/audio/bitrate: 128 bits a second is outside 4000...10000000; did you mean 128000?"
            ),
            (
                OutputDocument(path: "/o.flac", audio: .encode(.init(bitrate: 128_000))),
                "/outputs/0/audio/bitrate: flac takes no bit rate"
            ),
            (
                OutputDocument(path: "/o.mp3", audio: .encode(.init(channels: 6))),
                "/outputs/0/audio/channels: 6 channels; libmp3lame takes 1...2"
            ),
            (
                OutputDocument(path: "/o.webm", audio: .encode(.init(sampleRate: 44100))),
                "/outputs/0/audio/sample_rate: libopus does not take 44100 Hz; it takes 48000"
            ),
            (
                OutputDocument(path: "/o.mp3", audio: .encode(.init(sampleRate: 3))),
                "/outputs/0/audio/sample_rate: 3 Hz is outside 1000...768000"
            ),
            (
                OutputDocument(path: "/o.mp4", video: Track.none, audio: Track.none, subtitles: SubtitleMode.none),
                "/outputs/0: video, audio and subtitles are all \"none\""
            ),
            (OutputDocument(), "/outputs/0/path: missing field \"path\""),
            (OutputDocument(path: "", container: "mp4"), "/outputs/0/path: the path is empty"),
            (OutputDocument(path: "o.mp4"), "/outputs/0/path: \"o.mp4\" is not an absolute path"),
            (OutputDocument(path: "/x/", container: "mp4"), "/outputs/0/path: \"/x/\" names a folder"),
            (OutputDocument(path: "/x/..", container: "mp4"), "/outputs/0/path: \"/x/..\" names a folder"),
            (OutputDocument(path: "/a\0b.mp4"), "/outputs/0/path: the path holds a NUL"),
            (
                OutputDocument(path: "/" + String(repeating: "x", count: 300) + ".mp4"),
                "/outputs/0/path: a name in the path has 304 bytes; at most 255"
            ),
            (
                OutputDocument(path: String(repeating: "/xxxxxxxxx", count: 450) + ".mp4"),
                "/outputs/0/path: the path has 4504 bytes; at most 4095"
            ),
            (OutputDocument(path: "/./in.mov", container: "mp4"), "/outputs/0/path: the output is the input"),
        ])
    func oneThingWrong(output: OutputDocument, expected: String) {
        let complaints = Sample.complaints(Sample.job(output), [Sample.libav])
        #expect(complaints.count == 1 && complaints.first?.hasPrefix(expected) == true, "\(complaints)")
    }

    @Test func wrongAboutTheJobItself() {
        func complaints(_ change: (inout JobDocument) -> Void) -> [String] {
            var document = Sample.job(OutputDocument(path: "/o.mp4"))
            change(&document)
            return Sample.complaints(document)
        }
        #expect(complaints { _ in } == [])
        #expect(complaints { $0.outputs = [] } == ["/outputs: a transcode needs at least one output"])
        #expect(complaints { $0.kind = .probe } == ["/outputs: a probe writes nothing: leave \"outputs\" out"])
        #expect(complaints { $0.priority = 101 } == ["/priority: 101 is outside -100...100"])
        #expect(complaints { $0.input.path = "in" }.first?.hasPrefix("/input/path: \"in\" is not an absolute") == true)
        #expect(
            complaints { $0.outputs.append($0.outputs[0]) } == ["/outputs/1/path: the same file as /outputs/0/path"])
        #expect(
            complaints { $0.backend = "libva" } == ["/backend: unknown backend \"libva\"; did you mean \"libav\"?"])
        #expect(
            complaints { document in
                document.outputs = (0..<17).map { OutputDocument(path: "/o\($0).mp4") }
            } == ["/outputs: 17 outputs; the backend makes at most 16"])
        #expect(complaints { $0.labels = ["bad key": "x"] }.first?.hasPrefix("/labels/bad key: a label's name") == true)
        #expect(complaints { $0.labels = ["k": String(repeating: "v", count: 257)] }.count == 1)
        #expect(complaints { $0.labels = ["k": "a\nb"] } == ["/labels/k: the value holds a control character"])
        #expect(
            complaints { document in
                document.labels = Dictionary(uniqueKeysWithValues: (0..<33).map { ("k\($0)", "v") })
            } == ["/labels: 33 labels; at most 32 are kept"])
        #expect(
            Sample.complaints(Sample.job(OutputDocument(path: "/o.mp4")), [])
                == ["/backend: no running backend can do \"transcode\""])
    }

    @Test func everythingIsReportedAtOnce() {
        let document = JobDocument(
            input: InputSpec(path: "in"),
            outputs: [
                OutputDocument(
                    path: "/o.mp4", video: .encode(VideoDocument(crf: 99, preset: "x")),
                    audio: .encode(AudioDocument(codec: "mp4"))),
                OutputDocument(path: "/p.zzz"),
            ],
            priority: 1000)
        let pointers = Sample.complaints(document).map { $0.split(separator: ":")[0] }
        #expect(
            pointers == [
                "/input/path", "/priority", "/outputs/0/video/crf", "/outputs/0/video/preset",
                "/outputs/0/audio/codec", "/outputs/1/container",
            ])
    }
}
