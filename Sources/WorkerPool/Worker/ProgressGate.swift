import JobModel

/// Thins out a worker's progress: at most one report each interval goes up, and the newest is never lost, only late.
struct ProgressGate: Sendable {
    private let interval: UInt64
    private var lastSent: UInt64?
    private var held: JobProgress?

    /// - Parameter interval: least nanoseconds between two reports.
    init(interval: UInt64) { self.interval = interval }

    /// When ``flush(now:)`` has something to give; nil where nothing is held back.
    var due: UInt64? {
        guard held != nil, let lastSent else { return nil }
        return lastSent + interval
    }

    /// Takes a report; returns it if it may go up now, else keeps it in place of an older one.
    mutating func offer(_ progress: JobProgress, now: UInt64) -> JobProgress? {
        held = progress
        return flush(now: now)
    }

    /// The report held back, once its time has come.
    mutating func flush(now: UInt64) -> JobProgress? {
        guard let progress = held, lastSent.map({ now >= $0 + interval }) ?? true else { return nil }
        held = nil
        lastSent = now
        return progress
    }
}
