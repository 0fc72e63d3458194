import Testing
import WorkerProtocol

/// What a broken or hostile worker may send: the decoder must answer with a frame or a violation, never trap.
@Suite struct WorkerFrameFuzzTests {
    /// SplitMix64: the same bytes on every run, so that a finding can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func mutatedFramesDecodeOrAreRefused(seed: UInt64) {
        var generator = Generator(state: seed)
        var accepted = 0
        for _ in 0..<4000 {
            var bytes = SampleFrames.all.randomElement(using: &generator)!.encoded(fence: 9)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0 where !bytes.isEmpty:
                    bytes.removeLast(Int.random(in: 0...min(8, bytes.count), using: &generator))
                case 1: bytes += [UInt8](repeating: 0, count: Int.random(in: 0...8, using: &generator))
                default:
                    guard let index = bytes.indices.randomElement(using: &generator) else { continue }
                    bytes[index] = UInt8.random(in: 0...255, using: &generator)
                }
            }
            guard let decoded = try? WorkerFrame.decode(bytes[...]) else { continue }
            accepted += 1
            // What was accepted is sound: it survives its own byte form.
            let again = try? WorkerFrame.decode(decoded.frame.encoded(fence: decoded.fence)[...])
            #expect(again?.frame == decoded.frame)
        }
        #expect(accepted > 0)
    }

    @Test func randomBytesDecodeOrAreRefused() {
        var generator = Generator(state: 77)
        for _ in 0..<20_000 {
            var bytes = (0..<Int.random(in: 0...96, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            if bytes.count > 16 {
                bytes.replaceSubrange(0..<4, with: "MRW1".utf8)
                bytes[4] = UInt8.random(in: 0...10, using: &generator)
                bytes.replaceSubrange(5..<8, with: [0, UInt8(bytes.count - 16), 0])
                bytes[15] &= 0x7F
            }
            _ = try? WorkerFrame.decode(bytes[...])
            _ = try? ForkCommand.decode(bytes[...])
        }
    }
}
