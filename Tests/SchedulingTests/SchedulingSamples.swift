import JobModel

/// A repeatable source of random numbers (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum Sample {
    static func spec(_ videos: VideoSpec...) -> JobSpec { spec(videos) }

    static func spec(_ videos: [VideoSpec]) -> JobSpec {
        JobSpec(
            input: InputSpec(path: "/in"),
            outputs: videos.enumerated().map { index, video in
                OutputSpec(
                    path: "/o\(index)", container: "mp4", video: .encode(video), audio: .none, subtitles: .none)
            })
    }

    static func x264(_ width: Int? = nil, _ height: Int? = nil, preset: String = "medium", threads: Int? = nil)
        -> VideoSpec
    {
        VideoSpec(codec: "libx264", crf: 23, preset: preset, width: width, height: height, threads: threads)
    }
}
