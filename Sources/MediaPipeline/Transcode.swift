package import JobModel
import LibAV
package import Platform
package import WorkerProtocol

extension MediaPipeline {
    /// Makes every output of a job in one pass over the input.
    /// - Parameters:
    ///   - input: open for reading at any offset; kept until the end.
    ///   - outputs: in order, open for reading and writing, empty; kept until the end.
    ///   - started: called just before the first read of the input.
    ///   - progress: called from any thread, at most every `job.progressInterval` and at each change of phase.
    package static func transcode(
        _ job: WorkerJob, input: SharedDescriptor, outputs: [SharedDescriptor], started: () -> Void = {},
        progress: @escaping @Sendable (JobProgress) -> Void = { _ in }
    ) throws(Failure) -> WorkerReport {
        guard outputs.count == job.outputs.count, !outputs.isEmpty else {
            throw Failure(
                .invalidSpec, "the job names \(job.outputs.count) outputs and brings \(outputs.count) files",
                pointer: "/outputs")
        }
        let began = ProcessCPUClock.nanoseconds()
        let run = PipelineRun()
        let meter = ProgressMeter(interval: job.progressInterval, outputs: outputs.count, report: progress)
        started()
        meter.opening()
        let source = try open(job, input)
        let streams = try inStage("open") { () throws(AVFailure) in try source.streams() }
        let plan = try StreamSelection(streams: streams, run: run).plan(job.outputs)
        let clock = InputClock(start: source.startTime, mayJump: source.mayJump, streams: streams)
        let heading = OutputHeading(source, streams: streams, shift: clock.startOffset)
        let assembly = try PipelineAssembly(
            plan, job: job, outputs: outputs, heading: heading, run: run, meter: meter)
        let demux = DemuxStage(source, routes: assembly.routes, clock: clock, run: run, meter: meter)
        try start(assembly.stages + [demux], run)
        if let failure = run.failure { throw failure }
        var reports: [OutputReport] = []
        for muxer in assembly.muxers {
            guard let report = muxer.report else {
                throw Failure(.internal, "output \(reports.count) was not finished", stage: "mux")
            }
            reports.append(report)
        }
        return makeReport(reports, run, cpu: ProcessCPUClock.nanoseconds() - began)
    }

    private static func open(_ job: WorkerJob, _ descriptor: SharedDescriptor) throws(Failure) -> InputContext {
        do throws(AVFailure) {
            return try InputContext.open(
                descriptor, size: job.inputBytes > 0 ? job.inputBytes : -1, extension: job.inputExtension)
        } catch {
            throw Failure(
                opening: error, bytes: job.inputBytes,
                readError: MediaProbe.readError(descriptor, bytes: job.inputBytes))
        }
    }

    /// Runs every stage on its thread and joins them all, whatever happens.
    private static func start(_ stages: [any Stage], _ run: PipelineRun) throws(Failure) {
        var threads: [NamedThread] = []
        for stage in stages where !run.isStopped {
            do throws(Failure) {
                try threads.append(stage.start(in: run))
            } catch {
                run.fail(error)
            }
        }
        for thread in threads { thread.join() }
    }

    private static func makeReport(_ outputs: [OutputReport], _ run: PipelineRun, cpu: UInt64) -> WorkerReport {
        let findings = run.findings
        var stages = findings.stageNanoseconds.mapValues { Double($0) / 1e9 }
        // What the process spent and none of our threads did: the encoders' and decoders' own threads.
        let inside = Double(cpu) / 1e9 - stages.values.reduce(0, +)
        stages["codec"] = max(0, inside)
        return WorkerReport(
            outputs: outputs, losses: findings.losses, warnings: findings.warnings, stageCPUSeconds: stages)
    }
}
