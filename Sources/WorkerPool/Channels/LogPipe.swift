import Platform
import Telemetry

/// The reading end of a child's standard error: its last lines, and a bound on how fast it may write.
///
/// A child that writes more than the bound is not read for a while, so that the pipe fills and its writes wait; what
/// it says is never worth more of the coordinator's time.
struct LogPipe {
    private(set) var tail = LogTail()
    private let end: SharedDescriptor
    private let source: ReadSource
    private var reads = TokenBucket(burst: 64, perSecond: LogPipe.readsPerSecond)
    private var isOpen = true

    /// Bytes read at once.
    private static let chunk = 16 * 1024
    private static let readsPerSecond = 64.0

    /// - Parameters:
    ///   - end: the reading end of the pipe, non-blocking.
    ///   - makeSource: makes the source that calls for ``read(now:)``.
    init(_ end: SharedDescriptor, _ makeSource: (Int32) -> ReadSource) {
        self.end = end
        source = makeSource(end.rawValue)
    }

    /// The reading end's number.
    var descriptor: Int32 { end.rawValue }

    /// Watches the pipe again after a pause.
    func resume() { if isOpen { source.resume() } }

    /// Stops watching it for good.
    mutating func close() {
        guard isOpen else { return }
        isOpen = false
        let end = end
        source.cancel { withExtendedLifetime(end) {} }
    }

    /// Reads what is there, at most a chunk.
    /// - Returns: the finished lines, and after how many nanoseconds to call ``resume()``; zero: it goes on.
    mutating func read(now: UInt64) -> (lines: [String], pause: UInt64) {
        guard let bytes = take(), !bytes.isEmpty else { return ([], 0) }
        let mayGoOn = reads.take(now: now) != nil
        if !mayGoOn { source.suspend() }
        return (tail.append(bytes), mayGoOn ? 0 : UInt64(1e9 / Self.readsPerSecond))
    }

    /// Reads what a child left behind: all that fits a pipe.
    mutating func drain() {
        for _ in 0..<8 {
            guard let bytes = take(), !bytes.isEmpty else { return }
            tail.append(bytes)
        }
    }

    /// Nil where nothing is there now; empty at the end.
    private mutating func take() -> [UInt8]? {
        guard isOpen else { return [] }
        let descriptor = end.rawValue
        let read = try? unsafe [UInt8](unsafeUninitializedCapacity: Self.chunk) { room, count in
            let got = try unsafe File.read(descriptor, into: UnsafeMutableRawBufferPointer(room))
            guard let got else { throw SystemFailure("read", .wouldBlock) }
            count = got
        }
        if read?.isEmpty == true { close() }
        return read
    }
}
