import Platform
package import Testing

/// Real media, in the folder that `MILLRACE_MEDIA` names, with sub-folders `video`, `audio` and `bad`. Tests that need it
/// are skipped without it, and say so: `@Test(.enabled(if: Media.isAvailable, Media.whySkipped))`.
package enum Media {
    package static let folder: String? = Environment.variable("MILLRACE_MEDIA").flatMap { path in
        (try? File.status(path).kind) == .directory ? path : nil
    }

    package static var isAvailable: Bool { folder != nil }

    /// What a skipped test says.
    package static let whySkipped: Comment =
        "skipped: set MILLRACE_MEDIA to a folder of real media (video, audio, bad) to run this"

    /// Absolute path of a file such as `video/clip.mp4`; nil where it is missing.
    package static func file(_ name: String) -> String? {
        guard let folder, File.exists("\(folder)/\(name)") else { return nil }
        return "\(folder)/\(name)"
    }

    /// Absolute paths of the files of a sub-folder, in byte order; empty where it is missing.
    package static func files(in name: String) -> [String] {
        guard let folder, let names = try? Directory.names(in: "\(folder)/\(name)") else { return [] }
        return names.map { "\(folder)/\(name)/\($0)" }.filter { (try? File.status($0).kind) == .regular }
    }
}
