import Platform
import TestSupport
import Testing

@testable import LibAV

@Suite("Reading media")
struct InputTests {
    init() { LibAV.start() }

    @Test("Text is refused as media, with libav's words")
    func text() throws {
        let folder = try TemporaryDirectory()
        try File.replace(folder.file("text.mp4"), with: Array("This is no film.\n".utf8))
        let file = SharedDescriptor(try File.open(folder.file("text.mp4"), .readOnly))
        do throws(AVFailure) {
            let format = try InputContext.open(file, extension: "mp4").format
            Issue.record("opened as \(format)")
        } catch {
            #expect(error.isInvalidData)
            #expect(error.words == "Invalid data found when processing input")
        }
    }
}
