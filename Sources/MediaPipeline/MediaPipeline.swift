/// # MediaPipeline
///
/// Media in, media out, as stages on plain threads joined by bounded queues:
///
/// ```
///                 ┌► decode ─┬► scale ─► encode ─┐                      one for each rendition
///  demux ─packets─┤          └► scale ─► encode ─┼─► mux (interleave) ─► file    one for each output
///                 ├► decode ──► resample, encode ┤
///                 └──────────── copied packets ──┘
/// ```
///
/// * One decode feeds every output: frames are passed on by reference, never copied; a scaler's pictures come from a
///   pool. A stage talks to its queues only, and knows no other stage.
/// * Each queue is bounded, and either end may finish it. A stage that is done finishes its outputs; one that fails
///   says so to ``PipelineRun``, which keeps the first failure and aborts every queue; every thread is joined.
/// * The muxer always takes what comes and interleaves by decoding time itself, with a bound in bytes, so no sparse or
///   late stream can stop another (`Interleaver`).
/// * Timestamps are the source's: shifted so that the file begins at zero, otherwise exact. No frame is invented or
///   dropped. The encoder's time base is the source stream's.
/// * What is in the source and not in an output is a ``Loss``; what was odd and mended is a warning.
///
/// Folders: `Catalogue` what libav offers · `Plan` which stream becomes what, geometry, encoder settings · `Stages` the
/// threads · `Run` what a run shares: failure, counters, progress · `Probe`, `Verify` the other two operations.
/// Oddities of libav and what is done about them: `Quirks.md`.
package enum MediaPipeline {}
