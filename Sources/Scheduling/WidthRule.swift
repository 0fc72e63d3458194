package import JobModel

/// How many threads each encoder of a job gets.
///
/// One thread for each encoder is the cheapest packing (x264: 8 threads cost 4.9 % more CPU, 24 cost 10.4 % and
/// 2.6 times the memory), so a deep queue runs many narrow jobs and only a short one widens them:
/// `clamp(ceil(cores ÷ runnable jobs), 1, cap)`, divided among the job's encoders. A job that names its threads keeps
/// them: the number of threads changes the output's bits.
package struct WidthRule: Sendable {
    /// Cores that workers may use.
    package var cores: Int

    package init(cores: Int) { self.cores = max(1, cores) }

    /// - Parameter runnableJobs: jobs running or due, this one among them.
    package func decide(for spec: JobSpec, runnableJobs: Int) -> WidthDecision {
        let encoders = spec.outputs.compactMap(\.video.settings)
        guard !encoders.isEmpty else { return WidthDecision(threads: 1, reason: "no video is encoded") }
        let open = encoders.filter { $0.threads == nil }
        guard !open.isEmpty else {
            let threads = encoders.compactMap(\.threads).max() ?? 1
            return WidthDecision(threads: threads, reason: "the document names the threads")
        }
        let jobs = max(1, runnableJobs)
        let share = (cores + jobs - 1) / jobs
        let load = "\(Self.counted(cores, "core")) for \(Self.counted(jobs, "runnable job"))"
        let perEncoder = max(1, share / encoders.count)
        let cap = open.map(Self.cap(for:)).min() ?? 1
        let threads = min(perEncoder, cap)
        var reason = load
        if encoders.count > 1 { reason += ", shared by \(encoders.count) encoders" }
        if cap < perEncoder { reason += ", capped at \(cap) for \(Self.capName(of: open))" }
        return WidthDecision(threads: threads, reason: reason)
    }

    /// More threads than this cost too much CPU or quality for what they save in time.
    ///
    /// x264 loses little up to 8 threads at 720 lines and above and up to 4 below. The others follow the number of
    /// rows they can work on side by side; 4 keeps what two or more cores measured as gain.
    package static func cap(for video: VideoSpec) -> Int {
        switch video.codec {
        case "libx264": isSmall(video) ? 4 : 8
        case "libx265", "libsvtav1", "libvpx-vp9": isSmall(video) ? 2 : 4
        default: 1
        }
    }

    /// Fewer than 720 lines by the document; a size left open counts as large.
    private static func isSmall(_ video: VideoSpec) -> Bool {
        if let height = video.height { return height < 720 }
        return (video.width ?? .max) < 1280
    }

    private static func capName(of encoders: [VideoSpec]) -> String {
        guard let narrowest = encoders.min(by: { cap(for: $0) < cap(for: $1) }) else { return "the encoder" }
        guard let height = narrowest.height else { return narrowest.codec }
        return "\(narrowest.codec) at \(height) lines"
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
