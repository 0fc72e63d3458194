import BenchmarkSupport
import Client
import JobModel
import Platform

/// Many short clips at once: the coordinator with as many workers as processors, against as many `ffmpeg -threads 1`
/// side by side under `xargs`.
struct Batch {
    private let millraced: Millraced
    private let folder: String
    private let clip: String

    init(_ millraced: Millraced, folder: String, clip: String) {
        self.millraced = millraced
        self.folder = folder
        self.clip = clip
    }

    func table(jobs: Int, rounds: Int) throws -> Table {
        var millrace: [Double] = []
        var ffmpeg: [Double] = []
        for round in 0..<rounds {
            millraced.settle()
            if round % 2 == 0 { millrace.append(try throughCoordinator(jobs)) }
            ffmpeg.append(try underXargs(jobs))
            millraced.settle()
            if round % 2 == 1 { millrace.append(try throughCoordinator(jobs)) }
        }
        let ratios = Distribution(zip(millrace, ffmpeg).map { $1 / $0 })
        var table = Table(
            "Throughput: \(jobs) x \(ClipCost.name(of: clip)), \(Machine.processors) at a time, 1 thread each",
            columns: ["what", "rounds", "clips/s p50", "min", "max"])
        func add(_ what: String, _ seconds: [Double]) {
            let rates = Distribution(seconds.map { Double(jobs) / $0 })
            table.add(
                what, "\(rounds)", rates.median.rounded(toPlaces: 2), rates.least.rounded(toPlaces: 2),
                rates.greatest.rounded(toPlaces: 2))
        }
        add("millrace", millrace)
        add("xargs -P\(Machine.processors) ffmpeg", ffmpeg)
        table.add(
            "ratio, pair by pair", "\(rounds)", ratios.median.rounded(toPlaces: 2), ratios.least.rounded(toPlaces: 2),
            ratios.greatest.rounded(toPlaces: 2))
        return table
    }

    /// Seconds from the first submission to the last published file.
    private func throughCoordinator(_ jobs: Int) throws -> Double {
        let client = millraced.client()
        let outputs = (0..<jobs).map { "\(folder)/batch\($0).mp4" }
        let began = MonotonicClock.nanoseconds()
        let ids = try outputs.map { try client.submit(JobDocuments.clip(clip, to: $0, threads: 1)).job.id }
        for id in ids { _ = try client.result(of: id) }
        let seconds = Double(MonotonicClock.nanoseconds() - began) / 1e9
        for output in outputs { try File.unlink(output) }
        return seconds
    }

    private func underXargs(_ jobs: Int) throws -> Double {
        let numbers = (0..<jobs).map(String.init).joined(separator: "\n") + "\n"
        try File.replace("\(folder)/numbers", with: Array(numbers.utf8))
        let began = MonotonicClock.nanoseconds()
        let exit = try Tool.run(
            "/usr/bin/xargs",
            [
                "-a", "\(folder)/numbers", "-P", "\(Machine.processors)", "-I", "{}", Tool.ffmpeg, "-v", "error",
                "-nostdin", "-y", "-threads", "1", "-i", clip, "-c:v", "libx264", "-c:a", "aac", "-threads", "1",
                "\(folder)/batch{}.mp4",
            ])
        let seconds = Double(MonotonicClock.nanoseconds() - began) / 1e9
        guard exit.status == .exited(0) else { throw Millraced.Failure(description: "ffmpeg: \(exit.status)") }
        for number in 0..<jobs { try File.unlink("\(folder)/batch\(number).mp4") }
        return seconds
    }
}
