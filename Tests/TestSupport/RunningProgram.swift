package import Platform
import Synchronization

/// A program that a test started. It is killed, with what it started, when the value ends.
package final class RunningProgram: Sendable {
    private let child: ChildProcess
    private let input: Mutex<Int32>
    private let output: StreamCapture
    private let error: StreamCapture
    private let exit = Mutex<ProcessExit?>(nil)

    package var pid: Int32 { child.pid }

    /// Starts a program in a session of its own.
    /// - Parameters:
    ///   - program: an absolute path, or a name that is looked up in `PATH`.
    ///   - environment: added to `PATH`, `HOME`, `LANG=C.UTF-8` and `TMPDIR` of the test.
    ///   - limit: greatest number of bytes kept of each stream; the rest is read and dropped.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        limit: Int = 16 << 20
    ) throws {
        guard let executable = Tool.find(program) else {
            throw SystemFailure("find in PATH", .noEntry, subject: program)
        }
        var variables = ["LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
        // The sanitizers' options too: a program under test was built with them as the test was.
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"] {
            variables[name] = Environment.variable(name)
        }
        variables.merge(environment) { $1 }
        var input = try Pipe.make()
        var output = try Pipe.make()
        var error = try Pipe.make()
        child = try SpawnThread.shared.spawn(
            executable: executable, arguments: arguments, environment: variables, directory: directory,
            descriptors: [(input.first.rawValue, 0), (output.second.rawValue, 1), (error.second.rawValue, 2)])
        self.input = Mutex(input.takeSecond().release())
        Signal.pipe.ignore()
        self.output = try StreamCapture(output.takeFirst(), limit: limit)
        self.error = try StreamCapture(error.takeFirst(), limit: limit)
    }

    deinit {
        closeInput()
        if exit.withLock({ $0 }) == nil {
            child.signalGroup(.kill)
            _ = try? child.wait()
        }
    }

    /// Writes to its standard input.
    package func write(_ text: String) throws {
        let raw = input.withLock { $0 }
        try File.writeAll(Array(text.utf8), to: raw)
    }

    package func closeInput() {
        input.withLock { raw in
            if raw >= 0 { _ = Descriptor(adopting: raw) }
            raw = -1
        }
    }

    /// What it wrote to standard output so far.
    package var outputText: String { String(decoding: output.bytes, as: UTF8.self) }
    package var outputBytes: [UInt8] { output.bytes }
    /// What it wrote to standard error so far.
    package var errorText: String { String(decoding: error.bytes, as: UTF8.self) }

    package func signal(_ signal: Signal) { try? child.signal(signal) }

    /// Signals it and what it started.
    package func signalGroup(_ signal: Signal) { child.signalGroup(signal) }

    package var isRunning: Bool { (try? waitForExit(milliseconds: 0)) == nil }

    /// Waits for its end and for the end of its streams (of its exit only, where something it started keeps them open).
    /// - Returns: nil where the time is up.
    package func wait(seconds: Double = 60) throws -> ProcessExit? {
        let deadline = MonotonicClock.nanoseconds() + UInt64(seconds * 1e9)
        guard let ended = try waitForExit(milliseconds: Int(seconds * 1000)) else { return nil }
        let streamDeadline = min(deadline, MonotonicClock.nanoseconds() + 2_000_000_000)
        while !(output.isComplete && error.isComplete),
            MonotonicClock.nanoseconds() < streamDeadline
        {
            Sleep.milliseconds(1)
        }
        return ended
    }

    /// Waits until a text shows up on one of its streams. False where the time is up or it ended without.
    package func waitForText(_ text: String, seconds: Double = 30) -> Bool {
        let deadline = MonotonicClock.nanoseconds() + UInt64(seconds * 1e9)
        while true {
            let running = isRunning
            if outputText.contains(text) || errorText.contains(text) { return true }
            if !running || MonotonicClock.nanoseconds() > deadline { return false }
            Sleep.milliseconds(5)
        }
    }

    private func waitForExit(milliseconds: Int) throws -> ProcessExit? {
        if let ended = exit.withLock({ $0 }) { return ended }
        guard try Poll.wait(child.pidfd.rawValue, for: .readable, milliseconds: milliseconds) else { return nil }
        return try exit.withLock { exit in
            if exit == nil { exit = try child.reap() }
            return exit
        }
    }
}

/// What comes out of a stream, read by a thread until its end.
private final class StreamCapture: Sendable {
    private struct State: Sendable {
        var bytes: [UInt8] = []
        var isComplete = false
    }

    private let state = Mutex(State())

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var isComplete: Bool { state.withLock { $0.isComplete } }

    init(_ stream: consuming Descriptor, limit: Int) throws(SystemFailure) {
        let raw = stream.release()
        _ = try NamedThread.start(name: "capture", stackSize: 256 * 1024) { [self] in
            let stream = Descriptor(adopting: raw)
            var part = [UInt8](repeating: 0, count: 64 * 1024)
            while true {
                let read = try? unsafe part.withUnsafeMutableBytes { room in
                    try unsafe File.read(stream.rawValue, into: room) ?? 0
                }
                guard let read, read > 0 else { break }
                let bytes = part[..<read]
                state.withLock { $0.bytes += bytes.prefix(max(0, limit - $0.bytes.count)) }
            }
            state.withLock { $0.isComplete = true }
        }
    }
}
