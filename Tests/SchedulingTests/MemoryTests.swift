import JobModel
import Scheduling
import Testing

@Suite("Memory claims")
struct MemoryTests {
    private let model = MemoryModel()

    private func megabytes(_ spec: JobSpec, threads: Int = 1) -> Double {
        Double(model.bytes(for: spec, threads: threads)) / 1e6
    }

    /// A claim covers what was measured, and is not more than twice of it.
    @Test(
        arguments: [
            (Sample.spec(Sample.x264(1920, 1080)), 1, 445.0),
            (Sample.spec(Sample.x264(1920, 1080, preset: "veryfast")), 1, 239),
            (Sample.spec(Sample.x264(1920, 1080, preset: "slow")), 1, 524),
            (Sample.spec(Sample.x264(1280, 720)), 1, 253),
            (Sample.spec(Sample.x264(1920, 1080)), 8, 700),
            (Sample.spec(Sample.x264(1920, 1080)), 24, 1156),
            (Sample.spec(VideoSpec(codec: "libx265", preset: "medium", width: 1920, height: 1080)), 1, 475),
            (Sample.spec(VideoSpec(codec: "libsvtav1", preset: "10", width: 1920, height: 1080)), 1, 424),
            (
                Sample.spec(
                    Sample.x264(1920, 1080, preset: "veryfast"), Sample.x264(1280, 720, preset: "veryfast"),
                    Sample.x264(854, 480, preset: "veryfast"), Sample.x264(640, 360, preset: "veryfast")), 1, 378
            ),
        ])
    func covers(spec: JobSpec, threads: Int, measured: Double) {
        let claim = megabytes(spec, threads: threads)
        #expect(claim >= measured && claim <= 2 * measured, "\(claim) MB for \(measured) MB")
    }

    @Test func deeperPixelsClaimMore() {
        func claim(_ format: String) -> Double {
            megabytes(
                Sample.spec(VideoSpec(codec: "libx264", width: 1920, height: 1080, pixelFormat: format)))
        }
        #expect(claim("yuv420p") < claim("yuv422p"))
        #expect(claim("yuv422p") < claim("yuv420p10le"))
        #expect(claim("yuv420p10le") < claim("yuv444p10le"))
    }

    @Test func aRemuxIsSmall() {
        let spec = JobSpec(
            input: InputSpec(path: "/in"),
            outputs: [OutputSpec(path: "/o", container: "mp4", video: .copy, audio: .copy, subtitles: .none)])
        #expect(model.bytes(for: spec, threads: 8) == MemoryModel.plainBytes)
    }

    @Test func moreThreadsOrPixelsNeverClaimLess() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            let width = Int.random(in: 16...8192, using: &generator)
            let height = Int.random(in: 16...8192, using: &generator)
            let threads = Int.random(in: 1...32, using: &generator)
            let small = model.bytes(for: Sample.spec(Sample.x264(width, height)), threads: threads)
            #expect(model.bytes(for: Sample.spec(Sample.x264(width, height)), threads: threads + 1) > small)
            #expect(model.bytes(for: Sample.spec(Sample.x264(width + 16, height)), threads: threads) > small)
        }
    }

    /// Whatever comes and goes: the sum stays within the budget unless a single attempt runs alone.
    @Test func admissionHoldsTheBudget() {
        var generator = SeededGenerator(seed: 9)
        var admission = MemoryAdmission(available: 10_000)
        var running: [AttemptKey: Int64] = [:]
        var alone = 0
        for step in 0..<20_000 {
            if Bool.random(using: &generator), let key = running.keys.randomElement(using: &generator) {
                admission.release(key)
                running[key] = nil
            } else {
                let key = AttemptKey(
                    job: JobID(created: Timestamp(milliseconds: 0), using: &generator), fence: Int64(step))
                let bytes = Int64.random(in: 0...12_000, using: &generator)
                let fits = admission.fits(bytes)
                let admitted = admission.admit(key, claiming: bytes)
                #expect(admitted == fits)
                if admitted { running[key] = bytes }
            }
            let sum = running.values.reduce(0, +)
            #expect(admission.claimed == sum)
            #expect(sum <= admission.budget || running.count == 1)
            if sum > admission.budget { alone += 1 }
        }
        #expect(admission.budget == 8500 && alone > 0)
    }

    @Test func aKeyClaimsOnce() {
        var generator = SeededGenerator(seed: 1)
        var admission = MemoryAdmission(available: 100)
        let key = AttemptKey(job: JobID(created: Timestamp(milliseconds: 0), using: &generator), fence: 1)
        func admitted(_ key: AttemptKey, _ bytes: Int64) -> Bool { admission.admit(key, claiming: bytes) }
        #expect(admitted(key, 10))
        #expect(!admitted(key, 10))
        #expect(admission.claimed == 10)
        #expect(!admitted(AttemptKey(job: key.job, fence: 2), -1))
    }
}
