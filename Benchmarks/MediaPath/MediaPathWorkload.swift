import BenchmarkSupport
import JobModel
import Platform
import WorkerProtocol

/// The pipeline against the bare loop, at three speeds of x264.
struct MediaPathWorkload {
    let input: String
    let folder: String
    let rounds: Int

    static let height = 720

    func run() throws -> Report {
        var stages = Table(
            "CPU seconds by stage, 720p bicubic, x264 CRF 23, 1 thread",
            columns: ["preset", "frames", "wall", "demux", "decode", "scale", "encode", "mux", "rest", "total", "fps"])
        var shares = Table(
            "against decode, scale and encode in one bare loop (least of \(rounds))",
            columns: ["preset", "bare CPU", "pipeline CPU", "outside the codecs", "codec share"])
        for preset in ["ultrafast", "veryfast", "medium"] {
            try measure(preset, &stages, &shares)
        }
        var ladder = Table(
            "a ladder of 720, 480, 360 lines, veryfast: one decode for all",
            columns: ["plan", "CPU", "wall"])
        let (apart, together) = try (ladderApart(), ladderTogether())
        ladder.add("three jobs", apart.cpu.rounded(toPlaces: 2), apart.wall.rounded(toPlaces: 2))
        ladder.add("one job", together.cpu.rounded(toPlaces: 2), together.wall.rounded(toPlaces: 2))
        return Report(
            "media path", tables: [stages, shares, ladder],
            notes: ["\"rest\" is CPU of the process outside our threads; the sound is left out"])
    }

    private func spec(_ preset: String, _ height: Int) -> WorkerOutput {
        WorkerOutput(
            OutputSpec(
                path: "/", container: "mp4",
                video: .encode(VideoSpec(codec: "libx264", crf: 23, preset: preset, height: height)), audio: .none,
                subtitles: .none))
    }

    private struct Cost {
        var cpu: Double
        var wall: Double
        var report: WorkerReport
    }

    private func pipeline(_ outputs: [WorkerOutput]) throws -> Cost {
        let began = (MonotonicClock.nanoseconds(), ProcessCPUClock.nanoseconds())
        let report = try InProcessJob.run(
            input, outputs: outputs, paths: outputs.indices.map { "\(folder)/out\($0).mp4" }, threads: 1)
        return Cost(
            cpu: Double(ProcessCPUClock.nanoseconds() - began.1) / 1e9,
            wall: Double(MonotonicClock.nanoseconds() - began.0) / 1e9, report: report)
    }

    private func measure(_ preset: String, _ stages: inout Table, _ shares: inout Table) throws {
        var bare = Double.infinity
        var least: Cost?
        for _ in 0..<rounds {
            bare = min(bare, try BareLoop(input, preset: preset, height: Self.height).total)
            let cost = try pipeline([spec(preset, Self.height)])
            if cost.cpu < least?.cpu ?? .infinity { least = cost }
        }
        guard let least else { return }
        let cpu = least.report.stageCPUSeconds
        func seconds(_ stage: String) -> String { (cpu[stage] ?? 0).rounded(toPlaces: 2) }
        let frames = least.report.outputs[0].streams[0].result.frames
        stages.add(
            preset, String(frames), least.wall.rounded(toPlaces: 2), seconds("demux"), seconds("decode"),
            seconds("scale"), seconds("encode"), seconds("mux"), seconds("codec"), least.cpu.rounded(toPlaces: 2),
            (Double(frames) / least.wall).rounded(toPlaces: 1))
        shares.add(
            preset, bare.rounded(toPlaces: 2), least.cpu.rounded(toPlaces: 2),
            "\(((least.cpu - bare) / least.cpu * 100).rounded(toPlaces: 1)) %",
            "\((min(1, bare / least.cpu) * 100).rounded(toPlaces: 1)) %")
    }

    private func ladderTogether() throws -> Cost { try pipeline([720, 480, 360].map { spec("veryfast", $0) }) }

    private func ladderApart() throws -> Cost {
        let costs = try [720, 480, 360].map { try pipeline([spec("veryfast", $0)]) }
        return Cost(
            cpu: costs.map(\.cpu).reduce(0, +), wall: costs.map(\.wall).reduce(0, +), report: costs[0].report)
    }
}
