import JobModel
import LibAV
import Platform
import WorkerProtocol

/// Writes one output: waits until every stream is known, writes the header, interleaves packets, ends the file.
///
/// `@unchecked Sendable`: the mutable state is touched by ``work()`` only, which one thread runs once; ``report`` is read
/// after that thread was joined.
final class MuxStage: Stage, @unchecked Sendable {
    let name: String
    let account = "mux"
    let queue: MuxQueue
    private let plan: OutputPlan
    private let descriptor: SharedDescriptor
    private let heading: OutputHeading
    private let run: PipelineRun
    private let meter: ProgressMeter
    private var streams: [MuxedStream]
    /// Microseconds added to every time, for containers that know none before zero.
    private var shift: Int64 = 0
    /// What was written; nil until the file is whole.
    private(set) var report: OutputReport?

    init(
        _ plan: OutputPlan, descriptor: SharedDescriptor, heading: OutputHeading, queue: MuxQueue, run: PipelineRun,
        meter: ProgressMeter
    ) {
        name = "mux \(plan.index)"
        self.plan = plan
        self.descriptor = descriptor
        self.heading = heading
        self.queue = queue
        self.run = run
        self.meter = meter
        streams = plan.streams.map(MuxedStream.init)
    }

    func work() throws(Failure) {
        let output = try inStage("mux") { () throws(AVFailure) in
            try OutputContext.make(
                muxer: plan.container.muxer, extension: plan.container.extensions[0], descriptor: descriptor)
        }
        var lanes = Interleaver()
        var isOpen = false
        for index in streams.indices { declareCopy(index, &lanes) }
        while streams.contains(where: { !$0.hasEnded }), let message = queue.pop() {
            try accept(message, &lanes)
            if !isOpen { isOpen = try openIfReady(output, lanes) }
            if isOpen { try write(lanes, to: output, all: false) }
        }
        // An aborted queue looks like an ended one.
        guard !run.isStopped else { return }
        if !isOpen { isOpen = try openIfReady(output, lanes) }
        try write(lanes, to: output, all: true)
        meter.finishing(plan.index)
        try writing(output) { () throws(AVFailure) in try output.writeTrailer() }
        meter.wrote(output.size, upTo: 0, output: plan.index)
        report = makeReport(output)
    }

    func finish() { queue.finishReceiving() }

    // MARK: what comes in

    /// Copied streams are known from the start.
    private func declareCopy(_ index: Int, _ lanes: inout Interleaver) {
        guard plan.streams[index].isCopy else { return }
        let source = plan.streams[index].source
        streams[index].declaration = StreamDeclaration(
            parameters: source.parameters, timeBase: source.timeBase, frameRate: source.frameRate,
            sideData: source.sideData)
        if plan.streams[index].kind == .attachment { streams[index].hasEnded = true }
        lanes.add(stream: index, timeBase: source.timeBase, isSparse: plan.streams[index].isSparse)
    }

    private func accept(_ message: consuming MuxMessage, _ lanes: inout Interleaver) throws(Failure) {
        switch consume message {
        case .declare(let stream, let declaration):
            streams[stream].declaration = declaration
            lanes.add(stream: stream, timeBase: declaration.timeBase, isSparse: plan.streams[stream].isSparse)
        case .packet(let stream, let packet):
            streams[stream].hasPackets = true
            if !streams[stream].isLeftOut { lanes.append(packet, stream: stream) }
        case .end(let stream, let frames):
            streams[stream].frames = frames
            streams[stream].hasEnded = true
            lanes.end(stream: stream)
        }
    }

    // MARK: the header

    /// - Returns: whether the header is written.
    private func openIfReady(_ output: borrowing OutputContext, _ lanes: borrowing Interleaver) throws(Failure) -> Bool
    {
        let isOverdue = lanes.isOverfull
        for index in streams.indices where !isReady(index) && !isOverdue { return false }
        for index in streams.indices where !plan.streams[index].isSparse { try settle(index, isOverdue, lanes) }
        guard streams.indices.contains(where: { !streams[$0].isLeftOut && !plan.streams[$0].isSparse }) else {
            throw Failure(
                .inputCorrupt, "nothing of the input could be read", pointer: "/input/path",
                hint: "check that the file is complete and plays elsewhere", stage: "decode")
        }
        try writing(output) { () throws(AVFailure) in
            for index in streams.indices where !streams[index].isLeftOut {
                streams[index].index = try add(streams[index], plan.streams[index], to: output)
            }
            output.setTags(heading.tags)
            if plan.container.keepsChapters { try output.setChapters(heading.chapters) }
            var options = Tags()
            for option in plan.container.muxerOptions { options[option.name] = option.value }
            try output.writeHeader(options: options)
        }
        if !plan.container.keepsChapters && !heading.chapters.isEmpty {
            run.lose(
                output: plan.index, stream: nil, "\(heading.chapters.count) chapters",
                because: "\(plan.container.name) cannot hold them")
        }
        if plan.container.startsAtZero { shift = shiftToZero(lanes) }
        meter.transcoding()
        return true
    }

    /// The samples that an encoder put before the first real one count from before zero, which Matroska does not know: all
    /// streams are moved, unless a ``delay(of:)`` in the header says the same.
    private func shiftToZero(_ lanes: borrowing Interleaver) -> Int64 {
        var earliest: Int64 = 0
        for index in streams.indices where !streams[index].isLeftOut {
            guard let first = lanes.firstPresentation(stream: index) else { continue }
            let time = first + delay(of: index)
            // Half a millisecond is what Matroska's clock rounds away.
            if time < -500 { earliest = min(earliest, time) }
        }
        return -earliest
    }

