import JobModel
import LibAV
import Platform

/// Decodes one stream once and hands every frame, by reference, to each rendition made from it.
final class DecodeStage: Stage {
    let name: String
    let account = "decode"
    private let source: StreamInfo
    private let packets: PacketQueue
    private let renditions: [FrameQueue]
    private let threads: Int
    private let run: PipelineRun

    init(_ source: StreamInfo, packets: PacketQueue, renditions: [FrameQueue], threads: Int, run: PipelineRun) {
        name = "decode \(source.index)"
        self.source = source
        self.packets = packets
        self.renditions = renditions
        self.threads = threads
        self.run = run
    }

    /// What is counted while decoding.
    struct Tally {
        var packets = 0
        var frames = 0
        var damaged = 0
        var firstDamage: Int64?
        var lastCause: String?

        mutating func damage(at time: Int64?, _ cause: String?) {
            damaged += 1
            if firstDamage == nil { firstDamage = time }
            lastCause = cause ?? lastCause
        }
    }

    func work() throws(Failure) {
        let decoder = try open()
        var timeline = FrameTimeline(timeBase: source.timeBase, frameRate: source.frameRate)
        var tally = Tally()
        while let packet = packets.pop() {
            tally.packets += 1
            try decode(packet, with: decoder, &timeline, &tally)
        }
        guard !run.isStopped else { return }
        try inStage("decode", stream: source.index) { () throws(AVFailure) in try decoder.finish() }
        _ = try receiveAll(from: decoder, &timeline, &tally, at: nil)
        try report(tally, timeline)
    }

    func finish() {
        packets.finishReceiving()
        for rendition in renditions { rendition.finishSending() }
    }

    private func open() throws(Failure) -> Decoder {
        do throws(AVFailure) {
            return try Decoder.open(source.parameters, timeBase: source.timeBase, threads: threads)
        } catch {
            throw Failure(
                error.isNoMemory ? .limitExceeded : .inputUnsupported,
                "stream \(source.index) is \(source.codec), which cannot be decoded here", pointer: "/input/path",
                hint: "leave the stream out, or copy it", stage: "decode", stream: source.index, cause: error.cause)
        }
    }

    private func decode(
        _ packet: borrowing Packet, with decoder: borrowing Decoder, _ timeline: inout FrameTimeline,
        _ tally: inout Tally
    ) throws(Failure) {
        while true {
            do throws(AVFailure) {
                if try decoder.send(packet) == .accepted { break }
            } catch {
                if error.isNoMemory { throw Failure(stage: "decode", error, stream: source.index) }
                tally.damage(at: packet.pts ?? packet.dts, error.logLine ?? error.words)
                break
            }
            guard try receiveAll(from: decoder, &timeline, &tally, at: packet.pts) else { return }
        }
        _ = try receiveAll(from: decoder, &timeline, &tally, at: packet.pts)
    }

    /// - Returns: false once no rendition takes frames any more.
    private func receiveAll(
        from decoder: borrowing Decoder, _ timeline: inout FrameTimeline, _ tally: inout Tally, at time: Int64?
    ) throws(Failure) -> Bool {
        while true {
            let frame = try inStage("decode") { () throws(AVFailure) in try Frame() }
            do throws(AVFailure) {
                guard try decoder.receive(into: frame) == .frame else { return true }
            } catch {
                if error.isNoMemory { throw Failure(stage: "decode", error, stream: source.index) }
                tally.damage(at: time, error.logLine ?? error.words)
                return true
            }
            tally.frames += 1
            if frame.isDamaged { tally.damage(at: frame.bestTimestamp, nil) }
            if source.kind == .video {
                let place = timeline.place(frame.bestTimestamp, duration: frame.duration)
                frame.pts = place.time
                frame.duration = place.duration
            } else {
                frame.pts = frame.bestTimestamp
            }
            guard try deliver(frame) else { return false }
        }
    }

    private func deliver(_ frame: consuming Frame) throws(Failure) -> Bool {
        var wanted = false
        for rendition in renditions.dropLast() {
            let reference = try inStage("decode") { () throws(AVFailure) in try frame.reference() }
            if rendition.push(reference) { wanted = true }
        }
        if renditions[renditions.count - 1].push(frame) { wanted = true }
        return wanted
    }

    private func report(_ tally: Tally, _ timeline: FrameTimeline) throws(Failure) {
        if tally.frames == 0 && tally.packets > 0 {
            let cause = tally.lastCause
            guard source.kind == .audio else {
                throw Failure(
                    .inputCorrupt, "no picture of stream \(source.index) (\(source.codec)) could be decoded",
                    pointer: "/input/path", stage: "decode", stream: source.index, cause: cause)
            }
            run.warn("stream \(source.index): no sound could be decoded\(cause.map { ": \($0)" } ?? "")")
        }
        if tally.damaged > 0 {
            let first = tally.firstDamage.map {
                ", the first at \(Seconds.text(source.timeBase.rescale($0, to: .microseconds))) s"
            }
            run.warn(
                "stream \(source.index): damage in \(tally.damaged) places was concealed or skipped\(first ?? "")"
                    + "\(tally.lastCause.map { " (\($0))" } ?? "")")
        }
        if timeline.missing > 0 && timeline.missing < tally.frames {
            run.warn("stream \(source.index): \(timeline.missing) frames had no time and got one")
        }
        if timeline.moved > 0 {
            run.warn("stream \(source.index): \(timeline.moved) frames whose time ran backwards were moved")
        }
    }
}
