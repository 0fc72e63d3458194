import JobModel
import Platform
import Scheduling
import WorkerProtocol

/// One try at a job, from the claimed row to its end. Read ``run()`` first.
///
/// Everything a worker says is bounded or verified; every path that leaves before the intent is committed removes the
/// temporary files **before** the row changes, so that a row at rest never has files it does not know.
struct Attempt: Sendable {
    let claimed: ClaimedJob
    let control: AttemptControl
    let house: AttemptHouse
    let width: WidthDecision
    /// When its submission was committed, where that is known (``RecentCommits``).
    let committed: UInt64?

    var key: AttemptKey { claimed.key }
    var spec: JobSpec { claimed.record.spec }

    /// Runs the attempt and commits how it ended.
    func run() async {
        do throws(AttemptStop) {
            switch spec.kind {
            case .probe: try await probe()
            case .transcode: try await transcode()
            }
        } catch {
            await AttemptEnding(claimed: claimed, house: house).end(error)
        }
        house.bus.forgetProgress(of: key.job)
    }

    // MARK: The two kinds

    private func probe() async throws(AttemptStop) {
        let input = try await open()
        var job = WorkerJob(key: key, operation: .probe)
        job.inputExtension = input.fileExtension
        job.inputBytes = input.identity.size
        let outcome = try await execute(job, files: [input.file])
        guard let probe = outcome.report.probe else {
            throw .failed(Failure(.workerMisbehaved, "the worker ended a probe without a report", stage: "probe"))
        }
        try unchanged(input)
        let result = JobResult(
            outputs: [], probe: probe, warnings: outcome.report.warnings, usage: outcome.usage,
            sandbox: outcome.sandbox, backend: outcome.backend, width: width)
        try await stored { () async throws(StoreFailure) in
            try await house.persist("finish", key) { () async throws(StoreFailure) in
                try await house.store.finish(key, result)
            }
        }
    }

    private func transcode() async throws(AttemptStop) {
        let input = try await open()
        let outputs = try await disk { [spec, key] () throws(Failure) in
            try AttemptOutputs.create(spec.outputs, key: key, overwrite: spec.overwrite)
        }
        let intents: [PublicationIntent]
        let result: JobResult
        do throws(AttemptStop) {
            let encoded = try await encode(input, outputs)
            try unchanged(input)
            try await disk { () throws(Failure) in try outputs.synchronize() }
            let verified = try await verify(outputs, encoded.report)
            intents = try await disk { () throws(Failure) in try outputs.intents(digests: verified.map(\.sha256)) }
            result = makeResult(of: encoded, verified, intents)
            try await recordIntent(intents, result)
        } catch {
            await house.disk.run { outputs.remove() }
            throw error
        }
        house.bus.report(
            JobProgress(phase: .publishing, percent: 100), job: key.job, attempt: claimed.record.attempt,
            now: MonotonicClock.nanoseconds(), time: .now)
        await AttemptEnding(claimed: claimed, house: house).publish(intents, result)
    }

    // MARK: Steps

    private func open() async throws(AttemptStop) -> AttemptInput {
        try control.check()
        return try await disk { [path = spec.input.path] () throws(Failure) in try AttemptInput.open(path) }
    }

    private func encode(_ input: AttemptInput, _ outputs: AttemptOutputs) async throws(AttemptStop) -> Executed {
        var job = WorkerJob(key: key, operation: .transcode)
        job.inputExtension = input.fileExtension
        job.inputBytes = input.identity.size
        job.outputs = spec.outputs.map(WorkerOutput.init)
        job.threads = width.threads
        let encoded = try await execute(
            job, files: [input.file] + outputs.outputs.map(\.file))
        guard encoded.report.outputs.count == outputs.outputs.count else {
            throw .failed(
                Failure(
                    .workerMisbehaved,
                    "the worker reports \(encoded.report.outputs.count) outputs of \(outputs.outputs.count)",
                    stage: "transcode"))
        }
        return encoded
    }

