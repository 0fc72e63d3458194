import JobModel
import Platform
import Synchronization

/// Turns what the stages count into progress, no more often than asked for. Any thread.
///
/// The share that is done is what the slowest output has **written**: the demuxer is ahead of that by all queues and by
/// the encoder's lookahead, which on a short clip is most of the work.
final class ProgressMeter: Sendable {
    /// What 100 % stands for.
    enum Length: Sendable {
        /// Microseconds of media.
        case time(Int64)
        /// Bytes of the input, where its length in time is unknown.
        case bytes(Int64)
    }

    private struct Output {
        var bytes: Int64 = 0
        /// Microseconds.
        var position: Int64 = 0
        var isFinishing = false
    }

    private struct State {
        var phase = JobProgress.Phase.opening
        var length: Length?
        var bytesRead: Int64 = 0
        var outputs: [Output]
    }

    private let report: @Sendable (JobProgress) -> Void
    private let interval: UInt64
    private let began = MonotonicClock.nanoseconds()
    private let next: Atomic<UInt64>
    private let position = Atomic<Int64>(0)
    private let frames = Atomic<Int64>(0)
    private let state: Locked<State>

    /// - Parameters:
    ///   - interval: least milliseconds between two reports.
    ///   - outputs: how many files are written.
    init(interval: Int, outputs: Int, report: @escaping @Sendable (JobProgress) -> Void) {
        self.report = report
        self.interval = UInt64(max(1, interval)) * 1_000_000
        next = Atomic(0)
        state = Locked(State(outputs: Array(repeating: Output(), count: outputs)))
    }

    func setLength(_ length: Length) { state.withLock { $0.length = length } }

    /// The first packets are read.
    func opening() { touch(force: true) }

    /// The first header is written.
    func transcoding() {
        let isFirst = state.withLock { state in
            defer { state.phase = .transcoding }
            return state.phase == .opening
        }
        touch(force: isFirst)
    }

    /// How much of the input was read.
    func read(bytes: Int64) {
        state.withLock { $0.bytesRead = max($0.bytesRead, bytes) }
        touch()
    }

    /// A frame of the first video output went into its encoder; its time in microseconds.
    func encoded(frames: Int64, at time: Int64) {
        self.frames.store(frames, ordering: .relaxed)
        reached(time)
    }

    /// Media up to a time in microseconds went into an encoder.
    func reached(_ time: Int64) {
        if time > position.load(ordering: .relaxed) { position.store(time, ordering: .relaxed) }
        touch()
    }

    /// An output holds so many bytes, and media up to a time in microseconds.
    func wrote(_ bytes: Int64, upTo time: Int64, output: Int) {
        state.withLock { state in
            state.outputs[output].bytes = bytes
            state.outputs[output].position = max(state.outputs[output].position, time)
        }
        touch()
    }

    /// All of an output's media is written, its trailer is next. The last one begins the phase.
    func finishing(_ output: Int) {
        let areAll = state.withLock { state in
            state.outputs[output].isFinishing = true
            let areAll = state.outputs.allSatisfy(\.isFinishing)
            if areAll { state.phase = .finishing }
            return areAll
        }
        if areAll { touch(force: true) }
    }

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
        let (phase, share, bytes) = state.withLock {
            ($0.phase, Self.share($0), $0.outputs.reduce(0) { $0 + $1.bytes })
        }
        // Before a fiftieth is done, an estimate is a guess.
        let eta = share.flatMap { $0 > 0.02 ? seconds * (1 - $0) / $0 : nil }
        return JobProgress(
            phase: phase, percent: share.map { $0 * 100 }, frames: frames, fps: Double(frames) / seconds,
            speed: media / seconds, etaSeconds: eta, bytesWritten: bytes)
    }

    /// 0...1; nil where the length is unknown.
    private static func share(_ state: State) -> Double? {
        if state.phase == .finishing { return 1 }
        switch state.length {
        case .time(let length) where length > 0:
            let slowest = state.outputs.filter { !$0.isFinishing }.map(\.position).min() ?? length
            return min(1, Double(slowest) / Double(length))
        case .bytes(let length) where length > 0:
            return min(1, Double(state.bytesRead) / Double(length))
        case .time, .bytes, nil: return nil
        }
    }
}
