import BenchmarkSupport
import JobModel
import Platform
import Telemetry
import WorkerPool
import WorkerProtocol

/// Jobs that end at once (a probe of a file that is no media), so that what is left is the way into the worker.
struct DispatchWorkload {
    let backends: String
    let programs: String
    let scratch: String
    let options: BenchmarkOptions

    /// Budgets in milliseconds, at the median.
    private static let parkedBudget = 1.0
    private static let forkBudget = 3.0

    func run() async throws -> Report {
        var latency = Table(
            "A job's way into a worker, ms",
            columns: ["backend, tier", "what", "n", "min", "p50", "p90", "p99", "budget"])
        var memory = Table(
            "Resident memory, MiB", columns: ["backend", "process", "RSS", "PSS", "private"])
        var notes = ["Job: a probe of a file that is no media. PSS shares common pages out; - where it cannot be read."]
        try File.replace("\(scratch)/input", with: Array("This is no media.\n".utf8))

        let survey = try await pool(parked: 0)
        let statuses = await survey.backends()
        await survey.shutdown()
        for status in statuses {
            guard status.health == .ready, let tier = status.sandbox?.tier.rawValue else {
                notes.append("\(status.name): \(status.detail ?? "not ready")")
                continue
            }
            func add(_ what: String, _ values: Distribution, budget: Double?) {
                latency.add(
                    "\(status.name), \(tier)", what, "\(values.count)", values.least.rounded(toPlaces: 3),
                    values.median.rounded(toPlaces: 3), values.percentile(90).rounded(toPlaces: 3),
                    values.percentile(99).rounded(toPlaces: 3), budget.map { "\($0.rounded(toPlaces: 0))" } ?? "")
            }
            add("template start", try await templateStarts(status.name), budget: nil)
            let parked = try await parkedJobs(status.name, memory: &memory)
            add("parked: send to first read", parked.dispatch, budget: Self.parkedBudget)
            add("parked: whole job", parked.whole, budget: nil)
            let forked = try await forkedJobs(status.name)
            add("fork for the job", forked.fork, budget: Self.forkBudget)
            add("fork to first read", forked.toFirstRead, budget: nil)
        }
        return Report("dispatch", tables: [latency, memory], notes: notes)
    }

    /// A pool with one backend (all where `name` is nil), started.
    private func pool(_ name: String? = nil, parked: Int) async throws -> WorkerPool {
        var folder = backends
        if let name {
            folder = "\(scratch)/\(name)"
            try Directory.create(folder, mayExist: true)
            for file in try Directory.names(in: backends) where file == "\(name).json" {
                try File.replace("\(folder)/\(file)", with: try File.contents(of: "\(backends)/\(file)"))
            }
        }
        var configuration = PoolConfiguration(backendsFolder: folder, programFolder: programs, workers: 2)
        configuration.parkedWorkers = parked
        configuration.jobsPerTemplate = 1 << 20
        let pool = WorkerPool(configuration, logger: .silent)
        try await pool.start()
        return pool
    }

    private func order(_ backend: String, _ number: Int) throws -> AttemptOrder {
        AttemptOrder(
            job: WorkerJob(
                key: AttemptKey(
                    job: JobID(created: Timestamp(milliseconds: RealtimeClock.milliseconds())), fence: Int64(number)),
                operation: .probe, inputBytes: 18),
            backend: backend, requester: Requester(uid: User.effectiveID, gid: User.effectiveGroupID),
            files: [SharedDescriptor(try File.open("\(scratch)/input", .readOnly))], wallSeconds: 60,
            stallSeconds: 60)
    }

    private func templateStarts(_ backend: String) async throws -> Distribution {
        var pools: [WorkerPool] = []
        let times = try await Distribution.milliseconds(rounds: options.rounds(20)) { () throws in
            let pool = try await pool(backend, parked: 0)
            _ = await pool.backends()
            pools.append(pool)
        }
        for pool in pools { await pool.shutdown() }
        return times
    }

    /// One job after the other, each with a worker that was parked before.
    private func parkedJobs(
        _ backend: String, memory: inout Table
    ) async throws -> (dispatch: Distribution, whole: Distribution) {
        let pool = try await pool(backend, parked: 2)
        _ = await pool.backends()
        var dispatch: [Double] = []
        var whole: [Double] = []
        for number in 1...options.rounds(500) {
            while await pool.census().parked.count < 2 { try await Task.sleep(for: .microseconds(200)) }
            if number == 1 { weigh(await pool.census(), backend, &memory) }
            let order = try order(backend, number)
            let began = MonotonicClock.nanoseconds()
            let outcome = await pool.run(order) { _ in }
            whole.append(Double(MonotonicClock.nanoseconds() - began) / 1e6)
            if let nanoseconds = outcome.dispatchNanoseconds { dispatch.append(Double(nanoseconds) / 1e6) }
        }
        await pool.shutdown()
        return (Distribution(dispatch), Distribution(whole))
    }

    /// One job after the other, each with a worker that is forked for it.
    private func forkedJobs(_ backend: String) async throws -> (fork: Distribution, toFirstRead: Distribution) {
        let pool = try await pool(backend, parked: 0)
        _ = await pool.backends()
        var fork: [Double] = []
        var toFirstRead: [Double] = []
        for number in 1...options.rounds(500) {
            let order = try order(backend, number)
            let began = MonotonicClock.nanoseconds()
            let outcome = await pool.run(order) { _ in }
            let whole = Double(MonotonicClock.nanoseconds() - began) / 1e6
            guard let nanoseconds = outcome.dispatchNanoseconds else { continue }
            // The job was sent once the worker was ready; the rest of the time is the fork and the seal.
            fork.append(whole - outcome.usage.wallSeconds * 1000)
            toFirstRead.append(whole - outcome.usage.wallSeconds * 1000 + Double(nanoseconds) / 1e6)
        }
        await pool.shutdown()
        return (Distribution(fork), Distribution(toFirstRead))
    }

    private func weigh(_ census: PoolCensus, _ backend: String, _ memory: inout Table) {
        func add(_ what: String, _ pid: Int32) {
            let weight = ProcessMemory(of: pid)
            memory.add(
                backend, what, weight.resident.rounded(toPlaces: 1), weight.proportional.rounded(toPlaces: 1),
                weight.own.rounded(toPlaces: 1))
        }
        for pid in census.templates { add("template", pid) }
        for pid in census.parked { add("parked worker", pid) }
        add("this program", CurrentProcess.pid)
    }
}
