import JobModel
import Platform
import TestSupport
import Testing
import WorkerProtocol

@testable import WorkerPool

@Suite struct BackendFolderTests {
    @Test func readsAManifest() throws {
        let manifest = try BackendManifest(
            parsing: Array(#"{"manifest":1,"name":"libav","executable":"bin/w","protocol":1}"#.utf8))
        #expect(manifest.name == "libav")
        #expect(manifest.executable == "bin/w")
    }

    @Test(arguments: [
        ("", "it is not JSON"),
        ("[]", "it is not a JSON object"),
        (#"{"manifest":1,"name":"a","executable":"w"}"#, "the field \"protocol\" is missing"),
        (#"{"manifest":2,"name":"a","executable":"w","protocol":1}"#, "\"manifest\" is 2"),
        (#"{"manifest":"1","name":"a","executable":"w","protocol":1}"#, "\"manifest\" must be a whole number"),
        (#"{"manifest":1,"name":7,"executable":"w","protocol":1}"#, "\"name\" must be a text"),
        (#"{"manifest":1,"name":"Lib av","executable":"w","protocol":1}"#, "1 to 32 lower-case letters"),
        (#"{"manifest":1,"name":"","executable":"w","protocol":1}"#, "1 to 32 lower-case letters"),
        (#"{"manifest":1,"name":"a","executable":"","protocol":1}"#, "\"executable\" must be"),
        (#"{"manifest":1,"name":"a","executable":"w","protocol":7}"#, "this program speaks version 1"),
        (
            #"{"manifest":1,"name":"a","executable":"w","protocol":1,"args":[]}"#,
            "\"args\" is unknown; known are manifest"
        ),
    ])
    func saysWhatIsWrong(_ text: String, _ words: String) {
        let failure = #expect(throws: ManifestFailure.self) { try BackendManifest(parsing: Array(text.utf8)) }
        #expect(failure?.words.contains(words) == true, "\(failure?.words ?? "") should contain \(words)")
    }

    @Test func findsBackendsAndTheirExecutables() throws {
        let folder = try TemporaryDirectory()
        try folder.write("backends/a.json", #"{"manifest":1,"name":"first","executable":"near","protocol":1}"#)
        try folder.write("backends/near", "", mode: 0o755)
        try folder.write("backends/b.json", #"{"manifest":1,"name":"second","executable":"far","protocol":1}"#)
        try folder.write("programs/far", "", mode: 0o755)
        try folder.write("backends/c.json", #"{"manifest":1,"name":"first","executable":"near","protocol":1}"#)
        try folder.write("backends/d.json", #"{"manifest":1,"name":"fourth","executable":"gone","protocol":1}"#)
        try folder.write("backends/e.json", #"{"manifest":1,"name":"fifth","executable":"plain","protocol":1}"#)
        try folder.write("backends/plain", "", mode: 0o644)
        try folder.write("backends/f.json", "text")
        try folder.write("backends/notes.txt", "not a manifest")
        let found = try BackendFolder.backends(in: folder.file("backends"), programFolder: folder.file("programs"))

        #expect(found.map(\.name) == ["first", "second", "first", "fourth", "fifth", "f"])
        #expect(try found[0].backend.get().executable == folder.file("backends/near"))
        #expect(try found[1].backend.get().executable == folder.file("programs/far"))
        let problems = found.dropFirst(2).map { entry in
            if case .failure(let problem) = entry.backend { problem.words } else { "" }
        }
        #expect(problems[0].contains("the name \"first\" is taken by a.json"))
        #expect(problems[1].contains("\"gone\" was not found; looked for"))
        #expect(problems[2].contains("is not a program that can be run"))
        #expect(problems[3] == "Manifest \(folder.file("backends/f.json")): it is not JSON.")
    }

    @Test func aMissingOrEmptyFolderSaysWhatToDo() throws {
        let folder = try TemporaryDirectory()
        for (path, words) in [("none", "cannot be read (No such file"), ("", "holds no manifest")] {
            let problem = #expect(throws: BackendProblem.self) {
                try BackendFolder.backends(in: path.isEmpty ? folder.path : folder.file(path), programFolder: "/")
            }
            #expect(problem?.words.contains(words) == true)
            #expect(problem?.words.contains("--backends") == true)
        }
    }

    @Test func aJobMessageIsBounded() {
        var spec = OutputSpec(path: "/x", container: "mp4", video: .copy, audio: .copy, subtitles: .copy)
        let key = AttemptKey(job: JobID(created: Timestamp(milliseconds: 0)), fence: 1)
        #expect(WorkerJob(key: key, operation: .transcode, outputs: [WorkerOutput(spec)]).message() != nil)
        spec.video = .encode(VideoSpec(codec: "x", options: ["o": String(repeating: "v", count: 140_000)]))
        #expect(WorkerJob(key: key, operation: .transcode, outputs: [WorkerOutput(spec)]).message() == nil)
    }
}
