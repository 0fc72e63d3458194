import Glibc
import Testing

@testable import LibAV

@Suite("Reading media")
struct InputTests {
    init() { LibAV.start() }

    @Test("Text is refused as media, with libav's words")
    func text() throws {
        let file = try #require(tmpfile())
        defer { fclose(file) }
        fputs("This is no film.\n", file)
        fflush(file)
        #expect(throws: AVFailure.self) {
            _ = try InputContext.open(descriptor: fileno(file), extension: "mp4").format
        }
    }
}
