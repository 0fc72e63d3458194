import LibAV

/// Gives every frame of a video stream a presentation time later than the one before.
struct FrameTimeline: Sendable {
    let timeBase: Rational
    /// Length of a frame where its own is unknown.
    let usualDuration: Int64
    private(set) var last: Int64?
    /// Frames without a time, and frames whose time was not after the one before.
    private(set) var missing = 0
    private(set) var moved = 0

    init(timeBase: Rational, frameRate: Rational) {
        self.timeBase = timeBase
        usualDuration = frameRate.isPositive ? max(1, frameRate.inverse.rescale(1, to: timeBase)) : 1
    }

    /// The time that a frame gets, and how long it is shown.
    mutating func place(_ timestamp: Int64?, duration: Int64) -> (time: Int64, duration: Int64) {
        let duration = duration > 0 ? duration : usualDuration
        var time: Int64
        if let timestamp {
            time = timestamp
        } else {
            time = last.map { $0 + duration } ?? 0
            missing += 1
        }
        if let last, time <= last {
            time = last + 1
            moved += 1
        }
        last = time
        return (time, duration)
    }
}
