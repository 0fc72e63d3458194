package import JobModel

/// How much memory an attempt may need: `1.25 × (base + Σ encoders)`, in bytes of resident memory.
///
/// Base is a worker with libraries, demuxer and a one-thread decoder. An encoder costs a slope by codec and speed
/// preset for each megapixel of its picture, and some frames for each thread beyond the first; deep or less
/// subsampled pixels cost more. Two-point fits to measured workers (x264 medium: 99 MB + 167 MB/MP); VP9 is taken
/// from published per-megapixel ratios.
package struct MemoryModel: Sendable {
    /// Megapixels of the source where they are not known before it is opened: 1080p.
    package static let assumedMegapixels = 1920 * 1080 / 1e6

    package init() {}

    /// - Parameters:
    ///   - threads: of each encoder whose settings do not name a number.
    ///   - sourceMegapixels: of the source's picture; nil where it is not known.
    package func bytes(for spec: JobSpec, threads: Int, sourceMegapixels: Double? = nil) -> Int64 {
        let encoders = spec.outputs.compactMap(\.video.settings)
        guard !encoders.isEmpty else { return Self.plainBytes }
        let source = sourceMegapixels ?? Self.assumedMegapixels
        let megabytes = encoders.reduce(Self.decodeMegabytes) { sum, video in
            sum + Self.megabytes(of: video, threads: video.threads ?? threads, source: source)
        }
        return Int64(megabytes * 1.25 * 1e6)
    }

    /// A remux, an audio job or a probe: libraries, buffers and packets.
    package static let plainBytes: Int64 = 64_000_000

    /// Fitted intercept: process, libraries, decoder with its reference frames.
    private static let decodeMegabytes = 99.0

    private static func megabytes(of video: VideoSpec, threads: Int, source: Double) -> Double {
        let area = megapixels(of: video, source: source)
        let slope = megabytesPerMegapixel(codec: video.codec, preset: video.preset)
        // About ten frames of 4:2:0 for each further thread: 36 MB at 1080p.
        let extra = Double(max(0, threads - 1)) * 17.4
        return area * (slope + extra) * pixelFactor(video.pixelFormat)
    }

    /// The picture that is encoded is at most the box; with one side open it is not larger than the source's shape
    /// makes it, which is bounded by a 16:9 picture of that side.
    private static func megapixels(of video: VideoSpec, source: Double) -> Double {
        switch (video.width, video.height) {
        case (let width?, let height?): Double(width) * Double(height) / 1e6
        case (let width?, nil): Double(width) * Double(width) * 9 / 16 / 1e6
        case (nil, let height?): Double(height) * Double(height) * 16 / 9 / 1e6
        case (nil, nil): source
        }
    }

    private static func megabytesPerMegapixel(codec: String, preset: String?) -> Double {
        switch codec {
        case "libx264":
            switch preset {
            case "ultrafast", "superfast", "veryfast": 68
            case "slow", "slower", "veryslow", "placebo": 205
            default: 167
            }
        case "libx265": preset.map { $0.hasPrefix("slow") || $0 == "veryslow" } == true ? 225 : 182
        case "libsvtav1": 157
        case "libvpx-vp9": 100
        case "synthetic": 1
        default: 167
        }
    }

    private static func pixelFactor(_ format: String?) -> Double {
        guard let format else { return 1 }
        var factor = 1.0
        if format.contains("422") { factor *= 1.25 }
        if format.contains("444") || format.hasPrefix("gbr") { factor *= 1.5 }
        if ["p10", "p12", "p14", "p16"].contains(where: { format.contains($0) }) { factor *= 2 }
        return factor
    }
}
