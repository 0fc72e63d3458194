import Testing
import WorkerProtocol

@Suite struct WorkerProtocolTests {
    @Test func printableTextKeepsWordsAndDropsControls() {
        #expect(PrintableText.cleaned("plain é 日本", maxBytes: 100) == "plain é 日本")
        #expect(PrintableText.cleaned("a\u{7}b\u{9B}c\u{2028}d\u{2066}e\r\n", maxBytes: 100) == "a b c d e  ")
        #expect(PrintableText.cleaned("日本", maxBytes: 5) == "日")
        #expect(PrintableText.cleaned("x", maxBytes: 0) == "")
    }
}
