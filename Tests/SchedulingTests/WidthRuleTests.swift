import JobModel
import Scheduling
import Testing

@Suite("Width of a job")
struct WidthRuleTests {
    @Test func aDeepQueueRunsNarrow() {
        let decision = WidthRule(cores: 16).decide(for: Sample.spec(Sample.x264(1920, 1080)), runnableJobs: 100)
        #expect(decision == WidthDecision(threads: 1, reason: "16 cores for 100 runnable jobs"))
    }

    @Test func aLoneJobWidensToItsCap() {
        let rule = WidthRule(cores: 32)
        #expect(
            rule.decide(for: Sample.spec(Sample.x264(1920, 1080)), runnableJobs: 1)
                == WidthDecision(
                    threads: 8, reason: "32 cores for 1 runnable job, capped at 8 for libx264 at 1080 lines"))
        #expect(rule.decide(for: Sample.spec(Sample.x264(854, 480)), runnableJobs: 1).threads == 4)
    }

    @Test func aLadderSharesTheCores() {
        let ladder = Sample.spec(Sample.x264(1920, 1080), Sample.x264(1280, 720), Sample.x264(854, 480))
        let decision = WidthRule(cores: 8).decide(for: ladder, runnableJobs: 1)
        #expect(decision == WidthDecision(threads: 2, reason: "8 cores for 1 runnable job, shared by 3 encoders"))
    }

    @Test func aDocumentsThreadsAreKept() {
        let decision = WidthRule(cores: 2).decide(for: Sample.spec(Sample.x264(threads: 6)), runnableJobs: 9)
        #expect(decision == WidthDecision(threads: 6, reason: "the document names the threads"))
    }

    @Test func copiesNeedNoWidth() {
        let spec = JobSpec(
            input: InputSpec(path: "/in"),
            outputs: [OutputSpec(path: "/o", container: "mp4", video: .copy, audio: .copy, subtitles: .none)])
        #expect(WidthRule(cores: 8).decide(for: spec, runnableJobs: 1).threads == 1)
    }

    /// For any load: at least one thread, never more than a share of the cores or the cap, and wider only when
    /// fewer jobs wait.
    @Test func itsBounds() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5000 {
            let cores = Int.random(in: 1...128, using: &generator)
            let jobs = Int.random(in: 0...300, using: &generator)
            let height = Int.random(in: 16...4320, using: &generator)
            let encoders = Int.random(in: 1...6, using: &generator)
            let codec = ["libx264", "libx265", "libsvtav1", "libvpx-vp9", "other"].randomElement(using: &generator)
            let video = VideoSpec(codec: codec ?? "other", height: height)
            let spec = Sample.spec(Array(repeating: video, count: encoders))
            let threads = WidthRule(cores: cores).decide(for: spec, runnableJobs: jobs).threads
            #expect((1...WidthRule.cap(for: video)).contains(threads))
            #expect(threads == 1 || threads * encoders * max(1, jobs) < cores + max(1, jobs))
            #expect(WidthRule(cores: cores).decide(for: spec, runnableJobs: jobs + 1).threads <= threads)
        }
    }
}
