import BenchmarkSupport
import Client
import JobModel
import Platform

/// CPU of a clip through the coordinator and by hand, in turns.
struct ClipCost {
    private let millraced: Millraced
    private let folder: String
    private let clip: String
    private let threads: Int?

    private struct Pair {
        var usage: Usage
        var house: Double
        var ffmpeg: Double

        var millrace: Double { usage.cpuSeconds + usage.verifyCPUSeconds + house }
    }

    init(_ millraced: Millraced, folder: String, clip: String, threads: Int?) {
        self.millraced = millraced
        self.folder = folder
        self.clip = clip
        self.threads = threads
    }

    func measure(pairs count: Int, into table: inout Table) throws {
        // The first of each pays for cold caches.
        _ = try pair(number: -1)
        let pairs = try (0..<count).map { try pair(number: $0) }
        func median(_ value: (Pair) -> Double) -> String { Distribution(pairs.map(value)).median.rounded(toPlaces: 3) }
        let ratios = Distribution(pairs.map { $0.millrace / $0.ffmpeg })
        table.add(
            "\(Self.name(of: clip)), \(threads.map(String.init) ?? "default")", "\(count)", median(\.usage.cpuSeconds),
            median(\.usage.verifyCPUSeconds), median(\.house), median(\.millrace), median(\.ffmpeg),
            ratios.least.rounded(toPlaces: 3), ratios.median.rounded(toPlaces: 3), ratios.greatest.rounded(toPlaces: 3),
            "1.0")
    }

    private func pair(number: Int) throws -> Pair {
        if number % 2 == 0 {
            let (usage, house) = try throughCoordinator()
            return Pair(usage: usage, house: house, ffmpeg: try byHand())
        }
        let ffmpeg = try byHand()
        let (usage, house) = try throughCoordinator()
        return Pair(usage: usage, house: house, ffmpeg: ffmpeg)
    }

    private func throughCoordinator() throws -> (Usage, house: Double) {
        let output = "\(folder)/millrace.mp4"
        let client = millraced.client()
        millraced.settle()
        let before = millraced.cpuTimes()
        let id = try client.submit(JobDocuments.clip(clip, to: output, threads: threads)).job.id
        let usage = try client.result(of: id).usage
        millraced.settle()
        let house = millraced.houseSeconds(since: before)
        try File.unlink(output)
        return (usage, house)
    }

    private func byHand() throws -> Double {
        let output = "\(folder)/ffmpeg.mp4"
        let limit = threads.map { ["-threads", "\($0)"] } ?? []
        let exit = try Tool.run(
            Tool.ffmpeg,
            ["-v", "error", "-nostdin", "-y"] + limit + ["-i", clip, "-c:v", "libx264", "-c:a", "aac"] + limit
                + [output])
        guard exit.status == .exited(0) else { throw Millraced.Failure(description: "ffmpeg: \(exit.status)") }
        try File.unlink(output)
        return exit.cpuSeconds
    }

    /// The file's name without its folder.
    static func name(of clip: String) -> String { clip.split(separator: "/").last.map(String.init) ?? clip }
}
