import Platform
import Synchronization
import Telemetry
import Testing

@Suite struct LoggerTests {
    /// A logger at a fixed time, and what it said.
    private final class Recorder: Sendable {
        let records = Mutex<[LogRecord]>([])

        func logger(_ level: LogLevel = .debug) -> Logger {
            Logger(level: level, clock: { 1_795_160_571_250 }) { record in self.records.withLock { $0.append(record) } }
        }

        func line(_ format: LogFormat) -> String { records.withLock { $0.last.map(format.line) ?? "" } }
    }

    @Test func whatIsBelowTheLevelIsDroppedUnlookedAt() {
        let recorder = Recorder()
        let logger = recorder.logger(.warning)
        func costly() -> String {
            Issue.record("evaluated")
            return ""
        }
        logger.notice(costly(), ["x": costly()])
        logger.warning("a")
        logger.error("b")
        #expect(recorder.records.withLock { $0.map(\.message) } == ["a", "b"])
    }

    @Test func boundFieldsComeFirstAndValuesKeepTheirKind() {
        let recorder = Recorder()
        let logger = recorder.logger().with(["job": "J1"])
        logger.info("ended", ["attempt": 2, "seconds": 1.5, "ok": true, "big": UInt64.max, "signal": Signal.kill])
        #expect(
            recorder.line(.json)
                == #"{"time":"2026-11-20T07:42:51.250Z","level":"info","message":"ended","job":"J1","attempt":2,"#
                + #""seconds":1.5,"ok":true,"big":"18446744073709551615","signal":"SIGKILL"}"# + "\n")
        #expect(
            recorder.line(.text(color: false))
                == "07:42:51.250 info    ended  job=J1 attempt=2 seconds=1.5 ok=true big=18446744073709551615 "
                + "signal=SIGKILL\n")
    }

    @Test func colourIsForTheLevelOnly() {
        let recorder = Recorder()
        recorder.logger().error("x y", ["path": "a b", "empty": ""])
        #expect(
            recorder.line(.text(color: true))
                == "07:42:51.250 \u{1b}[31merror\u{1b}[0m   x y  path=\"a b\" empty=\"\"\n")
    }

    @Test func hostileTextStaysOnItsLine() {
        let recorder = Recorder()
        recorder.logger().error("a\nb", ["title": "x\u{1b}]0;owned\u{7}\r\n\u{202e}\"\\\u{0}y"])
        #expect(recorder.line(.text(color: false)) == "07:42:51.250 error   a b  title=\"x]0;owned \\\"\\\\y\"\n")
        #expect(recorder.line(.json).hasSuffix(#""message":"a b","title":"x]0;owned \"\\y"}"# + "\n"))
        #expect(recorder.line(.json).filter { $0 == "\n" }.count == 1)
    }
}

@Suite struct CleanTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("tab\tand\nline", "tab and line"), ("\u{1b}[31mred\u{1b}[0m", "[31mred[0m"),
        ("c1\u{9b}31m", "c131m"), ("right\u{202e}left", "rightleft"), ("zero\u{200b}width", "zerowidth"),
        ("日本語 é 🎬", "日本語 é 🎬"), ("", ""),
    ])
    func controlsAreTakenOut(dirty: String, clean: String) {
        #expect(CleanText.clean(dirty) == clean)
    }

    @Test func longTextIsCut() {
        #expect(CleanText.clean(String(repeating: "a", count: 20), limit: 10) == "aaaaaaaaa…")
        #expect(CleanText.clean(String(repeating: "é", count: 10), limit: 10) == String(repeating: "é", count: 10))
        #expect(CleanText.clean(String(repeating: "é", count: 11), limit: 10).unicodeScalars.count == 10)
    }
}

@Suite struct TokenBucketTests {
    @Test func aBurstPassesThenTheRate() {
        var bucket = TokenBucket(burst: 3, perSecond: 2)
        let second: UInt64 = 1_000_000_000
        #expect((0..<5).map { _ in bucket.take(now: second) } == [0, 0, 0, nil, nil])
        #expect(bucket.take(now: second + second / 4) == nil)
        #expect(bucket.take(now: second + second / 2) == 3)
        #expect(bucket.take(now: second) == nil)
        let later = (0..<5).map { _ in bucket.take(now: 100 * second) }
        #expect(later == [1, 0, 0, nil, nil])
    }
}
