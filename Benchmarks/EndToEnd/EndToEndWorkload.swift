import BenchmarkSupport
import Platform

/// All measurements, each against one coordinator that has nothing else to do.
struct EndToEndWorkload {
    let programs: String
    let folder: String
    let options: BenchmarkOptions

    func run() async throws -> Report {
        let clips = try clips()
        let millraced = try Millraced(programs: programs, folder: folder, workers: Machine.processors)
        let memory = try IdleMemory(millraced).table()
        let times = try await JobTimes(millraced, folder: folder, clip: clips[0], options: options).table()
        var cost = Table(
            "CPU seconds of a clip through the coordinator, and of ffmpeg by hand; medians, ratios pair by pair",
            columns: [
                "clip, threads", "pairs", "encode", "verify", "house", "millrace", "ffmpeg", "ratio min", "p50", "max",
                "target",
            ])
        for clip in clips {
            for threads in [nil, 1] {
                try ClipCost(millraced, folder: folder, clip: clip, threads: threads).measure(
                    pairs: options.isQuick ? 3 : 15, into: &cost)
            }
        }
        let throughput = try Batch(millraced, folder: folder, clip: clips[0]).table(
            jobs: options.isQuick ? 6 : 40, rounds: options.isQuick ? 1 : 5)
        try millraced.stop()
        return Report("end to end", tables: [times, cost, throughput, memory], notes: Self.notes)
    }

    private func clips() throws -> [String] {
        if !options.rest.isEmpty { return options.rest.map { $0.hasPrefix("/") ? $0 : "\(folder)/../\($0)" } }
        return [
            try MadeClip.make(in: folder, named: "320x180", size: "320x180", seconds: 2),
            try MadeClip.make(in: folder, named: "1280x720", size: "1280x720", seconds: 2),
        ]
    }

    private static let notes = [
        "Between the commit of a job and its worker's first read lies the commit of the claim: one fsync.",
        "A job syncs five more times: its file, its folder, and the commits of submission, intent and end.",
        "house: CPU of coordinator and templates meanwhile. ffmpeg: -c:v libx264 -c:a aac, and -threads 1 for 1.",
        "PSS shares common pages out; the sum of RSS counts them once for each process. Both count what lies in memory.",
    ]
}
