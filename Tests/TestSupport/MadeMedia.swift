/// Media made at test time with `ffmpeg`'s test sources. The same arguments make the same pictures and sounds.
package enum MadeMedia {
    /// `ffmpeg` refused.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// A clip with a moving picture, and a tone unless `audio` is nil.
    /// - Parameters:
    ///   - path: its extension chooses the container.
    ///   - video: an encoder of ffmpeg; nil makes no video.
    ///   - arguments: added before the output's path.
    @discardableResult
    package static func clip(
        _ path: String, seconds: Double = 1, size: String = "160x120", rate: String = "25",
        video: String? = "libx264", audio: String? = "aac", arguments: [String] = []
    ) throws -> String {
        var all: [String] = []
        if video != nil { all += ["-f", "lavfi", "-i", "testsrc2=size=\(size):rate=\(rate):duration=\(seconds)"] }
        if audio != nil {
            all += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=\(seconds)"]
        }
        if let video { all += ["-c:v", video, "-pix_fmt", "yuv420p", "-threads", "1"] }
        if video == "libx264" { all += ["-preset", "ultrafast", "-g", "12"] }
        if let audio { all += ["-c:a", audio] }
        try make(all + ["-fflags", "+bitexact", "-flags", "+bitexact"] + arguments + [path])
        return path
    }

    /// Runs `ffmpeg` with the arguments, replacing what is there.
    package static func make(_ arguments: [String]) throws {
        let outcome = try Tool.run("ffmpeg", ["-v", "error", "-nostdin", "-y"] + arguments)
        guard outcome.succeeded else { throw Failure(description: "ffmpeg \(arguments): \(outcome)") }
    }
}
