/// # TestSupport
///
/// What tests share. Real things, made small: folders that remove themselves (``TemporaryDirectory``), the programs as
/// they were built (``BuiltPrograms``), outside programs run within a bound of time (``Tool``, ``RunningProgram``),
/// media made on the spot (``MadeMedia``) or given by whoever runs the tests (``Media``), and ffprobe's and ffmpeg's
/// opinion of an output (``Probe``).
///
/// `ffmpeg` and `ffprobe` are needed for tests only; no Millrace program runs them.
package enum TestSupport {}
