import JobModel
import Testing

@Suite("Guesses at mistyped names")
struct SuggestionTests {
    @Test(
        arguments: [
            ("crff", "crf"), ("inptu", "input"), ("Video", "video"), ("subtitels", "subtitles"), ("brate", "bitrate"),
        ])
    func near(text: String, meant: String) {
        let known = ["crf", "input", "video", "subtitles", "bitrate", "preset"]
        #expect(Suggestion.nearest(to: text, among: known) == meant)
    }

    @Test(arguments: ["", "xyz", "completely-else", String(repeating: "v", count: 500)])
    func nothingNear(text: String) {
        #expect(Suggestion.nearest(to: text, among: ["video", "audio"]) == nil)
    }

    @Test func distances() {
        #expect(Suggestion.distance("", "") == 0)
        #expect(Suggestion.distance("abc", "") == 3)
        #expect(Suggestion.distance("abcd", "abdc") == 1)
        #expect(Suggestion.distance("kitten", "sitting") == 3)
    }
}
