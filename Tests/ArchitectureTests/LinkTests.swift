import Platform
import TestSupport
import Testing

/// What the built programs load, read from their dynamic sections.
@Suite struct LinkTests {
    static let programs = ["millraced", "millrace", "millrace-worker-libav", "millrace-worker-synthetic"]

    /// The shared libraries that a program names.
    private func needed(_ path: String) throws -> [String] {
        let folder = try TemporaryDirectory()
        let output = try File.open(folder.file("out"), [.writeOnly, .create])
        let child = try SpawnThread.shared.spawn(
            executable: "/usr/bin/readelf", arguments: ["-d", path], environment: [:],
            descriptors: [(output.rawValue, 1)])
        try #require(try child.wait()?.status == .exited(0), "readelf could not read \(path)")
        let text = String(decoding: try File.contents(of: folder.file("out")), as: UTF8.self)
        return text.matches(of: /\(NEEDED\).*\[(.+)\]/).map { String($0.1) }
    }

    /// The programs of the tested build, and the static ones of `make build` where they are there.
    private func builds(_ program: String) throws -> [String] {
        let released = "\(SourceTree.root)/.build/release/\(program)"
        let paths = [BuiltPrograms.path(program)] + ((try? File.status(released)) == nil ? [] : [released])
        return Array(Set(paths))
    }

    @Test(arguments: programs)
    func mediaLibrariesAreInTheirWorkerOnly(_ program: String) throws {
        for path in try builds(program) {
            let media = try needed(path).filter { name in
                ["libav", "libswscale", "libswresample", "libpostproc"].contains { name.hasPrefix($0) }
            }
            if program == "millrace-worker-libav" {
                #expect(media.contains { $0.hasPrefix("libavcodec.so") }, "\(path)")
                #expect(
                    !media.contains { $0.hasPrefix("libavfilter") || $0.hasPrefix("libavdevice") }, "\(path): \(media)")
            } else {
                #expect(media.isEmpty, "\(path) loads \(media)")
            }
        }
    }

    @Test(arguments: programs)
    func onlyTheCoordinatorLoadsSQLite(_ program: String) throws {
        for path in try builds(program) {
            let loads = try needed(path).contains { $0.hasPrefix("libsqlite3") }
            #expect(loads == (program == "millraced"), "\(path)")
        }
    }

    @Test(arguments: programs)
    func nothingLoadsFullFoundation(_ program: String) throws {
        for path in try builds(program) {
            let found = try needed(path).filter {
                $0 == "libFoundation.so" || $0.contains("ICU") || $0.contains("icu")
                    || $0.contains("Internationalization")
            }
            #expect(found.isEmpty, "\(path) loads \(found)")
            // Linked statically, the tables of ICU alone are more than 40 MB.
            if path.hasSuffix("/.build/release/\(program)") {
                #expect(try File.status(path).size < 45 << 20, "\(path) is larger than 45 MB")
            }
        }
    }
}
