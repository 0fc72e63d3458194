import Platform

/// Real media for tests, from the folder that `MILLRACE_MEDIA` names: sub-folders `video`, `audio` and `bad`.
package enum TestMedia {
    /// nil where the variable is not set: tests that need real files are then skipped.
    package static var folder: String? { Environment.variable(TestSupport.mediaVariable) }

    package static var isAvailable: Bool { folder != nil }

    /// What a skipped test says.
    package static let reason = "set MILLRACE_MEDIA to a folder with real media (video, audio, bad) to run this"

    /// Paths of the files in a sub-folder, in byte order; empty without the folder.
    package static func files(in kind: String) -> [String] {
        guard let folder else { return [] }
        return ((try? Directory.names(in: "\(folder)/\(kind)")) ?? []).map { "\(folder)/\(kind)/\($0)" }
    }

    /// The path of one file, such as `video/flower-540p-h264.mp4`.
    package static func file(_ name: String) -> String { "\(folder ?? "")/\(name)" }
}
