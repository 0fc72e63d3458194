import TestSupport

/// What is wrong with a conversion, seen from outside: by ffprobe and ffmpeg, against the source and ffmpeg's own output.
struct MediaComparison {
    let conversion: Conversion
    /// The video stream of the source that was converted.
    let sourceVideo: Int?

    /// Sentences; empty where nothing is wrong.
    func differences() throws -> [String] {
        var found: [String] = []
        let ours = try Probe(conversion.output, frames: true)
        let theirs = try Probe(conversion.reference, frames: true)
        let complaints = try Probe.complaints(conversion.output)
        if !complaints.isEmpty { found.append("does not decode cleanly: \(complaints)") }
        if conversion.hasVideo, let picture = theirs.video {
            guard let mine = ours.video else { return found + ["has no video"] }
            if mine.frameCount != picture.frameCount {
                found.append("\(mine.frameCount ?? 0) frames, ffmpeg has \(picture.frameCount ?? 0)")
            }
            found += differences("video", mine, picture, slack: frameSeconds(picture))
            found += try pictureDifferences()
        }
        if let sound = theirs.audio {
            guard let mine = ours.audio else { return found + ["has no sound"] }
            // One AAC frame.
            let slack = 1024 / (Double(sound.sampleRate ?? "") ?? 48000)
            found += differences("audio", mine, sound, slack: slack)
            if mine.channels != sound.channels {
                found.append("\(mine.channels ?? 0) channels, ffmpeg has \(sound.channels ?? 0)")
            }
        }
        return found
    }

    private func differences(
        _ what: String, _ mine: Probe.Stream, _ theirs: Probe.Stream, slack: Double
    ) -> [String] {
        guard let mine = mine.duration.flatMap({ Double($0) }), let theirs = theirs.duration.flatMap({ Double($0) })
        else { return ["\(what) has no duration"] }
        return abs(mine - theirs) <= slack + 0.001 ? [] : ["\(what) lasts \(mine) s, ffmpeg's \(theirs) s"]
    }

    private func frameSeconds(_ stream: Probe.Stream) -> Double {
        guard let seconds = stream.duration.flatMap({ Double($0) }), let frames = stream.frameCount, frames > 0
        else { return 0.04 }
        return seconds / Double(frames)
    }

    /// The signal-to-noise ratio against the source may be 0.05 dB less than ffmpeg's.
    private func pictureDifferences() throws -> [String] {
        guard let sourceVideo else { return ["the job does not say which video stream it took"] }
        func psnr(_ path: String) throws -> Double {
            try Probe.psnr(path, against: conversion.source, stream: sourceVideo)
        }
        let mine = try psnr(conversion.output)
        let theirs = try psnr(conversion.reference)
        print("\(conversion.source.split(separator: "/").last ?? ""): \(mine) dB, ffmpeg \(theirs) dB")
        return mine >= theirs - 0.05 ? [] : ["\(mine) dB, ffmpeg has \(theirs) dB"]
    }
}
