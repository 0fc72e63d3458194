import FoundationEssentials
import JobModel
import Testing

@Suite("Values survive JSON")
struct RoundTripTests {
    private func roundTrip<Value: Codable & Equatable>(_ value: Value) throws -> String {
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(Value.self, from: data) == value)
        return String(decoding: data, as: UTF8.self)
    }

    private let spec = JobSpec(
        input: InputSpec(path: "/in"),
        outputs: [
            OutputSpec(
                path: "/o.mp4", container: "mp4", preset: "p",
                video: .encode(
                    VideoSpec(codec: "libx264", crf: 23.5, fit: .pad, pixelFormat: "yuv420p", options: ["a": "b"])),
                audio: .encode(AudioSpec(codec: "aac", sampleRate: 48000)), subtitles: .copy),
            OutputSpec(path: "/o.mkv", container: "mkv", video: .copy, audio: .none, subtitles: .none),
        ],
        priority: 5, labels: ["k": "v"], overwrite: true, verify: .full, backend: "libav")

    @Test func aSpec() throws { _ = try roundTrip(spec) }

    @Test func aRecordWithEverything() throws {
        var generator = SeededGenerator(seed: 1)
        let now = Timestamp(milliseconds: 1_795_160_571_250)
        let stream = StreamResult(
            index: 0, kind: .audio, action: .copied, codec: "aac", source: 1, packets: 3, frames: 3, bytes: 9,
            sampleRate: 48000, channels: 2)
        let result = JobResult(
            outputs: [
                OutputResult(path: "/o", bytes: 9, sha256: "ab", container: "mp4", duration: 1.5, streams: [stream])
            ],
            losses: [Loss(output: 0, stream: 2, what: "data", why: "no room")], warnings: ["w"],
            usage: Usage(
                wallSeconds: 1, cpuSeconds: 2, peakMemoryBytes: 3, verifyCPUSeconds: 4, stageCPUSeconds: ["a": 1],
                dispatchSeconds: 0.5),
            sandbox: SandboxStamp(tier: .a, layers: ["seccomp"]), backend: "libav 5.1.9",
            width: WidthDecision(threads: 2, reason: "r"))
        let record = JobRecord(
            id: JobID(created: now, using: &generator), spec: spec, state: .failed, reason: "retry_backoff", attempt: 2,
            createTime: now, startTime: now, endTime: now, notBefore: now, requester: Requester(uid: 1, gid: 2),
            progress: JobProgress(
                phase: .transcoding, percent: 5, frames: 6, fps: 7, speed: 8, etaSeconds: 9, bytesWritten: 10),
            result: result,
            problem: Failure(
                .workerCrashed, "it crashed", pointer: "/input", hint: "h", stage: "decode", stream: 1, timestamp: 2.5,
                cause: "c", signal: 11, logTail: ["l"]),
            version: 4)
        let text = try roundTrip(record)
        for field in ["create_time", "not_before", "sample_rate", "peak_memory_bytes", "log_tail", "eta_s", "etag"] {
            #expect(text.contains("\"\(field)\""), "\(field)")
        }
    }

    @Test func capabilities() throws {
        let text = try roundTrip(Sample.libav)
        #expect(text.contains("\"default_video_encoder\"") && text.contains("\"crf_range\""))
    }

    @Test func aProbeReport() throws {
        var report = ProbeReport(format: "mov", bytes: 5)
        report.duration = 1.5
        report.tags = ["title": "t"]
        var stream = ProbeReport.Stream(index: 0, kind: .video, codec: "h264")
        stream.sampleAspectRatio = "16:15"
        stream.rotation = 90
        stream.sideData = ["Display Matrix"]
        report.streams = [stream]
        report.chapters = [.init(start: 0, end: 1, title: "c")]
        #expect(try roundTrip(report).contains("\"sample_aspect_ratio\""))
    }

    @Test func presets() throws {
        for preset in PresetCatalog.standard.presets { _ = try roundTrip(preset) }
    }

    @Test func anEvent() throws {
        var generator = SeededGenerator(seed: 2)
        let now = Timestamp(milliseconds: 5)
        _ = try roundTrip(
            JobEvent(
                sequence: 7, time: now, kind: .retrying, job: JobID(created: now, using: &generator), state: .queued,
                attempt: 1, problem: Failure(.noSpace, "full")))
    }

    @Test(arguments: ["", "01ARZ3NDEKTSV4RRFFQ69G5FA", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU"])
    func foreignJobIDs(text: String) {
        #expect(JobID(text) == nil)
    }

    @Test func jobIDsSortByTime() {
        var generator = SeededGenerator(seed: 3)
        let ids = (0..<100).map { JobID(created: Timestamp(milliseconds: $0 * 1000), using: &generator) }
        #expect(ids == ids.sorted() && ids.allSatisfy { JobID($0.text) == $0 })
    }
}
