import JobModel
import LibAV
import MediaPipeline
import Platform
import TestSupport
import WorkerProtocol

/// Reports as a transcode would have made them, taken from files that are known to be whole.
enum Expectation {
    /// What the file holds, as if all of it had just been encoded (or copied).
    static func of(
        _ path: String, container: String, action: StreamResult.Action = .encoded
    ) throws -> OutputReport {
        let file = SharedDescriptor(try File.open(path, .readOnly))
        let size = try File.status(file.rawValue).size
        let input = try InputContext.open(file, size: size, extension: container)
        var reports = try input.streams().map { info in
            StreamReport(
                result: StreamResult(
                    index: info.index, kind: StreamResult.Kind(info.kind), action: action, codec: info.codec.name,
                    source: info.index, packets: 0, frames: 0, bytes: 0,
                    width: info.kind == .video ? info.parameters.width : nil,
                    height: info.kind == .video ? info.parameters.height : nil,
                    sampleRate: info.kind == .audio ? info.parameters.sampleRate : nil,
                    channels: info.kind == .audio ? info.parameters.channels : nil),
                firstPTS: .max, lastPTS: .min,
                parametersHash: ParameterSets.fingerprint(codec: info.codec, extradata: info.parameters.extradata))
        }
        let bases = try input.streams().map(\.timeBase)
        let packet = try Packet()
        while case .packet = try input.read(into: packet) {
            let index = packet.stream
            reports[index].result.packets += 1
            reports[index].result.bytes += Int64(packet.size)
            if let pts = packet.pts {
                let base = bases[index]
                reports[index].firstPTS = min(reports[index].firstPTS, base.rescale(pts, to: .microseconds))
                reports[index].lastPTS = max(
                    reports[index].lastPTS, base.rescale(pts + packet.duration, to: .microseconds))
            }
        }
        for index in reports.indices {
            let result = reports[index].result
            let length = Double(reports[index].lastPTS - reports[index].firstPTS) / 1e6
            reports[index].result.frames = result.sampleRate.map { Int64(length * Double($0)) } ?? result.packets
        }
        let duration = reports.map { Double($0.lastPTS) / 1e6 }.max() ?? 0
        return OutputReport(container: container, bytes: size, duration: duration, streams: reports)
    }

    static func verify(
        _ path: String, _ expectation: OutputReport, level: JobSpec.Verification = .standard
    ) throws(Failure) -> VerificationReport {
        let file: SharedDescriptor
        do throws(SystemFailure) {
            file = SharedDescriptor(try File.open(path, .readOnly))
        } catch {
            throw Failure(.inputUnreadable, error.description)
        }
        return try OutputVerification(file, expectation: expectation, level: level).run()
    }
}
