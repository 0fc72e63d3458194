import JobModel
import LibAV
import Platform
import WorkerProtocol

/// Builds the stages of a plan and the queues between them.
struct PipelineAssembly {
    private(set) var routes: [Int: DemuxStage.Route] = [:]
    private(set) var stages: [any Stage] = []
    private(set) var muxers: [MuxStage] = []

    private let run: PipelineRun
    private let meter: ProgressMeter
    private let job: WorkerJob
    /// Frame queues of the renditions that each decoded stream feeds.
    private var fed: [Int: [FrameQueue]] = [:]
    private var hasLeader = false

    init(
        _ plan: TranscodePlan, job: WorkerJob, outputs: [SharedDescriptor], heading: OutputHeading,
        run: PipelineRun, meter: ProgressMeter
    ) throws(Failure) {
        self.run = run
        self.meter = meter
        self.job = job
        for output in plan.outputs {
            let queue = run.queue(of: MuxMessage.self, capacity: 64)
            for (index, stream) in output.streams.enumerated() {
                try add(stream, at: index, of: output, to: queue)
            }
            let muxer = MuxStage(
                output, descriptor: outputs[output.index], heading: heading, queue: queue, run: run, meter: meter)
            muxers.append(muxer)
            stages.append(muxer)
        }
        for (index, renditions) in fed.sorted(by: { $0.key < $1.key }) {
            let source = plan.streams[index]
            let packets = run.queue(of: Packet.self, capacity: 32)
            routes[index, default: .init(source: source)].decode = packets
            stages.append(
                DecodeStage(
                    source, packets: packets, renditions: renditions,
                    threads: source.kind == .video ? Self.decoderThreads(job.threads) : 1, run: run))
        }
    }

    private mutating func add(
        _ stream: StreamPlan, at index: Int, of output: OutputPlan, to muxer: MuxQueue
    ) throws(Failure) {
        let globalHeader = MuxerFacts.wantsGlobalHeader(output.container.muxer)
        switch stream.work {
        case .copy:
            guard stream.kind != .attachment else { return }
            routes[stream.source.index, default: .init(source: stream.source)].copies.append((muxer, index))
        case .encodeVideo(let spec, let profile):
            let threads = min(max(1, spec.threads ?? job.threads), profile.maxThreads)
            let rendition = try VideoRendition(
                output: output.index, source: stream.source, spec: spec, profile: profile,
                container: output.container, threads: threads, run: run)
            let decoded = frameQueue(for: stream.source)
            let scaled = frameQueue(for: stream.source)
            fed[stream.source.index, default: []].append(decoded)
            stages.append(ScaleStage(rendition, input: decoded, output: scaled, run: run))
            stages.append(
                VideoEncodeStage(
                    rendition, frames: scaled, muxer: muxer, stream: index, globalHeader: globalHeader,
                    leads: !hasLeader, run: run, meter: meter))
            hasLeader = true
        case .encodeAudio(let spec, let profile):
            let rendition = try AudioRendition(
                output: output.index, source: stream.source, spec: spec, profile: profile, globalHeader: globalHeader)
            let frames = run.queue(of: Frame.self, capacity: 32)
            fed[stream.source.index, default: []].append(frames)
            stages.append(
                AudioEncodeStage(rendition, frames: frames, muxer: muxer, stream: index, run: run, meter: meter))
        }
    }

    /// Bounded in pictures and in bytes: large pictures wait in small numbers.
    private func frameQueue(for source: StreamInfo) -> FrameQueue {
        let bytes = max(1, source.parameters.width * source.parameters.height * 3)
        return run.queue(of: Frame.self, capacity: min(8, max(1, (48 << 20) / bytes)))
    }

    /// One thread decodes as fast as a few encode; more cost memory and 12 % CPU.
    private static func decoderThreads(_ threads: Int) -> Int { threads < 4 ? 1 : min(4, threads / 2) }
}
