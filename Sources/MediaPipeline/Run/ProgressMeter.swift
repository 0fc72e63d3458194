import JobModel
import Platform
import Synchronization

/// Turns what the stages count into progress, no more often than asked for. Any thread.
final class ProgressMeter: Sendable {
    private let report: @Sendable (JobProgress) -> Void
    private let interval: UInt64
    private let began = MonotonicClock.nanoseconds()
    private let next: Atomic<UInt64>
    private let phase = Locked(JobProgress.Phase.opening)
    private let demuxed = Atomic<Int64>(0)
    private let position = Atomic<Int64>(0)
    private let frames = Atomic<Int64>(0)
    private let written: Locked<[Int64]>
    private let length: Locked<Int64?>

    /// - Parameters:
    ///   - interval: least milliseconds between two reports.
    ///   - outputs: how many files are written.
    init(interval: Int, outputs: Int, report: @escaping @Sendable (JobProgress) -> Void) {
        self.report = report
        self.interval = UInt64(max(1, interval)) * 1_000_000
        next = Atomic(0)
        written = Locked(Array(repeating: 0, count: outputs))
        length = Locked(nil)
    }

    /// The length that 100 % stands for: microseconds of media, or bytes of the file where those are unknown.
    func setLength(_ length: Int64?) { self.length.withLock { $0 = length } }

    func enter(_ phase: JobProgress.Phase) {
        self.phase.withLock { $0 = phase }
        touch(force: true)
    }

    /// How far the demuxer is, in the unit of the length.
    func demuxed(to position: Int64) {
        if position > demuxed.load(ordering: .relaxed) { demuxed.store(position, ordering: .relaxed) }
        touch()
    }

    /// A frame of the first video output was encoded; its time in microseconds.
    func encoded(frames: Int64, at time: Int64) {
        self.frames.store(frames, ordering: .relaxed)
        reached(time)
    }

    /// Media up to a time in microseconds went into an output.
    func reached(_ time: Int64) {
        if time > position.load(ordering: .relaxed) { position.store(time, ordering: .relaxed) }
        touch()
    }

    func wrote(_ bytes: Int64, output: Int) { written.withLock { $0[output] = bytes } }

    private func touch(force: Bool = false) {
        let now = MonotonicClock.nanoseconds()
        let due = next.load(ordering: .relaxed)
        guard force || now >= due else { return }
        guard next.compareExchange(expected: due, desired: now + interval, ordering: .relaxed).exchanged else { return }
        report(snapshot(now))
    }

    private func snapshot(_ now: UInt64) -> JobProgress {
        let seconds = max(1e-6, Double(now - began) / 1e9)
        let frames = self.frames.load(ordering: .relaxed)
        let media = Double(position.load(ordering: .relaxed)) / 1e6
        var percent: Double?
        var eta: Double?
        if let length = length.withLock({ $0 }), length > 0 {
            let share = min(1, max(0, Double(demuxed.load(ordering: .relaxed)) / Double(length)))
            percent = share * 100
            if share > 0.01 { eta = seconds * (1 - share) / share }
        }
        return JobProgress(
            phase: phase.withLock { $0 }, percent: percent, frames: frames, fps: Double(frames) / seconds,
            speed: media / seconds, etaSeconds: eta, bytesWritten: written.withLock { $0.reduce(0, +) })
    }
}
