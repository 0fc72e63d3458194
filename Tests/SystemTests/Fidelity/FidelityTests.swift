import JobModel
import Platform
import TestSupport
import Testing

/// Millrace's conversions of real files against ffmpeg's. `make fidelity` takes every file; the tests take a few short ones
/// that are odd in different ways.
@Suite(
    "Fidelity", .serialized, .enabled(if: Media.isAvailable, Media.whySkipped),
    .enabled(if: Tool.hasFFmpeg, "skipped: ffmpeg and ffprobe are the reference"))
struct FidelityTests {
    /// Set to `all` by `make fidelity`.
    private static let takesAll = Environment.variable("MILLRACE_FIDELITY") == "all"

    static let good: [String] =
        takesAll
        ? Media.files(in: "video") + Media.files(in: "audio")
        : [
            "video/hlg-1080p-hevc-10bit.mp4", "video/dog-720p-rot180-vfr.mp4", "video/rotate-and-reflect.mp4",
            "video/odd-size-vp9.webm", "video/pgs-subtitles.mkv", "audio/t-rex-roar.mp3", "audio/opus-5.1.mka",
        ].compactMap(Media.file)

    @Test(arguments: good)
    func asGoodAsFFmpeg(source: String) throws {
        let conversion = try Conversion(source)
        let reference = try conversion.runFFmpeg()
        let outcome = try conversion.runMillrace()
        // Where ffmpeg refuses (an odd size for 4:2:0), Millrace may do better, and is only held to a readable file.
        guard reference.succeeded else {
            if outcome.succeeded { #expect(try Probe.complaints(conversion.output) == "") }
            return
        }
        guard outcome.succeeded else {
            Issue.record("millrace run: \(outcome)")
            return
        }
        let job = try conversion.job(outcome)
        let video = job.result?.outputs.first?.streams.first { $0.kind == .video }
        let differences = try MediaComparison(conversion: conversion, sourceVideo: video?.source).differences()
        #expect(differences.isEmpty)
    }

    /// Damaged files end in time, with a typed problem and nothing left behind, or with what could be saved and a word
    /// about what could not.
    @Test(arguments: Media.files(in: "bad"))
    func damagedFiles(source: String) throws {
        let conversion = try Conversion(source)
        let outcome = try conversion.runMillrace()
        if outcome.succeeded {
            let job = try conversion.job(outcome)
            #expect(try Probe(conversion.output).streams.isEmpty == false)
            let words = (job.result?.warnings ?? []) + (job.result?.losses.map(\.what) ?? [])
            #expect(!words.isEmpty || conversion.reads(cleanly: source), "converted without a word")
            #expect(try conversion.leftovers() == ["millrace.mp4"])
        } else {
            #expect([.exited(65), .exited(66)].contains(outcome.status), "\(outcome)")
            let problem = try conversion.job(outcome).problem
            #expect(problem?.code == .inputCorrupt || problem?.code == .inputUnsupported, "\(outcome)")
            #expect(try conversion.leftovers() == [])
        }
    }
}

extension Conversion {
    /// Whether ffmpeg decodes a file without an error: then there is nothing to warn of.
    func reads(cleanly path: String) -> Bool { (try? Probe.complaints(path)) == "" }
}
