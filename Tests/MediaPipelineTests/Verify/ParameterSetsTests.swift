import LibAV
import MediaPipeline
import Testing

@Suite("Fingerprints of parameter sets")
struct ParameterSetsTests {
    private let sps: [UInt8] = [0x67, 0x64, 0x00, 0x1f, 0xac]
    private let pps: [UInt8] = [0x68, 0xeb, 0xe3]

    private func fingerprint(_ codec: String, _ bytes: [UInt8]) throws -> String? {
        ParameterSets.fingerprint(codec: try #require(CodecID(name: codec)), extradata: bytes)
    }

    @Test func startCodesAndBoxesAgree() throws {
        let marked = [0, 0, 0, 1] + sps + [0, 0, 1] + pps + [0, 0, 0, 1, 0x06, 0x05, 0x01, 0x80]
        let boxed = [1, 0x64, 0x00, 0x1f, 0xff, 0xe1, 0, 5] + sps + [1, 0, 3] + pps + [0xfd, 0xf8, 0xf8, 0]
        let first = try #require(try fingerprint("h264", marked))
        #expect(try fingerprint("h264", boxed) == first)
        #expect(try fingerprint("h264", marked.map { $0 == 0xac ? 0xad : $0 }) != first)
    }

    @Test func hevcBoxes() throws {
        let sets: [[UInt8]] = [[0x40, 0x01, 0x0c], [0x42, 0x01, 0x02], [0x44, 0x01, 0xc1]]
        let marked: [UInt8] = sets.flatMap { (set: [UInt8]) -> [UInt8] in [0, 0, 0, 1] + set }
        var boxed: [UInt8] = [1] + [UInt8](repeating: 0, count: 21) + [3]
        for set in sets { boxed += [set[0] >> 1, 0, 1, 0, UInt8(set.count)] + set }
        #expect(try fingerprint("hevc", marked) == fingerprint("hevc", boxed))
        #expect(try fingerprint("hevc", marked) != nil)
    }

    @Test func av1WithAndWithoutItsBox() throws {
        let header: [UInt8] = [0x0a, 0x0b, 0, 0, 0, 0x24]
        #expect(try fingerprint("av1", header) == fingerprint("av1", [0x81, 0, 0x0c, 0] + header))
    }

    @Test(arguments: ["h264", "hevc"])
    func hostileBoxes(codec: String) throws {
        for count in 0..<40 {
            _ = try fingerprint(codec, [1] + [UInt8](repeating: 0xff, count: count))
            _ = try fingerprint(codec, [UInt8](repeating: 0, count: count) + [1])
        }
        #expect(try fingerprint(codec, []) == nil)
        #expect(try fingerprint(codec, [1, 2, 3]) == nil)
    }

    @Test func codecsWithoutSets() throws {
        #expect(try fingerprint("mp3", [1, 2]) == nil)
        #expect(try fingerprint("flac", [1, 2]) == nil)
    }
}
