/// # Scheduling
///
/// How wide to run,  with how much memory, for how long, and whether to try again: decisions as pure
/// functions of plain values. Nothing here does I/O, reads a clock or draws its own random numbers, so the same
/// inputs give the same decision and every rule is tested with values.
///
/// | question | type |
/// |---|---|
/// | how many threads for each encoder | ``WidthRule`` |
/// | how much memory an attempt may need, and whether it fits now | ``MemoryModel``, ``MemoryAdmission`` |
/// | how long an attempt may take or stand still | ``AttemptTimeouts`` |
/// | whether and when a failed attempt is repeated | ``RetryPolicy`` |
///
/// Which job is first (priority, then age) is the order of `JobStore.claim`, since only the store sees the whole queue.
///
/// Figures in the tables were measured with FFmpeg 5.1 and x264 164 on 1080p film at 30 fps; each table says where
/// it extrapolates. A wrong figure costs throughput or a retry, never an output: hard limits are set elsewhere.
package enum Scheduling {}
