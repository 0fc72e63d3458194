import JobModel
import Platform
import Synchronization
import WorkerProtocol

/// The documented double of the executor seam: no process, but the same promises. Each transcode runs `script`, which
/// writes to the descriptors it was given as a worker would; a verification reads the file back.
final class ScriptedExecutor: AttemptExecutor {
    typealias Script = @Sendable (AttemptOrder, ScriptedExecutor) async -> Result<WorkerReport, Failure>

    struct State {
        var script: Script
        var terminated: Set<AttemptKey> = []
        var orders: [AttemptOrder] = []
        var running = 0
        var mostRunning = 0
        var isReady = true
    }

    let state: Mutex<State>

    init(_ script: @escaping Script = ScriptedExecutor.encode) { state = Mutex(State(script: script)) }

    func become(_ script: @escaping Script) { state.withLock { $0.script = script } }

    var orders: [AttemptOrder] { state.withLock { $0.orders } }

    func backends() async -> [BackendStatus] {
        let isReady = state.withLock { $0.isReady }
        return [
            BackendStatus(
                name: "scripted", health: isReady ? .ready : .starting, capabilities: isReady ? .scripted : nil)
        ]
    }

    func run(
        _ order: AttemptOrder, onProgress: @escaping @Sendable (JobProgress) -> Void
    ) async -> AttemptOutcome {
        let script = state.withLock { state in
            state.orders.append(order)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            return state.script
        }
        defer { state.withLock { $0.running -= 1 } }
        let firstRead = MonotonicClock.nanoseconds()
        onProgress(JobProgress(phase: .transcoding, percent: 1))
        var result =
            switch order.job.operation {
            case .transcode, .probe: await script(order, self)
            case .verify: Self.verify(order)
            }
        if isTerminated(order.job.key) { result = .failure(Failure(.cancelled, "killed on request")) }
        return AttemptOutcome(
            result: result, usage: Usage(wallSeconds: 1, cpuSeconds: 2),
            sandbox: SandboxStamp(tier: .none, layers: []), backend: "scripted 1", firstRead: firstRead)
    }

    func terminate(_ key: AttemptKey) async { _ = state.withLock { $0.terminated.insert(key) } }

    func isTerminated(_ key: AttemptKey) -> Bool { state.withLock { $0.terminated.contains(key) } }

    func shutdown() async {}

    // MARK: Scripts

    /// Writes the attempt's own words, so that outputs of two attempts differ.
    static func content(_ key: AttemptKey, output index: Int) -> String {
        "job \(key.job) fence \(key.fence) output \(index)"
    }

    static let encode: Script = { order, _ in
        do throws(SystemFailure) {
            var reports: [OutputReport] = []
            for (index, file) in order.files.dropFirst().enumerated() {
                let bytes = Array(content(order.job.key, output: index).utf8)
                try File.writeAll(bytes, to: file.rawValue)
                reports.append(
                    OutputReport(container: "syn", bytes: Int64(bytes.count), duration: 1, streams: []))
            }
            return .success(WorkerReport(outputs: reports, stageCPUSeconds: ["codec": 1]))
        } catch {
            return .failure(Failure(.noSpace, "\(error)"))
        }
    }

    /// Writes, then waits to be killed.
    static let hang: Script = { order, executor in
        _ = await encode(order, executor)
        while !executor.isTerminated(order.job.key) { try? await Task.sleep(for: .milliseconds(5)) }
        return .failure(Failure(.cancelled, "killed"))
    }

    static func failing(_ failure: Failure) -> Script {
        { order, executor in
            _ = await encode(order, executor)
            return .failure(failure)
        }
    }

    private static func verify(_ order: AttemptOrder) -> Result<WorkerReport, Failure> {
        guard let bytes = try? File.readAll(order.files[0].rawValue, limit: 1 << 20),
            Int64(bytes.count) == order.job.expectation?.bytes
        else { return .failure(Failure(.inputCorrupt, "the file is not what was encoded")) }
        return .success(
            WorkerReport(
                verification: VerificationReport(
                    bytes: Int64(bytes.count), sha256: String(repeating: "ab", count: 32), packets: 1,
                    framesDecoded: 1)))
    }
}

extension BackendCapabilities {
    static let scripted = BackendCapabilities(
        name: "scripted", version: "1", operations: [.transcode, .probe, .verify],
        videoEncoders: [EncoderInfo(name: "synthetic", codec: "synthetic")], audioEncoders: [],
        containers: [
            ContainerInfo(
                name: "synthetic", extensions: ["syn"], videoCodecs: ["synthetic"], audioCodecs: [],
                defaultVideoEncoder: "synthetic")
        ], limits: BackendLimits())
}
