/// How far a running attempt is. A worker's claim, checked for range and never trusted for a decision.
package struct JobProgress: Sendable, Codable, Equatable {
    /// What the worker is doing.
    package enum Phase: String, Sendable, Codable, CaseIterable {
        case opening, transcoding, finishing, verifying, publishing
    }

    package var phase: Phase
    /// Share of the input that was worked through, 0...100; nil where the input's length is unknown.
    package var percent: Double?
    /// Frames encoded (or packets copied) on the first video output; samples do not count.
    package var frames: Int64
    /// Frames a second since the attempt began.
    package var fps: Double
    /// Seconds of media for each second of wall time.
    package var speed: Double
    /// Seconds until the attempt should end; nil where unknown.
    package var etaSeconds: Double?
    /// Bytes written to all outputs so far.
    package var bytesWritten: Int64

    package init(
        phase: Phase, percent: Double? = nil, frames: Int64 = 0, fps: Double = 0, speed: Double = 0,
        etaSeconds: Double? = nil, bytesWritten: Int64 = 0
    ) {
        self.phase = phase
        self.percent = percent
        self.frames = frames
        self.fps = fps
        self.speed = speed
        self.etaSeconds = etaSeconds
        self.bytesWritten = bytesWritten
    }

    package enum CodingKeys: String, CodingKey {
        case phase, percent, frames, fps, speed
        case etaSeconds = "eta_s"
        case bytesWritten = "bytes_written"
    }
}
