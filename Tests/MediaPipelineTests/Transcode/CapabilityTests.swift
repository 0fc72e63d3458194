import JobModel
import LibAV
import Platform
import TestSupport
import Testing
import WorkerProtocol

@testable import MediaPipeline

/// What the backend promises, it does.
@Suite("Capabilities", .enabled(if: Tool.hasFFmpeg, "skipped: ffmpeg and ffprobe are not installed"))
struct CapabilityTests {
    let folder: TemporaryDirectory
    let input: String

    init() throws {
        folder = try TemporaryDirectory()
        input = try MadeMedia.clip(folder.file("in.mp4"), seconds: 0.5)
    }

    @Test(
        "Every encoder goes into every container that lists its codec, and the file verifies",
        arguments: ContainerProfile.all.map(\.name))
    func containers(name: String) throws {
        let capabilities = MediaPipeline.capabilities()
        let container = try #require(capabilities.containers.first { $0.name == name })
        let video = capabilities.videoEncoders.filter { container.videoCodecs.contains($0.codec) }
        let audio = capabilities.audioEncoders.filter { container.audioCodecs.contains($0.codec) }
        for index in 0..<max(video.count, audio.count) {
            let picture: Track<VideoSpec> =
                video.isEmpty ? .none : .encode(.fast(video[index % video.count].name))
            let sound: Track<AudioSpec> =
                audio.isEmpty ? .none : .encode(AudioSpec(codec: audio[index % audio.count].name))
            let output = folder.file("out\(index).\(container.extensions[0])")
            let report = try TranscodeJob.run(input, to: output, .of(name, video: picture, audio: sound))
            let probe = try Probe(output, frames: true)
            #expect(probe.video?.frameCount == (video.isEmpty ? nil : 13) || probe.video?.frameCount == 12)
            let file = SharedDescriptor(try File.open(output, .readOnly))
            let verification = OutputVerification(
                file, expectation: report.outputs[0], level: .full, progress: { _ in })
            #expect(throws: Never.self) { _ = try verification.run() }
        }
    }

    @Test("Names, presets and formats are libav's own")
    func names() {
        let capabilities = MediaPipeline.capabilities()
        #expect(capabilities.videoEncoders.map(\.name) == ["libx264", "libx265", "libsvtav1", "libvpx-vp9"])
        #expect(capabilities.containers.allSatisfy { !$0.extensions.isEmpty })
        for encoder in capabilities.videoEncoders {
            #expect(encoder.pixelFormats.contains("yuv420p"))
            #expect(!encoder.options.contains("threads"))
        }
        #expect(capabilities.videoEncoders[0].options.contains("x264-params"))
    }
}
