import JobModel
import LibAV
import MediaPipeline
import Platform
import TestSupport
import Testing
import WorkerProtocol

@Suite("What a verification costs")
struct VerificationCostTests {
    init() { LibAV.start() }

    /// CPU time, so that other work on the machine does not matter much.
    @Test(.enabled(if: Media.isAvailable, Media.whySkipped), arguments: ["video/flower-540p-h264.mp4"])
    func atMostThreePercentOfAMediumEncode(name: String) throws {
        let folder = try TemporaryDirectory()
        let output = folder.file("out.mp4")
        let encode = try Tool.run(
            "ffmpeg",
            ["-v", "error", "-nostdin", "-threads", "1", "-i", try #require(Media.file(name))]
                + ["-c:v", "libx264", "-preset", "medium", "-threads", "1", "-c:a", "aac", output])
        #expect(encode.succeeded)
        let expectation = try Expectation.of(output, container: "mp4")
        let start = ThreadCPUClock.nanoseconds()
        let report = try Expectation.verify(output, expectation)
        let seconds = Double(ThreadCPUClock.nanoseconds() - start) / 1e9
        let share = seconds / encode.cpuSeconds
        print(
            "verification: \(seconds) s of CPU, \(share * 100) % of the encode, \(report.framesDecoded) frames decoded")
        #expect(share < 0.03)
    }
}