    /// Microseconds that a reader takes off every time of a stream. FFmpeg 5.1 notes such a delay in Matroska for Opus only,
    /// and leaves it to the caller to add it to the times.
    private func delay(of index: Int) -> Int64 {
        guard plan.container.startsAtZero, let parameters = streams[index].declaration?.parameters,
            parameters.codec.name == "opus"
        else { return 0 }
        return Rational(1, 48000).rescale(Int64(parameters.initialPadding), to: .microseconds)
    }

    private func isReady(_ index: Int) -> Bool {
        if streams[index].hasEnded || plan.streams[index].isSparse { return true }
        return streams[index].declaration != nil && streams[index].hasPackets
    }

    /// Leaves out a stream of which nothing came.
    private func settle(_ index: Int, _ isOverdue: Bool, _ lanes: borrowing Interleaver) throws(Failure) {
        let isEmpty = streams[index].hasEnded && !streams[index].hasPackets
        let isUnknown = streams[index].declaration == nil
        guard isEmpty || isUnknown else { return }
        if isOverdue && !isEmpty && plan.streams[index].kind == .video {
            throw Failure(
                .inputCorrupt, "no picture came while the other streams filled \(Interleaver.maxBytes >> 20) MiB",
                pointer: "/input/path", stage: "decode", stream: plan.streams[index].source.index)
        }
        streams[index].isLeftOut = true
        lanes.remove(stream: index)
        lanes.end(stream: index)
        run.lose(
            output: plan.index, stream: plan.streams[index].source.index,
            "\(plan.streams[index].source.codec) \(plan.streams[index].kind == .video ? "video" : "audio")",
            because: "nothing of it could be decoded")
    }

    private func add(
        _ stream: MuxedStream, _ plan: StreamPlan, to output: borrowing OutputContext
    ) throws(AVFailure) -> Int {
        let declared = stream.declaration!
        let parameters = declared.parameters
        var tag: UInt32 = output.knows(tag: parameters.tag, for: parameters.codec) ? parameters.tag : 0
        if tag == 0, parameters.codec.name == "hevc", ["mp4", "mov"].contains(self.plan.container.name) {
            tag = CodecParameters.hvc1
        }
        var sideData = declared.sideData
        if plan.isCopy && !self.plan.container.keepsDisplayMatrix && sideData.displayMatrix != nil {
            run.lose(
                output: self.plan.index, stream: plan.source.index, "display matrix",
                because: "\(self.plan.container.name) cannot hold it, and the pictures are copied as they are")
            sideData = sideData.withoutDisplayMatrix
        }
        // WebM and others tell the pixel shape beside the codec's parameters.
        let shape = plan.source.sampleAspectRatio
        let tagged = try parameters.tagged(
            tag, sampleAspectRatio: plan.isCopy && shape.isPositive ? shape : parameters.sampleAspectRatio)
        return try output.addStream(
            tagged, timeBase: declared.timeBase, frameRate: declared.frameRate,
            tags: OutputHeading.streamTags(plan.source.tags), disposition: plan.disposition, sideData: sideData)
    }

    // MARK: packets

    private func write(_ lanes: borrowing Interleaver, to output: borrowing OutputContext, all: Bool) throws(Failure) {
        var furthest: Int64 = 0
        while let stream = lanes.next(all: all) {
            let packet = lanes.take(stream: stream)
            guard let index = streams[stream].index else { continue }
            let from = streams[stream].declaration!.timeBase
            let base = output.timeBase(of: index)
            packet.move(by: shift, in: from)
            if let time = packet.dts ?? packet.pts { furthest = max(furthest, from.rescale(time, to: .microseconds)) }
            streams[stream].count(packet, timeBase: from)
            packet.move(by: delay(of: stream), in: from)
            packet.rescale(from: from, to: base)
            packet.stream = index
            packet.position = -1
            streams[stream].keepOrder(packet, allowsEqual: output.allowsEqualTimes)
            try writing(output) { () throws(AVFailure) in try output.write(packet) }
        }
        meter.wrote(output.size, upTo: furthest, output: plan.index)
    }

    private func writing(
        _ output: borrowing OutputContext, _ body: () throws(AVFailure) -> Void
    ) throws(Failure) {
        do throws(AVFailure) {
            try body()
        } catch {
            throw Failure(writing: error, output: plan.index, errno: output.writeErrno)
        }
    }

    private func makeReport(_ output: borrowing OutputContext) -> OutputReport {
        let written = zip(streams, plan.streams).filter { $0.0.index != nil }
        for (stream, plan) in written where stream.moved > 0 {
            run.warn(
                "output \(self.plan.index), stream \(plan.source.index): \(stream.moved) packets whose decoding time ran "
                    + "backwards were moved")
        }
        let reports = written.map { stream, plan in
            stream.report(plan, keepsParameters: self.plan.container.keepsParameters)
        }
        let timed = reports.filter { $0.result.packets > 0 && $0.result.kind != .attachment }
        let first = max(0, timed.map(\.firstPTS).min() ?? 0)
        let last = timed.map(\.lastPTS).max() ?? 0
        return OutputReport(
            container: plan.container.name, bytes: output.size, duration: Double(max(0, last - first)) / 1e6,
            streams: reports)
    }
}
