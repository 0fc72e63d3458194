import JobModel
import LibAV
import MediaPipeline
import Platform
import TestSupport
import Testing
import WorkerProtocol

@Suite("An output is verified before it is published", .enabled(if: Tool.hasFFmpeg, "ffmpeg makes the files"))
struct OutputVerificationTests {
    init() { LibAV.start() }

    private let folder: TemporaryDirectory = {
        guard let folder = try? TemporaryDirectory() else { preconditionFailure("no temporary folder") }
        return folder
    }()

    private func clip(_ name: String = "a.mp4", seconds: Double = 4, _ arguments: [String] = []) throws -> String {
        try MadeMedia.clip(folder.file(name), seconds: seconds, arguments: ["-movflags", "+faststart"] + arguments)
    }

    private func failure(
        _ path: String, _ expectation: OutputReport, level: JobSpec.Verification = .standard
    ) throws -> Failure {
        let failure = try #require(
            #expect(throws: Failure.self) { try Expectation.verify(path, expectation, level: level) })
        #expect(failure.code == .internal && failure.stage == "verify")
        return failure
    }

    @Test(arguments: JobSpec.Verification.allCases)
    func aWholeFileHolds(level: JobSpec.Verification) throws {
        let path = try clip()
        let report = try Expectation.verify(path, Expectation.of(path, container: "mp4"), level: level)
        let sum = try Tool.run("sha256sum", [path]).output
        #expect(sum.hasPrefix(report.sha256))
        #expect(report.bytes == (try File.status(path).size))
        // 100 pictures, and one packet of sound for 1024 samples.
        #expect(report.packets > 100 + 180)
        if level == .full {
            // The first packet of AAC is priming and gives nothing.
            #expect(report.framesDecoded == report.packets - 1)
        } else {
            #expect(report.framesDecoded > 20 && report.framesDecoded < report.packets / 2)
        }
    }

    /// Every codec and container that the worker writes, made by ffmpeg: nothing good is refused.
    @Test(
        arguments: [
            ("mov", "mov", "libx264", "aac", []), ("mkv", "mkv", "libx264", "libvorbis", []),
            ("ts", "mpegts", "libx264", "aac", []),
            ("mp4", "mp4", "libx265", "libopus", ["-x265-params", "log-level=none"]),
            ("webm", "webm", "libvpx-vp9", "libopus", ["-cpu-used", "8", "-deadline", "realtime"]),
            ("webm", "webm", "libsvtav1", "libopus", ["-preset", "12"]),
            ("mp4", "mp4", "libsvtav1", "aac", ["-preset", "12"]),
            ("m4a", "m4a", nil, "aac", []), ("mka", "mka", nil, "flac", []), ("mp3", "mp3", nil, "libmp3lame", []),
            ("ogg", "ogg", nil, "libvorbis", []), ("opus", "opus", nil, "libopus", []),
            ("flac", "flac", nil, "flac", []),
            ("wav", "wav", nil, "pcm_s16le", []),
            ("ts", "mpegts", "libx265", "libmp3lame", ["-x265-params", "log-level=none"]),
            ("ogg", "ogg", nil, "flac", []),
        ] as [(String, String, String?, String?, [String])])
    func everyContainerHolds(
        suffix: String, container: String, video: String?, audio: String?, arguments: [String]
    ) throws {
        let path = try MadeMedia.clip(
            folder.file("a.\(suffix)"), seconds: 3, video: video, audio: audio, arguments: arguments)
        let expectation = try Expectation.of(path, container: container)
        for level in JobSpec.Verification.allCases {
            let report = try Expectation.verify(path, expectation, level: level)
            #expect(report.framesDecoded > 0)
        }
    }

    @Test func aMissingTail() throws {
        let path = try clip()
        let expectation = try Expectation.of(path, container: "mp4")
        let file = try File.open(path, .readWrite)
        try File.truncate(file.rawValue, to: expectation.bytes * 2 / 3)
        #expect(try failure(path, expectation).detail.contains("bytes"))

        // The size filled up again: the packets that were there are not.
        try File.truncate(file.rawValue, to: expectation.bytes)
        #expect(throws: Failure.self) { try Expectation.verify(path, expectation) }
    }

    @Test func aTailThatWasNeverWritten() throws {
        let whole = try clip()
        let short = try clip("short.mp4", seconds: 3.5)
        var expectation = try Expectation.of(whole, container: "mp4")
        expectation.bytes = try File.status(short).size
        #expect(try failure(short, expectation).detail.hasSuffix("stream 0 has 88 packets, 100 were written"))
    }

