import JobModel
import WorkerProtocol

/// How exactly a container gives back what was put in.
struct ContainerRules {
    /// libav's demuxer for it; nil where any goes.
    let demuxer: String?
    /// Whether a stream's packets come back one for one. Otherwise they are cut anew on reading, as PCM is everywhere.
    private let keepsPackets: Bool
    /// Whether the distance between streams is kept, and with it lip sync.
    private let keepsOffsets: Bool
    /// Whether the header says how long it lasts.
    private let declaresDuration: Bool
    private let name: String

    init(_ container: String) {
        name = container
        switch container {
        case "mp4", "mov", "m4a": (demuxer, keepsPackets, declaresDuration) = ("mov,mp4,m4a,3gp,3g2,mj2", true, true)
        case "mkv", "mka", "webm": (demuxer, keepsPackets, declaresDuration) = ("matroska,webm", true, true)
        case "mpegts": (demuxer, keepsPackets, declaresDuration) = ("mpegts", true, false)
        case "ogg", "opus": (demuxer, keepsPackets, declaresDuration) = ("ogg", true, false)
        case "mp3": (demuxer, keepsPackets, declaresDuration) = ("mp3", true, false)
        case "flac": (demuxer, keepsPackets, declaresDuration) = ("flac", true, false)
        case "wav": (demuxer, keepsPackets, declaresDuration) = ("wav", false, false)
        default: (demuxer, keepsPackets, declaresDuration) = (nil, true, false)
        }
        keepsOffsets = demuxer != nil
    }

    /// MP3's first frame after a jump lacks what earlier frames left for it, which is no damage.
    var decodesStrictly: Bool { name != "mp3" }

    /// Whether the muxer may add a stream of its own, after the others: MOV and MP4 keep timecodes and chapter titles in
    /// tracks.
    func mayAdd(_ kind: StreamResult.Kind) -> Bool { demuxer == "mov,mp4,m4a,3gp,3g2,mj2" && kind == .data }

    /// Whether a stream that was written with one codec may be read back as another: MP4 has one code for the layers of MPEG
    /// audio, which is read as MP3.
    func isSame(_ found: String, as written: String) -> Bool {
        found == written || (demuxer == "mov,mp4,m4a,3gp,3g2,mj2" && found == "mp3" && written == "mp2")
    }

    private func keepsPackets(of result: StreamResult) -> Bool { keepsPackets && !result.codec.hasPrefix("pcm_") }

    /// Throws what differs first.
    /// - Parameter declaredDuration: the file's own word, in microseconds.
    func compare(
        _ checks: [StreamCheck], declaredDuration: Int64?, with expectation: OutputReport
    ) throws(Failure) {
        for check in checks { try compareCounts(check) }
        for check in checks { try compareSpan(check) }
        try compareOffsets(checks)
        if declaresDuration, let declaredDuration {
            let last = checks.compactMap(\.tally.lastMicroseconds).max() ?? 0
            let wanted = Int64(expectation.duration * 1e6)
            guard declaredDuration >= wanted - 100_000, declaredDuration <= max(last, wanted) + 500_000 else {
                throw .unlike(
                    "its header says \(Self.seconds(declaredDuration)), its streams last \(Self.seconds(wanted))")
            }
        }
    }

    private func compareCounts(_ check: StreamCheck) throws(Failure) {
        let (tally, result) = (check.tally, check.expected.result)
        func differs(_ what: String) -> Failure {
            .unlike("stream \(result.index) \(what)", stream: result.source)
        }
        // Subtitles get empty packets between two texts in MP4, and are timed by what follows.
        guard result.kind == .video || result.kind == .audio else {
            guard tally.packets >= result.packets || !keepsPackets(of: result) else {
                throw differs("has \(tally.packets) packets, \(result.packets) were written")
            }
            return
        }
        guard tally.packets == result.packets || !keepsPackets(of: result) else {
            throw differs("has \(tally.packets) packets, \(result.packets) were written")
        }
        // Start codes become lengths, delimiters come: a few bytes in each packet. A copy may get its parameter sets
        // written into the stream, or lose them.
        let isCopy = result.action == .copied
        let slack =
            max(tally.packets, result.packets) * (isCopy || name == "mpegts" ? 64 : 16)
            + (isCopy ? result.bytes / 50 + 4096 : 0)
        guard abs(tally.bytes - result.bytes) <= slack else {
            throw differs("has \(tally.bytes) coded bytes, \(result.bytes) were written")
        }
        guard result.action == .encoded else { return }
        if let disorder = tally.disorder { throw differs("runs backwards at packet \(disorder)") }
        if result.kind == .video && tally.packets > 0 && !tally.beginsWithKey {
            throw differs("does not begin with a key frame")
        }
    }

    /// First to last presentation time. The last packet's own length is not kept everywhere.
    private func compareSpan(_ check: StreamCheck) throws(Failure) {
        let (expected, result) = (check.expected, check.expected.result)
        guard result.kind == .video || result.kind == .audio, let first = check.tally.firstMicroseconds,
            let last = check.tally.lastMicroseconds
        else { return }
        let wanted = expected.lastPTS - expected.firstPTS
        let packet = wanted / max(1, result.packets)
        let slack = max(40_000, 2 * packet) + (keepsPackets(of: result) ? 0 : 100_000)
        guard abs(last - first - wanted) <= slack else {
            throw .unlike(
                "stream \(result.index) lasts \(Self.seconds(last - first)), \(Self.seconds(wanted)) were written",
                stream: result.source)
        }
    }

    /// A muxer may move all streams by one distance (transport streams begin late, MP4 begins at zero), never one
    /// against another.
    private func compareOffsets(_ checks: [StreamCheck]) throws(Failure) {
        guard keepsOffsets else { return }
        let moved: [(index: Int, by: Int64)] = checks.compactMap { check in
            let kind = check.expected.result.kind
            guard kind == .video || kind == .audio, let first = check.tally.firstMicroseconds else { return nil }
            return (check.expected.result.index, first - check.expected.firstPTS)
        }
        guard let reference = moved.first else { return }
        for stream in moved where abs(stream.by - reference.by) > 20_000 {
            throw .unlike(
                "stream \(stream.index) begins \(Self.seconds(stream.by - reference.by)) off stream \(reference.index)")
        }
    }

    private static func seconds(_ microseconds: Int64) -> String {
        let milliseconds = (abs(microseconds) + 500) / 1000
        let rest = String(milliseconds % 1000)
        return (microseconds < 0 ? "-" : "") + "\(milliseconds / 1000)."
            + String(repeating: "0", count: 3 - rest.count) + rest + " s"
    }
}
