package import JobModel
import LibAV

extension MediaPipeline {
    /// What this build of libav can do for Millrace.
    package static func capabilities() -> BackendCapabilities {
        let encoders = EncoderProfile.all.compactMap { profile in profile.info.map { (profile, $0) } }
        let usable = Set(encoders.map(\.1.name))
        let containers = ContainerProfile.all.map { profile in
            var info = profile.info
            if let name = info.defaultVideoEncoder, !usable.contains(name) { info.defaultVideoEncoder = nil }
            if let name = info.defaultAudioEncoder, !usable.contains(name) { info.defaultAudioEncoder = nil }
            return info
        }
        return BackendCapabilities(
            name: "libav", version: LibAV.version, operations: BackendCapabilities.Operation.allCases,
            videoEncoders: encoders.filter(\.0.isVideo).map(\.1),
            audioEncoders: encoders.filter { !$0.0.isVideo }.map(\.1),
            containers: containers, limits: BackendLimits(maxOutputs: 16, maxWidth: 8192, maxHeight: 8192))
    }

    /// Touches what needs the file system or the processor's topology before the process is sealed: libav's log, and
    /// libnuma beneath x265, which inside the seal finds one processor and then writes other bytes.
    /// (SVT-AV1 must not be touched so: opened and closed without pictures, it hangs.)
    package static func prepare() {
        LibAV.start(forwardLog: true)
        touchX265()
    }

    private static func touchX265() {
        guard let builder = try? EncoderBuilder.make("libx265", globalHeader: true) else { return }
        builder.setVideo(
            width: 64, height: 64, format: PixelFormat(name: "yuv420p")!, sampleAspectRatio: .one, color: .unspecified,
            timeBase: Rational(1, 25), frameRate: Rational(25, 1))
        try? builder.set(option: "x265-params", to: "pools=1:frame-threads=1:log-level=none")
        _ = try? builder.open().timeBase
    }
}
