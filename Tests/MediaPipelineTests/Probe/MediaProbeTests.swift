import JobModel
import LibAV
import MediaPipeline
import Platform
import TestSupport
import Testing

@Suite("A probe says what ffprobe says")
struct MediaProbeTests {
    init() { LibAV.start() }

    private func probe(_ path: String) throws -> ProbeReport {
        let file = SharedDescriptor(try File.open(path, .readOnly))
        return try MediaProbe.run(
            file, bytes: try File.status(file.rawValue).size,
            extension: path.split(separator: ".").last.map(String.init))
    }

    @Test(
        .enabled(if: Media.isAvailable, Media.whySkipped),
        arguments: Media.files(in: "video") + Media.files(in: "audio") + Media.files(in: "bad"))
    func everyFile(path: String) throws {
        guard let expected = try FFprobe.describe(path) else {
            let failure = #expect(throws: Failure.self) { try probe(path) }
            #expect(failure?.code == .inputUnsupported && failure?.stage == "open")
            return
        }
        let report = try probe(path)
        #expect(report.format == expected.format.formatName)
        #expect(agree(report.duration, expected.format.duration))
        #expect(agree(report.startTime, expected.format.startTime))
        #expect(report.bytes == expected.format.size.flatMap(Int64.init))
        #expect(report.bitrate == expected.format.bitRate.flatMap(Int64.init))
        #expect(report.tags.keys.sorted() == (expected.format.tags ?? [:]).keys.sorted())
        #expect(report.chapters.count == expected.chapters.count)
        #expect(report.streams.count == expected.streams.count)
        for (stream, reference) in zip(report.streams, expected.streams) {
            compare(stream, reference)
        }
    }

    private func compare(_ stream: ProbeReport.Stream, _ expected: FFprobe.Stream) {
        #expect(stream.index == expected.index)
        #expect(stream.kind.rawValue == expected.codecType ?? "data")
        #expect(stream.codec == expected.codecName ?? "none")
        if let profile = expected.profile, Int(profile) == nil { #expect(stream.profile == profile) }
        #expect(agree(stream.duration, expected.duration))
        #expect(agree(stream.startTime, expected.startTime))
        #expect(stream.frames == expected.nbFrames.flatMap(Int64.init))
        #expect(stream.bitrate == expected.bitRate.flatMap(Int64.init))
        #expect(stream.language == expected.tags?["language"])
        #expect(stream.title == expected.tags?["title"])
        #expect(
            Set(stream.dispositions) == Set((expected.disposition ?? [:]).filter { $0.value == 1 }.keys))
        #expect(stream.width == expected.width)
        #expect(stream.height == expected.height)
        #expect(stream.pixelFormat == expected.pixFmt)
        #expect(stream.sampleAspectRatio == expected.sampleAspectRatio)
        if stream.kind == .video, let rate = expected.avgFrameRate, rate != "0/0" {
            #expect(stream.frameRate == rate)
        }
        #expect(stream.fieldOrder == expected.fieldOrder)
        #expect(stream.colorRange == expected.colorRange)
        #expect(stream.colorPrimaries == expected.colorPrimaries)
        #expect(stream.colorTransfer == expected.colorTransfer)
        #expect(stream.colorSpace == expected.colorSpace)
        #expect(stream.sampleRate == expected.sampleRate.flatMap(Int.init))
        #expect(stream.channels == expected.channels)
        #expect(stream.channelLayout == expected.channelLayout)
        #expect(stream.sampleFormat == expected.sampleFmt)
        #expect(stream.sideData == (expected.sideDataList ?? []).map(\.sideDataType))
        if let rotation = expected.sideDataList?.compactMap(\.rotation).first {
            let clockwise = (360 - rotation).truncatingRemainder(dividingBy: 360)
            #expect(abs((stream.rotation ?? .nan) - clockwise) < 1)
        } else {
            #expect(stream.rotation == nil)
        }
    }

    private func agree(_ seconds: Double?, _ text: String?) -> Bool {
        guard let seconds, let expected = text.flatMap(Double.init) else { return (seconds == nil) == (text == nil) }
        return abs(seconds - expected) < 2e-6
    }

    @Test func notMedia() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("film.mp4")
        try File.replace(path, with: Array("This is no film.\n".utf8))
        let text = try #require(#expect(throws: Failure.self) { try probe(path) })
        #expect(text.code == .inputUnsupported)
        #expect(text.detail == "the input is not media that can be read")
        #expect(text.pointer == "/input/path" && text.cause != nil)

        try File.replace(path, with: [])
        let empty = try #require(#expect(throws: Failure.self) { try probe(path) })
        #expect(empty.code == .inputCorrupt && empty.detail == "the input is empty")
    }

    @Test func unreadable() throws {
        let folder = try TemporaryDirectory()
        let file = SharedDescriptor(try File.open(folder.file("a.mp4"), [.writeOnly, .create]))
        let failure = #expect(throws: Failure.self) {
            _ = try MediaProbe.run(file, bytes: 100, extension: "mp4")
        }
        #expect(failure?.code == .inputUnreadable && failure?.cause?.contains("pread") == true)
    }
}
