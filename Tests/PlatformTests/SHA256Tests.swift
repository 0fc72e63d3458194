import CLinux
import Platform
import TestSupport
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    /// FIPS 180-4 examples and the empty message.
    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func knownDigests(text: String, digest: String) {
        #expect(SHA256.hexDigest(of: Array(text.utf8)) == digest)
    }

    @Test func partsGiveTheSame() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let whole = SHA256.hexDigest(of: bytes)
        for size in [1, 3, 63, 64, 65, 200, 999] {
            var hash = SHA256()
            for start in stride(from: 0, to: bytes.count, by: size) {
                hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(hash.hexDigest() == whole, "parts of \(size)")
        }
    }

    /// The processor's instructions against the portable code.
    @Test func bothCompressionsAgree() {
        var first = [UInt32](repeating: 0x1234_5678, count: 8)
        var second = first
        let blocks = (0..<64 * 50).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 5)) }
        unsafe clinux_sha256(&first, blocks, 50)
        unsafe clinux_sha256_portable(&second, blocks, 50)
        #expect(first == second)
    }

    @Test func aFile() throws {
        let folder = try TemporaryDirectory()
        let bytes = [UInt8](repeating: 0x5a, count: 3_000_001)
        try File.replace(folder.file("f"), with: bytes)
        let file = try File.open(folder.file("f"), .readOnly)
        let (digest, count) = try SHA256.hexDigest(ofFile: file.rawValue)
        #expect(digest == SHA256.hexDigest(of: bytes) && count == 3_000_001)
        let reference = try Tool.run("sha256sum", [folder.file("f")])
        #expect(reference.output.hasPrefix(digest))
    }
}
