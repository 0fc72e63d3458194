import Client
import Testing

@Suite struct JobDraftTests {
    private func draft(_ spec: String) throws -> JobDraft { try JobDraft(spec: JSONValue(parsing: Array(spec.utf8))) }

    private func text(_ draft: JobDraft) -> String { String(decoding: draft.json.bytes, as: UTF8.self) }

    @Test func pathsAndPresetsMakeADocument() throws {
        var draft = JobDraft()
        draft.setInput("/in.mov")
        try draft.setOutputs(["/a.mp4", "/b.webm"], presets: ["h264-720p", "vp9-1080p"])
        draft.set("priority", .integer(5))
        draft.add(labels: [("show", "x")])
        #expect(
            text(draft)
                == #"{"input":{"path":"/in.mov"},"labels":{"show":"x"},"outputs":[{"path":"/a.mp4","preset":"h264-720p"},"#
                + #"{"path":"/b.webm","preset":"vp9-1080p"}],"priority":5}"#)
        #expect(draft.inputPath == "/in.mov" && draft.outputPaths == ["/a.mp4", "/b.webm"] && !draft.overwrites)
    }

    @Test func settingsOfOneOutputAreASpecToo() throws {
        var draft = try draft(#"{"container":"mp4","video":{"codec":"libx264","crf":20.5},"audio":"none"}"#)
        draft.setInput("/i")
        try draft.setOutputs(["/o.mp4"], presets: [])
        #expect(
            text(draft)
                == #"{"input":{"path":"/i"},"outputs":[{"audio":"none","container":"mp4","path":"/o.mp4","#
                + #""video":{"codec":"libx264","crf":20.5}}]}"#)
    }

    @Test func namedPathsReplaceThoseOfTheDocument() throws {
        var draft = try draft(#"{"input":{"path":"/x"},"outputs":[{"path":"/y","video":"copy"}],"overwrite":true}"#)
        #expect(draft.overwrites)
        try draft.setOutputs([], presets: [])
        #expect(draft.outputPaths == ["/y"])
        draft.setInput("/i")
        try draft.setOutputs(["/o"], presets: ["p"])
        #expect(
            text(draft)
                == #"{"input":{"path":"/i"},"outputs":[{"path":"/o","preset":"p","video":"copy"}],"overwrite":true}"#)
    }

    @Test func whatDoesNotFitTogetherIsSaid() throws {
        var two = try draft(#"{"input":{"path":"/x"},"outputs":[{},{}]}"#)
        #expect(throws: JobDraft.Mistake.self) { try two.setOutputs(["/o"], presets: []) }
        #expect(throws: JobDraft.Mistake.self) { try two.setOutputs(["/o", "/p"], presets: ["a", "b", "c"]) }
        #expect(throws: JobDraft.Mistake.self) { _ = try draft("[1]") }
        #expect(throws: JSONValue.SyntaxError.self) { _ = try draft("{") }
    }

    @Test func jsonKeepsItsKinds() throws {
        let text = #"{"a":[1,-2.5,true,null,"x\"/é"],"b":9007199254740993}"#
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.bytes == Array(text.utf8))
        #expect(value.members?["a"] == .array([.integer(1), .number(-2.5), .bool(true), .null, .string("x\"/é")]))
    }
}
