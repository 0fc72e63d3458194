import JobModel
import LibAV
import Platform

/// Reads the input once and hands each packet to whoever wants its stream: a decoder, and every output that copies it.
///
/// `@unchecked Sendable`: `input` and the timelines are touched by ``work()`` only, which one thread runs once.
final class DemuxStage: Stage, @unchecked Sendable {
    /// Where the packets of one input stream go.
    struct Route {
        let source: StreamInfo
        var decode: PacketQueue?
        var copies: [(queue: MuxQueue, stream: Int)] = []
    }

    let name = "demux"
    let account = "demux"
    private var input: InputContext
    private var routes: [Int: Route]
    private let run: PipelineRun
    private let meter: ProgressMeter
    private var clock: InputClock
    private var copying: [Int: CopyLane] = [:]
    private let countsBytes: Bool
    /// Microseconds that a container promises that says nothing of its streams' lengths, and holds only what is read.
    private let promised: Int64?

    init(
        _ input: consuming InputContext, routes: [Int: Route], clock: InputClock, run: PipelineRun, meter: ProgressMeter
    ) {
        countsBytes = input.duration == nil
        promised = input.durationIsGuess || input.streamCount != routes.count ? nil : input.duration
        meter.setLength(input.duration.map { .time($0) } ?? .bytes(input.bytes))
        self.input = input
        self.routes = routes
        self.clock = clock
        self.run = run
        self.meter = meter
        for (index, route) in routes where !route.copies.isEmpty {
            copying[index] = CopyLane(route)
        }
    }

    func work() throws(Failure) {
        input.read(only: Set(routes.keys))
        var damaged = 0
        while !run.isStopped {
            let packet = try inStage("demux") { () throws(AVFailure) in try Packet() }
            do throws(AVFailure) {
                guard try input.read(into: packet) == .packet else { break }
            } catch {
                guard input.readErrno == 0 else { break }
                run.warn("reading stopped \(clock.positionWords): \(error.cause)")
                break
            }
            if packet.isCorrupt { damaged += 1 }
            try route(packet)
        }
        guard !run.isStopped else { return }
        if input.readErrno != 0 {
            throw Failure(
                .inputUnreadable, "the input could not be read", pointer: "/input/path", stage: "demux",
                cause: Errno(rawValue: input.readErrno).description)
        }
        if damaged > 0 { run.warn("\(damaged) packets are marked as damaged by the container") }
        if clock.jumps > 0 { run.warn("timestamps jump in \(clock.jumps) places; the jumps were closed") }
        reportTruncation()
        for (_, lane) in copying.sorted(by: { $0.key < $1.key }) { try lane.finish(run) }
    }

    private func route(_ packet: borrowing Packet) throws(Failure) {
        let index = packet.stream
        guard let route = routes[index] else { return }
        clock.place(packet)
        if countsBytes { meter.read(bytes: input.bytesRead) }
        if let lane = copying[index] {
            try lane.add(inStage("demux") { () throws(AVFailure) in try packet.reference() })
        }
        if let queue = route.decode {
            let reference = try inStage("demux") { () throws(AVFailure) in try packet.reference() }
            if !queue.push(reference) { routes[index]!.decode = nil }
        }
    }

    func finish() {
        for (index, route) in routes.sorted(by: { $0.key < $1.key }) {
            route.decode?.finishSending()
            for copy in route.copies {
                _ = copy.queue.push(.end(stream: copy.stream, frames: copying[index]?.timeline.packets ?? 0))
            }
        }
    }

    /// A file of which a stream ends well before its header says was cut off.
    private func reportTruncation() {
        let lengths = routes.values.compactMap(\.source.duration)
        if lengths.isEmpty, let promised, promised - clock.furthest > max(1_000_000, promised / 50) {
            run.warn(
                "the input is cut off: it can be read to \(Seconds.text(clock.furthest)) s of the "
                    + "\(Seconds.text(promised)) s it promises")
        }
        for (index, route) in routes.sorted(by: { $0.key < $1.key }) {
            let source = route.source
            guard source.kind == .video || source.kind == .audio, let length = source.duration else { continue }
            let promised = source.timeBase.rescale(length, to: .microseconds)
            let read = clock.length(of: index)
            guard promised - read > max(1_000_000, promised / 50) else { continue }
            run.warn(
                "the input is cut off: stream \(index) can be read to \(Seconds.text(clock.end(of: index))) s, "
                    + "\(Seconds.text(promised - read)) s before its end")
        }
    }
}

/// The outputs that copy one stream.
final class CopyLane {
    private(set) var timeline: CopyTimeline
    private let route: DemuxStage.Route

    init(_ route: DemuxStage.Route) {
        self.route = route
        timeline = CopyTimeline(route.source)
    }

    func add(_ packet: consuming Packet) throws(Failure) {
        try timeline.add(packet) { (ready) throws(Failure) in try deliver(ready) }
    }

    func finish(_ run: PipelineRun) throws(Failure) {
        try timeline.finish { (ready) throws(Failure) in try deliver(ready) }
        timeline.report(to: run)
    }

    private func deliver(_ packet: borrowing Packet) throws(Failure) {
        for copy in route.copies {
            let reference = try inStage("demux") { () throws(AVFailure) in try packet.reference() }
            _ = copy.queue.push(.packet(stream: copy.stream, reference))
        }
    }
}

/// Times for people.
enum Seconds {
    /// Microseconds as seconds with three decimals.
    static func text(_ microseconds: Int64) -> String {
        let milliseconds = abs(microseconds) / 1000
        let decimals = String(milliseconds % 1000)
        let padding = String(repeating: "0", count: 3 - decimals.count)
        return "\(microseconds < 0 ? "-" : "")\(milliseconds / 1000).\(padding)\(decimals)"
    }
}
