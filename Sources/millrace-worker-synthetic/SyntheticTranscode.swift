import JobModel
import Platform
import WorkerProtocol
import WorkerRuntime

/// Makes every output of a job, frame by frame, all outputs in step.
struct SyntheticTranscode {
    private let job: WorkerJob
    private let files: JobFiles
    private let reporter: any WorkerReporter

    init(_ job: WorkerJob, _ files: JobFiles, _ reporter: any WorkerReporter) {
        self.job = job
        self.files = files
        self.reporter = reporter
    }

    func run(_ input: InputFile) throws(Failure) -> WorkerReport {
        reporter.progress(JobProgress(phase: .opening))
        let seed = try Self.seed(of: input)
        var report = WorkerReport()
        var made: [Rendition] = []
        for (index, output) in job.outputs.enumerated() {
            guard output.container == SyntheticBackend.name else {
                throw Failure(
                    .invalidSpec, "The synthetic backend cannot write \(output.container).",
                    pointer: "/outputs/\(index)/container")
            }
            switch output.video {
            case .none:
                throw Failure(
                    .invalidSpec, "A synthetic file without video would be empty.", pointer: "/outputs/\(index)/video")
            case .copy: report.outputs.append(try copy(input, to: files.outputs[index]))
            case .encode(let spec):
                let options = try SyntheticOptions(spec.options, output: index)
                let header = SyntheticHeader(
                    seed: seed, frames: options.frames, frameBytes: options.frameBytes,
                    width: UInt32(clamping: spec.width ?? 320), height: UInt32(clamping: spec.height ?? 180))
                made.append(Rendition(header: header, options: options, file: files.outputs[index]))
                report.outputs.append(header.outputReport(action: .encoded))
            }
        }
        let start = ThreadCPUClock.nanoseconds()
        try make(&made)
        report.stageCPUSeconds["encode"] = Double(ThreadCPUClock.nanoseconds() - start) / 1e9
        return report
    }

    /// One output that is made, and how far it is.
    private struct Rendition {
        let header: SyntheticHeader
        let options: SyntheticOptions
        let file: SharedDescriptor
        var sum: UInt64 = 0
    }

    private func make(_ renditions: inout [Rendition]) throws(Failure) {
        let start = MonotonicClock.nanoseconds()
        var written: Int64 = 0
        func write(_ bytes: [UInt8], _ file: SharedDescriptor) throws(Failure) {
            try Self.write(bytes, to: file)
            written += Int64(bytes.count)
        }
        for rendition in renditions { try write(rendition.header.bytes, rendition.file) }
        let count = renditions.map(\.header.frames).max() ?? 0
        for index in 0..<count {
            for each in renditions.indices where index < renditions[each].header.frames {
                let options = renditions[each].options
                if index == options.faultIndex { try options.fault.strike() }
                if options.frameMilliseconds > 0 { Sleep.milliseconds(Int(options.frameMilliseconds)) }
                let payload = renditions[each].header.payload(index)
                renditions[each].sum &+= FNV.hash(payload)
                try write(SyntheticFrame.bytes(index, payload), renditions[each].file)
            }
            let seconds = max(Double(MonotonicClock.nanoseconds() - start) / 1e9, 1e-6)
            let done = Double(index) + 1
            reporter.progress(
                JobProgress(
                    phase: .transcoding, percent: done / Double(count) * 100, frames: Int64(done), fps: done / seconds,
                    speed: done * 0.04 / seconds, etaSeconds: (Double(count) - done) * seconds / done,
                    bytesWritten: written))
        }
        for rendition in renditions {
            try write(SyntheticFrame.trailer(frames: rendition.header.frames, sum: rendition.sum), rendition.file)
        }
        reporter.progress(JobProgress(phase: .finishing, percent: 100, frames: Int64(count), bytesWritten: written))
    }

    private func copy(_ input: InputFile, to file: SharedDescriptor) throws(Failure) -> OutputReport {
        let reader = try SyntheticReader(input)
        _ = try reader.walk(visit: { (bytes) throws(Failure) in try Self.write(bytes, to: file) })
        return reader.header.outputReport(action: .copied)
    }

    private static func write(_ bytes: [UInt8], to file: SharedDescriptor) throws(Failure) {
        do throws(SystemFailure) {
            try File.writeAll(bytes, to: file.rawValue)
        } catch {
            throw WriteFailure.failure(error)
        }
    }

    /// The hash of all input bytes.
    private static func seed(of input: InputFile) throws(Failure) -> UInt64 {
        var seed = FNV.basis
        var offset: Int64 = 0
        while true {
            let bytes = try input.read(1 << 16, at: offset)
            if bytes.isEmpty { break }
            seed = FNV.hash(bytes, from: seed)
            offset += Int64(bytes.count)
        }
        guard offset > 0 else { throw Failure(.inputUnsupported, "The input is empty.", stage: "open") }
        return seed
    }
}
