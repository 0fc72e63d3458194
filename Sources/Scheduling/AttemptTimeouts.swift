package import JobModel

/// How long an attempt may take, and how long it may stand still.
///
/// The stall bound is the sharp one: a worker that shows no work done is dead, whatever the clock says. The wall bound
/// only ends what would never end; it is generous, since killing a slow encode of a day loses a day. The length of
/// the media is unknown before it is opened, so its size stands for it: 10 kB for each second allowed beyond the
/// base is slower than real time even for a 100 kb/s screen recording at one frame in ten seconds.
package struct AttemptTimeouts: Sendable, Equatable {
    /// Seconds from the start of the work to its end.
    package var wallSeconds: Double
    /// Seconds without a progress report that shows work done.
    package var stallSeconds: Double

    package init(wallSeconds: Double, stallSeconds: Double) {
        self.wallSeconds = wallSeconds
        self.stallSeconds = stallSeconds
    }

    /// - Parameter bytes: size of the file that the attempt reads.
    package static func standard(
        for operation: BackendCapabilities.Operation, bytes: Int64
    ) -> AttemptTimeouts {
        let bytes = Double(max(0, bytes))
        return switch operation {
        // Slow encoders at 4K think for many seconds before the first frame comes out.
        case .transcode:
            AttemptTimeouts(wallSeconds: min(6 * hour + bytes / 10_000, 7 * 24 * hour), stallSeconds: 300)
        // Reads the whole file, and decodes all of it at most.
        case .verify:
            AttemptTimeouts(wallSeconds: min(hour + bytes / 50_000, 2 * 24 * hour), stallSeconds: 120)
        // Reads the head of the file.
        case .probe: AttemptTimeouts(wallSeconds: 60, stallSeconds: 30)
        }
    }

    private static let hour = 3600.0
}
