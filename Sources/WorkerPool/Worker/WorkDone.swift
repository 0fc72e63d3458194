import JobModel

/// The furthest point that a worker's progress frames have shown: what tells a slow attempt from a stalled one.
///
/// Only a new maximum counts, so a worker that repeats itself, or goes back and forth, is stalled.
struct WorkDone: Sendable {
    private var phase = -1
    private var percent = -1.0
    private var frames: Int64 = -1
    private var bytes: Int64 = -1

    /// Takes in a progress frame.
    /// - Returns: whether it shows work that was not done before.
    mutating func advance(_ progress: JobProgress) -> Bool {
        let rank = JobProgress.Phase.allCases.firstIndex(of: progress.phase) ?? 0
        let share = progress.percent ?? -1
        let moved =
            rank > phase || share > percent || progress.frames > frames || progress.bytesWritten > bytes
        phase = max(phase, rank)
        percent = max(percent, share)
        frames = max(frames, progress.frames)
        bytes = max(bytes, progress.bytesWritten)
        return moved
    }
}
