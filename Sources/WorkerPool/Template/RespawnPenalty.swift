/// How long to wait before a template is started again: nothing after the first few deaths, then twice as long each
/// time up to a bound. Strikes are forgotten with time, so an old crash does not slow down a farm for ever.
struct RespawnPenalty: Sendable, Equatable {
    /// Deaths that cost nothing.
    var free: Int
    /// The first delay after those, in nanoseconds.
    var base: UInt64
    /// The longest delay, in nanoseconds.
    var longest: UInt64
    /// Nanoseconds without a death after which one strike is forgotten.
    var forgetAfter: UInt64
    private(set) var strikes = 0
    private var last: UInt64 = 0

    init(free: Int, base: UInt64, longest: UInt64, forgetAfter: UInt64) {
        self.free = free
        self.base = base
        self.longest = longest
        self.forgetAfter = forgetAfter
    }

    /// Children crashed: hostile media may crash one worker after the other, and must not keep a core busy with
    /// starting templates, nor stop the jobs of others for long.
    static let afterCrash = RespawnPenalty(
        free: 4, base: 50_000_000, longest: 2_000_000_000, forgetAfter: 2_000_000_000)
    /// The template itself did not start or died: it will probably do so again.
    static let afterFailedStart = RespawnPenalty(
        free: 0, base: 250_000_000, longest: 30_000_000_000, forgetAfter: 60_000_000_000)

    /// Counts a death.
    /// - Returns: nanoseconds to wait.
    mutating func strike(now: UInt64) -> UInt64 {
        if now > last {
            strikes -= min(strikes, Int(clamping: (now - last) / forgetAfter))
        }
        last = max(last, now)
        strikes += 1
        guard strikes > free else { return 0 }
        return min(longest, base << UInt64(min(20, strikes - free - 1)))
    }
}
