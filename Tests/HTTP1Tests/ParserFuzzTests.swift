import Platform
import Testing

@testable import HTTP1

/// Mutates good and hostile requests and looks for a trap, an unbounded buffer, or a verdict that depends on how the
/// bytes were split. Short here; `MILLRACE_FUZZ_SECONDS=600` makes it long. The seed is printed with a failure.
@Suite struct ParserFuzzTests {
    @Test func mutatedRequestsNeverTrapAndReadTheSameInPieces() {
        let seconds = Environment.variable("MILLRACE_FUZZ_SECONDS").flatMap { UInt64($0) } ?? 1
        let end = MonotonicClock.nanoseconds() + seconds * 1_000_000_000
        var seed = MonotonicClock.nanoseconds()
        var limits = HTTPLimits()
        limits.head = 2048
        limits.requestLine = 512
        limits.body = 256
        repeat {
            seed &+= 1
            var random = SplitMix(state: seed)
            let bytes = Self.mutated(using: &random)
            let whole = ParserRun([bytes[...]], limits: limits)
            var pieces: [ArraySlice<UInt8>] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...max(1, min(40, rest.count)), using: &random)
                pieces.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            let split = ParserRun(pieces, limits: limits)
            #expect(split == whole, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            if split != whole { return }
        } while MonotonicClock.nanoseconds() < end
    }

    private static let corpus: [[UInt8]] =
        (HostileInput.all.map(\.text) + HostileInput.friendly).map { Array($0.utf8) }.filter { $0.count < 1500 }

    private static let tokens: [[UInt8]] = [
        "\r\n", "\n", "\r", ":", " ", "\t", "0", "1", ";", ",", "\u{0}", "Content-Length: 1\r\n", "Host: b\r\n",
        "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "\r\n\r\n", "0\r\n\r\n", "ffffffff\r\n",
        "HTTP/1.1", "GET / HTTP/1.1\r\n",
    ].map { Array($0.utf8) }

    private static func mutated(using random: inout SplitMix) -> [UInt8] {
        var bytes = corpus.randomElement(using: &random)!
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: tokens.randomElement(using: &random)!, at: place)
            case 3: bytes.insert(contentsOf: corpus.randomElement(using: &random)!.prefix(60), at: place)
            case 4: bytes.removeSubrange(place..<min(bytes.count, place + 8))
            default: bytes += corpus.randomElement(using: &random)!
            }
        }
        return bytes
    }
}

/// Sebastiano Vigna's splitmix64: small, and the same everywhere for one seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