    /// Has a fresh worker read each file back; what it finds is what is published.
    private func verify(
        _ outputs: AttemptOutputs, _ report: WorkerReport
    ) async throws(AttemptStop) -> [Verified] {
        var verified: [Verified] = []
        for (output, expectation) in zip(outputs.outputs, report.outputs) {
            let (file, bytes) = try await disk { () throws(Failure) in try output.reopened() }
            var job = WorkerJob(key: key, operation: .verify)
            job.inputExtension = AttemptInput.fileExtension(of: output.spec.path)
            job.inputBytes = bytes
            job.threads = width.threads
            job.expectation = expectation
            job.verification = spec.verify
            let outcome: Executed
            do throws(AttemptStop) {
                outcome = try await execute(job, files: [file])
            } catch .failed(let failure) {
                throw .failed(.verification(of: output.spec.path, failure))
            }
            guard let found = outcome.report.verification, found.bytes == bytes, found.isDigest else {
                throw .failed(
                    Failure(
                        .workerMisbehaved, "the verification of \(output.spec.path) ended without a sound report",
                        stage: "verify"))
            }
            verified.append(Verified(sha256: found.sha256, cpuSeconds: outcome.usage.cpuSeconds))
        }
        return verified
    }

    private func recordIntent(_ intents: [PublicationIntent], _ result: JobResult) async throws(AttemptStop) {
        try control.check()
        try await stored { () async throws(StoreFailure) in
            try await house.persist("intent", key) { () async throws(StoreFailure) in
                try await house.store.recordIntent(key, intents, result: result)
            }
        }
        control.beginPublishing()
    }

    private func makeResult(
        of encoded: Executed, _ verified: [Verified], _ intents: [PublicationIntent]
    ) -> JobResult {
        var usage = encoded.usage
        usage.verifyCPUSeconds = verified.reduce(0) { $0 + $1.cpuSeconds }
        usage.stageCPUSeconds = encoded.report.stageCPUSeconds
        let outputs = zip(spec.outputs, zip(encoded.report.outputs, intents)).map { spec, made in
            OutputResult(
                path: spec.path, bytes: made.1.bytes, sha256: made.1.sha256, container: made.0.container,
                duration: made.0.duration, streams: made.0.streams.map(\.result))
        }
        return JobResult(
            outputs: outputs, losses: encoded.report.losses, warnings: encoded.report.warnings, usage: usage,
            sandbox: encoded.sandbox, backend: encoded.backend, width: width)
    }

    // MARK: What steps are made of

    /// A worker's run that came to a report.
    struct Executed {
        var report: WorkerReport
        var usage: Usage
        var sandbox: SandboxStamp
        var backend: String
    }

    struct Verified {
        var sha256: String
        var cpuSeconds: Double
    }

    private func execute(
        _ job: WorkerJob, files: [SharedDescriptor]
    ) async throws(AttemptStop) -> Executed {
        try control.check()
        guard let backend = spec.backend else {
            throw .failed(Failure(.internal, "the job names no backend"))
        }
        let bounds = house.timing.attempt ?? .standard(for: job.operation, bytes: job.inputBytes)
        let order = AttemptOrder(
            job: job, backend: backend, requester: claimed.record.requester, files: files,
            wallSeconds: bounds.wallSeconds,
            stallSeconds: bounds.stallSeconds)
        let operation = job.operation
        let outcome = await house.executor.run(order) { [house, claimed] progress in
            var progress = progress
            if operation == .verify { progress.phase = .verifying }
            house.bus.report(
                progress, job: claimed.key.job, attempt: claimed.record.attempt, now: MonotonicClock.nanoseconds(),
                time: .now)
        }
        try control.check()
        switch outcome.result {
        case .success(let report):
            var usage = outcome.usage
            if let committed, let firstRead = outcome.firstRead, firstRead > committed {
                usage.dispatchSeconds = Double(firstRead - committed) / 1e9
            }
            return Executed(report: report, usage: usage, sandbox: outcome.sandbox, backend: outcome.backend)
        case .failure(let failure):
            throw .failed(job.operation == .verify ? failure : failure.naming(spec))
        }
    }

    private func unchanged(_ input: AttemptInput) throws(AttemptStop) {
        do throws(Failure) { try input.checkUnchanged() } catch { throw .failed(error) }
    }

    private func disk<Value: Sendable>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(AttemptStop) -> Value {
        do throws(Failure) { return try await house.disk.run(body) } catch { throw .failed(error) }
    }

    private func stored(_ write: () async throws(StoreFailure) -> Void) async throws(AttemptStop) {
        do throws(StoreFailure) {
            try await write()
        } catch .cancelRequested {
            throw .interrupted(.cancelled)
        } catch {
            throw .disowned(error)
        }
    }
}
