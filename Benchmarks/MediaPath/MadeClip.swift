import Platform

/// A clip to measure with where none is given.
enum MadeClip {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// 1080p at 25 frames a second with a moving picture and noise, H.264 and AAC, as a camera would give it.
    static func make(in folder: String, seconds: Int) throws -> String {
        let path = "\(folder)/clip.mp4"
        let arguments = [
            "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i",
            "testsrc2=size=1920x1080:rate=25:duration=\(seconds),noise=alls=8:allf=t", "-f", "lavfi", "-i",
            "anoisesrc=color=pink:amplitude=0.2:duration=\(seconds)", "-c:v", "libx264", "-preset", "veryfast", "-crf",
            "26", "-pix_fmt", "yuv420p", "-c:a", "aac", path,
        ]
        guard File.exists("/usr/bin/ffmpeg") else {
            throw Failure(description: "ffmpeg is not installed: give a media file as the argument")
        }
        let child = try SpawnThread.shared.spawn(
            executable: "/usr/bin/ffmpeg", arguments: arguments, environment: [:], descriptors: [(2, 2)])
        let exit = try child.wait()
        guard exit?.status == .exited(0) else { throw Failure(description: "ffmpeg could not make the clip") }
        return path
    }
}
