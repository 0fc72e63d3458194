import Platform

/// A clip to measure with where none is given.
package enum MadeClip {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// 25 frames a second with a moving picture and noise, H.264 and AAC, as a camera would give it.
    /// - Parameter size: such as `1920x1080`.
    package static func make(
        in folder: String, named name: String = "clip", size: String = "1920x1080", seconds: Int
    ) throws -> String {
        let path = "\(folder)/\(name).mp4"
        let arguments = [
            "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i",
            "testsrc2=size=\(size):rate=25:duration=\(seconds),noise=alls=8:allf=t", "-f", "lavfi", "-i",
            "anoisesrc=color=pink:amplitude=0.2:duration=\(seconds)", "-c:v", "libx264", "-preset", "veryfast", "-crf",
            "26", "-pix_fmt", "yuv420p", "-c:a", "aac", path,
        ]
        guard File.exists(Tool.ffmpeg) else {
            throw Failure(description: "ffmpeg is not installed: give a media file as the argument")
        }
        guard try Tool.run(Tool.ffmpeg, arguments).status == .exited(0) else {
            throw Failure(description: "ffmpeg could not make the clip")
        }
        return path
    }
}
