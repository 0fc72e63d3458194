import FoundationEssentials
import JobModel
import Testing

@Suite("A job document is decoded strictly")
struct DocumentDecodingTests {
    private func decode(_ json: String) throws -> JobDocument {
        try JSONDecoder().decode(JobDocument.self, from: Data(json.utf8))
    }

    private func error(_ json: String) -> FieldError? {
        do {
            _ = try decode(json)
            return nil
        } catch let error as DecodingError {
            return FieldError(error)
        } catch {
            Issue.record("another error: \(error)")
            return nil
        }
    }

    @Test func theIssuesExample() throws {
        let document = try decode(
            """
            { "input":  {"path": "/abs/in.mov"},
              "outputs": [ {"path": "/abs/out.mp4", "container": "mp4",
                  "video": {"codec": "libx264", "crf": 23, "preset": "medium", "width": 1280, "height": 720,
                            "fit": "contain", "options": {}},
                  "audio": {"codec": "aac", "bitrate": 128000},
                  "subtitles": "copy" } ],
              "priority": 0, "labels": {"show": "x"}, "overwrite": false }
            """)
        #expect(document.input.path == "/abs/in.mov")
        #expect(document.labels == ["show": "x"])
        let output = try #require(document.outputs.first)
        #expect(
            output.video?.settings
                == VideoDocument(
                    codec: "libx264", crf: 23, preset: "medium", width: 1280, height: 720, fit: .contain, options: [:]))
        #expect(output.audio?.settings == AudioDocument(codec: "aac", bitrate: 128_000))
        #expect(output.subtitles == .copy)
    }

    @Test func wordsForTracks() throws {
        let document = try decode(
            #"{"input": {"path": "/a"}, "outputs": [{"path": "/b.mkv", "video": "copy", "audio": "none"}]}"#)
        #expect(document.outputs[0].video == .some(.copy))
        #expect(document.outputs[0].audio == .some(.none))
        #expect(document.kind == .transcode && document.verify == .standard && !document.overwrite)
    }

    @Test func encodingAndDecodingGiveTheSame() throws {
        let document = JobDocument(
            input: InputSpec(path: "/in"),
            outputs: [
                OutputDocument(
                    path: "/o.mp4", preset: "h264-720p",
                    video: .encode(VideoDocument(crf: 20.5, pixelFormat: "yuv420p")),
                    audio: .some(.none), subtitles: .copy)
            ],
            priority: -3, labels: ["a": "b"], overwrite: true, verify: .full, backend: "libav")
        let data = try JSONEncoder().encode(document)
        #expect(try JSONDecoder().decode(JobDocument.self, from: data) == document)
        #expect(String(decoding: data, as: UTF8.self).contains("\"pixel_format\""))
    }

    @Test func scalarOptionsBecomeText() throws {
        let document = try decode(
            #"{"input": {"path": "/a"}, "outputs": [{"path": "/b.mp4", "video": {"options": {"a": 2, "b": 0.5, "c": true, "d": "x"}}}]}"#
        )
        #expect(document.outputs[0].video?.settings?.options == ["a": "2", "b": "0.5", "c": "1", "d": "x"])
    }

    @Test(
        arguments: [
            (
                #"{"input": {"path": "/a"}, "outputs": [{"path": "/b", "video": {"crff": 23}}]}"#,
                "/outputs/0/video/crff", #"unknown field "crff"; did you mean "crf"?"#
            ),
            (#"{"inptu": {"path": "/a"}}"#, "/inptu", #"unknown field "inptu"; did you mean "input"?"#),
            (
                #"{"input": {"path": "/a", "x/y~z": 1}}"#, "/input/x~1y~0z",
                #"unknown field "x/y~z"; known here are path"#
            ),
            (#"{"outputs": []}"#, "/input", #"missing field "input""#),
            (#"{"input": {}}"#, "/input/path", #"missing field "path""#),
            (#"{"input": "/a"}"#, "/input", "expected an object, not a string"),
            (#"{"input": {"path": 3}}"#, "/input/path", "expected a string, not a number"),
            (#"{"input": {"path": null}}"#, "/input/path", "expected a string, not null"),
            (
                #"{"input": {"path": "/a"}, "priority": 1.5}"#, "/priority",
                "expected a whole number (that fits 64 bits)"
            ),
            (#"{"input": {"path": "/a"}, "priority": "high"}"#, "/priority", "expected a whole number, not a string"),
            (#"{"input": {"path": "/a"}, "overwrite": 1}"#, "/overwrite", "expected true or false, not a number"),
            (
                #"{"input": {"path": "/a"}, "priority": 99999999999999999999}"#, "/priority",
                "expected a whole number (that fits 64 bits)"
            ),
            (
                #"{"input": {"path": "/a"}, "outputs": [{"path": "/b", "video": {"crf": 1e999}}]}"#,
                "/outputs/0/video/crf", "the number is out of range"
            ),
            (#"{"input": {"path": "/a"}, "outputs": {}}"#, "/outputs", "expected a list, not an object"),
            (#"{"input": {"path": "/a"}, "labels": {"a": 1}}"#, "/labels/a", "expected a string, not a number"),
            (
                #"{"input": {"path": "/a"}, "verify": "no"}"#, "/verify",
                #"expected one of "standard", "full", not "no""#
            ),
            (
                #"{"input": {"path": "/a"}, "outputs": [{"path": "/b", "video": "encode"}]}"#, "/outputs/0/video",
                #"expected "copy", "none" or an object with the encoder's settings, not "encode""#
            ),
            (
                #"{"input": {"path": "/a"}, "outputs": [{"path": "/b"}, {"path": "/c", "audio": 3}]}"#,
                "/outputs/1/audio", #"expected "copy", "none" or an object with the encoder's settings"#
            ),
            (
                #"{"input": {"path": "/a"}, "outputs": [{"path": "/b", "video": {"fit": "crop"}}]}"#,
                "/outputs/0/video/fit", #"expected one of "contain", "pad", "cover", "stretch", not "crop""#
            ),
            (
                #"{"input": {"path": "/a"}, "outputs": [{"path": "/b", "video": {"options": {"x": []}}}]}"#,
                "/outputs/0/video/options/x", "expected a text, a number, true or false"
            ),
            (#"[]"#, "", "expected an object, not a list"),
        ])
    func errorsNameTheField(json: String, pointer: String, detail: String) {
        #expect(error(json) == FieldError(pointer: pointer, detail: detail))
    }
}