    @Test func wrongNumbers() throws {
        let path = try clip()
        let good = try Expectation.of(path, container: "mp4")
        func complaint(_ change: (inout OutputReport) -> Void, level: JobSpec.Verification = .standard) throws -> String
        {
            var expectation = good
            change(&expectation)
            return try failure(path, expectation, level: level).detail
        }
        #expect(try complaint { $0.streams[1].result.packets -= 1 }.contains("stream 1 has"))
        #expect(try complaint { $0.streams[0].result.bytes *= 2 }.contains("coded bytes"))
        #expect(try complaint { $0.streams[0].result.width = 162 }.contains("size 160×120, not 162×120"))
        #expect(try complaint { $0.streams[0].result.codec = "hevc" }.contains("codec h264, not hevc"))
        #expect(try complaint { $0.streams[1].result.sampleRate = 44100 }.contains("sample rate 48000, not 44100"))
        #expect(try complaint { $0.streams[1].result.channels = 6 }.contains("channels 1, not 6"))
        #expect(try complaint { $0.streams.removeLast() }.contains("2 streams, 1 were written"))
        #expect(try complaint { $0.streams.swapAt(0, 1) }.contains("kind video, not audio"))
        #expect(try complaint { $0.container = "mkv" }.contains("not mkv"))
        #expect(try complaint { $0.streams[0].parametersHash = "00" }.contains("other parameter sets"))
        #expect(try complaint { $0.streams[0].lastPTS += 500_000 }.contains("lasts 4.000 s, 4.500 s were written"))
        #expect(
            try complaint {
                $0.streams[1].firstPTS += 300_000
                $0.streams[1].lastPTS += 300_000
            }.contains("begins -0.300 s off stream 0"))
        #expect(try complaint { $0.duration += 1 }.contains("its header says"))
        #expect(
            try complaint({ $0.streams[0].result.frames += 1 }, level: .full)
                .contains("100 pictures were decoded, 101 were encoded"))
        #expect(
            try complaint({ $0.streams[1].result.frames += 20_000 }, level: .full).contains("samples were decoded"))
    }

    /// A run of bytes overwritten in the header, at many places: each is found, or harms nothing that is checked or
    /// shown (free space, dates, names).
    @Test func damagedHeaders() throws {
        let path = try clip()
        let expectation = try Expectation.of(path, container: "mp4")
        let bytes = try File.contents(of: path)
        let header = try #require(bytes.firstRange(of: Array("mdat".utf8))).lowerBound
        var found = 0
        var places = 0
        for start in stride(from: 40, to: header - 16, by: 24) {
            var damaged = bytes
            for index in start..<start + 16 { damaged[index] ^= 0xa5 }
            let copy = folder.file("damaged.mp4")
            try File.replace(copy, with: damaged)
            places += 1
            if (try? Expectation.verify(copy, expectation)) == nil { found += 1 }
        }
        #expect(places > 50 && found > places * 3 / 4, "\(found) of \(places)")
    }

    @Test(arguments: [0.02, 0.97])
    func damagedPictures(place: Double) throws {
        let path = try MadeMedia.clip(folder.file("v.mkv"), seconds: 4, audio: nil)
        let expectation = try Expectation.of(path, container: "mkv")
        var bytes = try File.contents(of: path)
        let start = 1500 + Int(Double(bytes.count - 3000) * place)
        for index in start..<start + 400 { bytes[index] ^= 0x5a }
        try File.replace(path, with: bytes)
        #expect(throws: Failure.self) { try Expectation.verify(path, expectation) }
    }

    @Test func aSwappedFile() throws {
        let path = try clip()
        let expectation = try Expectation.of(path, container: "mp4")
        #expect(try failure(clip("b.mp4", ["-vf", "hflip"]), expectation).detail.contains("were written"))
        // Made of the same size: as many pictures of the same form, but not these.
        let other = try clip("c.mp4", ["-vf", "noise=alls=60"])
        var forged = expectation
        forged.bytes = try File.status(other).size
        #expect(try failure(other, forged).detail.contains("coded bytes"))
    }

    @Test func aCopyIsCountedAndNotDecoded() throws {
        let path = try clip()
        let report = try Expectation.verify(path, Expectation.of(path, container: "mp4", action: .copied))
        #expect(report.framesDecoded == 0 && report.packets > 200)
    }

    @Test func aFileThatIsNoMedia() throws {
        let path = try clip()
        var expectation = try Expectation.of(path, container: "mp4")
        try File.replace(path, with: Array(repeating: 0x20, count: 5000))
        expectation.bytes = 5000
        #expect(try failure(path, expectation).detail.contains("cannot be opened again"))
    }

    @Test func anUnreadableFile() throws {
        let expectation = OutputReport(container: "mp4", bytes: 1, duration: 0, streams: [])
        let file = SharedDescriptor(try File.open(folder.file("w"), [.writeOnly, .create]))
        let failure = #expect(throws: Failure.self) {
            try OutputVerification(file, expectation: expectation, level: .standard).run()
        }
        #expect(failure?.code == .outputUnwritable && failure?.stage == "verify")
    }
}
