import CLinux
import Glibc
import Synchronization

/// The one thread from which programs are started.
///
/// A parent-death signal fires when the *thread* that started the child ends, so children are started from a thread
/// that never does. The thread sleeps when there is nothing to start.
package final class SpawnThread: Sendable {
    /// The thread of this process.
    package static let shared = SpawnThread()

    private let orders = HandoffQueue<SpawnOrder>(capacity: 16)
    private let startFailure: SystemFailure?

    private init() {
        do throws(SystemFailure) {
            let orders = orders
            _ = try NamedThread.start(name: "spawn", stackSize: 256 * 1024) {
                while let order = orders.pop() { order.carryOut() }
            }
            startFailure = nil
        } catch {
            startFailure = error
        }
    }

    /// Starts a program and returns once it runs (or could not be).
    ///
    /// The child has default signal handlers, no blocked signal, `/dev/null` for each of 0, 1, 2 that is not mapped,
    /// and no other descriptor.
    /// - Parameters:
    ///   - executable: absolute path; `PATH` is not searched.
    ///   - arguments: without the program's name, which is put before them.
    ///   - environment: the child's whole environment.
    ///   - directory: where it starts; nil keeps this process's folder.
    ///   - descriptors: this process's number, and the child's.
    ///   - parentDeathSignal: sent to the child when this process ends.
    ///   - newSession: keeps signals of this process's terminal (Ctrl-C) from the child.
    package func spawn(
        executable: String, arguments: [String], environment: [String: String], directory: String? = nil,
        descriptors: [(Int32, Int32)], parentDeathSignal: Signal? = .kill, newSession: Bool = true
    ) throws(SystemFailure) -> ChildProcess {
        if let startFailure { throw startFailure }
        try faultPoint(.spawn, executable)
        let null = try File.open("/dev/null", .readWrite)
        let mapped = Set(descriptors.map(\.1))
        let order = SpawnOrder(
            executable: executable, arguments: [executable] + arguments,
            environment: environment.map { "\($0)=\($1)" }.sorted(), directory: directory,
            mappings: descriptors + (0...2).filter { !mapped.contains($0) }.map { (null.rawValue, $0) },
            parentDeathSignal: parentDeathSignal, newSession: newSession)
        _ = orders.push(order)
        return try order.wait()
    }
}

/// One program to start, and what came of it.
final class SpawnOrder: Sendable {
    private let executable: String
    private let arguments: [String]
    private let environment: [String]
    private let directory: String?
    private let mappings: [(Int32, Int32)]
    private let parentDeathSignal: Signal?
    private let newSession: Bool
    private let monitor = Monitor()
    private let outcome = Mutex<Result<(pid: Int32, pidfd: Int32), SystemFailure>?>(nil)

    init(
        executable: String, arguments: [String], environment: [String], directory: String?,
        mappings: [(Int32, Int32)], parentDeathSignal: Signal?, newSession: Bool
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.mappings = mappings
        self.parentDeathSignal = parentDeathSignal
        self.newSession = newSession
    }

    /// Waits for ``carryOut()``.
    func wait() throws(SystemFailure) -> ChildProcess {
        monitor.lock()
        defer { monitor.unlock() }
        while true {
            if let result = outcome.withLock({ $0 }) {
                let (pid, pidfd) = try result.get()
                return ChildProcess(pid: pid, pidfd: Descriptor(adopting: pidfd))
            }
            monitor.wait(for: .first)
        }
    }

    /// Starts the program, on the spawn thread.
    func carryOut() {
        let result = start()
        monitor.lock()
        outcome.withLock { $0 = result }
        monitor.signal(.first)
        monitor.unlock()
    }

    private func start() -> Result<(pid: Int32, pidfd: Int32), SystemFailure> {
        let argumentList = CStringList(arguments)
        let environmentList = CStringList(environment)
        let pairs = mappings.flatMap { [$0.0, $0.1] }
        var pidfd: Int32 = -1
        var step: UnsafePointer<CChar>?
        let pid = unsafe executable.withCString { executable in
            unsafe pairs.withUnsafeBufferPointer { pairs in
                unsafe withOptionalCString(directory) { directory in
                    var request = unsafe clinux_spawn_request(
                        executable: executable, arguments: argumentList.pointer, environment: environmentList.pointer,
                        directory: directory, mappings: pairs.baseAddress, mapping_count: pairs.count / 2,
                        parent_death_signal: parentDeathSignal?.rawValue ?? 0, new_session: newSession ? 1 : 0)
                    return unsafe clinux_spawn(&request, &pidfd, &step)
                }
            }
        }
        if pid >= 0 { return .success((pid, pidfd)) }
        let error = Errno.current
        let call = unsafe step.map { unsafe String(cString: $0) } ?? "clone"
        return .failure(SystemFailure("spawn", error, subject: "\(executable) (\(call))"))
    }
}

private func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return unsafe text.withCString(body)
}

/// A NULL-terminated list of C strings, owned.
@safe final class CStringList {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        unsafe pointer = .allocate(capacity: count + 1)
        for (index, text) in texts.enumerated() { unsafe (pointer + index).initialize(to: strdup(text)) }
        unsafe (pointer + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe free(pointer[index]) }
        unsafe pointer.deallocate()
    }
}
