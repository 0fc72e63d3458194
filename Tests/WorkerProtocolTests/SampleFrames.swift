import JobModel
import WorkerProtocol

/// At least one frame of every kind, with the values at the borders of their ranges.
enum SampleFrames {
    static let all: [WorkerFrame] = [
        .ready(.init(version: 1, tier: .a, landlockABI: 7, layers: ["namespaces", "landlock", "seccomp"])),
        .ready(.init(version: .max, tier: .none, landlockABI: 0, layers: [])),
        .started(monotonicNanoseconds: 0),
        .started(monotonicNanoseconds: .max >> 1),
        .progress(JobProgress(phase: .opening)),
        .progress(
            JobProgress(
                phase: .verifying, percent: 100, frames: 1 << 62, fps: 59.94, speed: 2.5, etaSeconds: 0.5,
                bytesWritten: 1 << 40)),
        .report([0]),
        .done,
        .failed(Failure(.inputCorrupt, "a moov atom is missing")),
        .failed(
            Failure(
                .internal, "größer", pointer: "/outputs/0", hint: "try again", stage: "mux", stream: 65_535,
                timestamp: -1.5, cause: "EIO")),
        .forked(slot: .max, pid: 1),
        .forked(slot: 0, pid: 1 << 22),
        .forkFailed(slot: 7, errno: 11),
        .refused("no seccomp in this kernel"),
    ]
}
