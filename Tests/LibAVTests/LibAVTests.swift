import Glibc
import Testing

@testable import LibAV

@Suite("Reading media")
struct InputTests {
    init() { LibAV.start() }

    @Test("Text is refused as media, with libav's words")
    func text() {
        let path = "/tmp/millrace-libav-\(getpid()).mp4"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        defer {
            close(descriptor)
            unsafe unlink(path)
        }
        let text = Array("This is no film.\n".utf8)
        unsafe _ = write(descriptor, text, text.count)
        do throws(AVFailure) {
            let format = try InputContext.open(descriptor: descriptor, extension: "mp4").format
            Issue.record("opened as \(format)")
        } catch {
            #expect(error.isInvalidData)
            #expect(error.words == "Invalid data found when processing input")
        }
    }
}
