import BenchmarkSupport
import Client
import JobModel
import Platform

/// One job after the other with parked workers: when it is accepted, when its input is read, when it is published.
struct JobTimes {
    private let millraced: Millraced
    private let folder: String
    private let clip: String
    private let options: BenchmarkOptions

    /// Milliseconds of many jobs.
    private struct Times {
        var accepted: [Double] = []
        var dispatched: [Double] = []
        var succeeded: [Double] = []
    }

    init(_ millraced: Millraced, folder: String, clip: String, options: BenchmarkOptions) {
        self.millraced = millraced
        self.folder = folder
        self.clip = clip
        self.options = options
    }

    func table() async throws -> Table {
        try File.replace("\(folder)/input", with: Array("Any bytes.\n".utf8))
        let before = try await FsyncProbe.run(in: folder, rounds: options.rounds(300))
        let synthetic = try run(options.rounds(300)) {
            JobDocuments.synthetic("\(folder)/input", to: "\(folder)/\($0).syn")
        }
        let after = try await FsyncProbe.run(in: folder, rounds: options.rounds(300))
        let media = try run(options.rounds(100)) {
            JobDocuments.clip(clip, to: "\(folder)/\($0).mp4", threads: nil)
        }
        var table = Table(
            "One job after another, parked workers, ms",
            columns: ["what", "n", "min", "p50", "p90", "p99", "target p50"])
        func add(_ what: String, _ values: [Double], target: String = "") {
            let values = Distribution(values)
            table.add(
                what, "\(values.count)", values.least.rounded(toPlaces: 2), values.median.rounded(toPlaces: 2),
                values.percentile(90).rounded(toPlaces: 2), values.percentile(99).rounded(toPlaces: 2), target)
        }
        add("one fsync of this disk", before.values + after.values)
        add("POST to 202", synthetic.accepted)
        add("commit to first read, synthetic", synthetic.dispatched, target: "5")
        add("commit to first read, libav", media.dispatched, target: "5")
        add("POST to succeeded, synthetic", synthetic.succeeded)
        add("POST to succeeded, \(ClipCost.name(of: clip))", media.succeeded)
        return table
    }

    private func run(_ count: Int, _ document: (Int) -> [UInt8]) throws -> Times {
        let client = millraced.client()
        var times = Times()
        for number in 0..<count {
            millraced.settle()
            let began = MonotonicClock.nanoseconds()
            let id = try client.submit(document(number)).job.id
            times.accepted.append(milliseconds(since: began))
            let usage = try client.result(of: id).usage
            times.succeeded.append(milliseconds(since: began))
            if let seconds = usage.dispatchSeconds { times.dispatched.append(seconds * 1000) }
        }
        return times
    }

    private func milliseconds(since began: UInt64) -> Double {
        Double(MonotonicClock.nanoseconds() - began) / 1e6
    }
}

extension Client {
    /// Waits for the end of a job that must succeed.
    func result(of id: JobID) throws -> JobResult {
        let job = try job(id.text, waitingUpTo: 300).job
        guard let result = job.result, job.state == .succeeded else {
            throw Millraced.Failure(
                description: "job \(id) is \(job.state.rawValue): \(job.problem?.detail ?? "no problem told")")
        }
        return result
    }
}
