import JobModel

/// Values that the tests put into a store.
enum Samples {
    static let requester = Requester(uid: 1000, gid: 100)

    static func spec(
        outputs: [String] = [], priority: Int = 0, labels: [String: String] = [:]
    ) -> JobSpec {
        JobSpec(
            input: InputSpec(path: "/in/a.mov"),
            outputs: outputs.map {
                OutputSpec(
                    path: $0, container: "mp4", video: .encode(VideoSpec(codec: "libx264", crf: 23)), audio: .copy,
                    subtitles: .none)
            }, priority: priority, labels: labels)
    }

    static func job(
        outputs: [String] = [], priority: Int = 0, labels: [String: String] = [:], key: IdempotencyKey? = nil,
        requester: Requester = requester
    ) -> NewJob {
        NewJob(
            id: JobID(created: Timestamp(milliseconds: 1_700_000_000_000)),
            spec: spec(outputs: outputs, priority: priority, labels: labels), requester: requester, idempotency: key)
    }

    static let result = JobResult(
        outputs: [
            OutputResult(
                path: "/out/a.mp4", bytes: 1234, sha256: String(repeating: "ab", count: 32), container: "mp4",
                duration: 2.5, streams: [])
        ], warnings: ["one packet was corrupt"], usage: Usage(wallSeconds: 1.5, stageCPUSeconds: ["decode": 0.25]),
        sandbox: SandboxStamp(tier: .a, layers: ["seccomp"]), backend: "libav 5.1.9",
        width: WidthDecision(threads: 2, reason: "two cores are free"))

    static let intents = [
        PublicationIntent(
            path: "/out/a.mp4", temporaryPath: "/out/.millrace-x.1.0.part", device: 1 << 40, inode: .max, bytes: 1234,
            sha256: String(repeating: "ab", count: 32), replacedInode: 7)
    ]

    static let crash = Failure(.workerCrashed, "The worker died.", stage: "decode", signal: 11, logTail: ["last words"])
}
