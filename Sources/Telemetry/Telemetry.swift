/// # Telemetry
///
/// What a running program says of itself: one structured log. A ``Logger`` is passed in, never global; it drops what is
/// below its level, adds the fields bound to it and hands the ``LogRecord`` to its sink. The sink of the programs
/// writes one line for each record to standard error: text on a terminal, JSON elsewhere (``Logger/standardError(level:)``).
///
/// Text that comes from outside (media tags, worker logs, file names) may hold anything; ``CleanText`` takes from it
/// what could fool a terminal or a reader. What can be caused again and again from outside is thinned by a
/// ``TokenBucket``.
package enum Telemetry {}
