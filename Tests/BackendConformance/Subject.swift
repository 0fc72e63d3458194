import JobModel
import Platform
import Telemetry
import TestSupport
import WorkerPool
import WorkerProtocol

/// A backend under the contract: how it is reached, and what it takes to give it work. A new backend is added to
/// ``all`` and must pass every test of this suite unchanged.
struct Subject: Sendable, CustomStringConvertible {
    /// The name of its manifest.
    let name: String
    /// Extension of a file that it can read.
    let inputExtension: String
    /// Encoder options that make a job last for many seconds.
    let lastingOptions: [String: String]
    /// Writes an input that it can read, of about `seconds`.
    let makeInput: @Sendable (_ path: String, _ seconds: Double) throws -> Void
    /// Whether any bytes at all are an input.
    let readsAnything: Bool

    var description: String { name }

    static let all = [
        Subject(
            name: "synthetic", inputExtension: "txt", lastingOptions: ["frames": "100000", "frame_ms": "20"],
            makeInput: { path, seconds in try File.replace(path, with: Array("a seed of \(seconds)".utf8)) },
            readsAnything: true),
        Subject(
            name: "libav", inputExtension: "mp4", lastingOptions: [:],
            makeInput: { path, seconds in try MadeMedia.clip(path, seconds: seconds) }, readsAnything: false),
    ]
}

/// A pool with one real backend, in its real sandbox, and a folder for its files.
struct Bench {
    let subject: Subject
    let folder: TemporaryDirectory
    let pool: WorkerPool
    let capabilities: BackendCapabilities
    let sandbox: SandboxStamp

    /// Runs `body` with the backend started, and shuts it down.
    static func with<Result>(
        _ subject: Subject, unsafe: Bool = false, _ body: (Bench) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryDirectory()
        try BuiltPrograms.writeBackends([subject.name], to: folder.file("backends"))
        var configuration = PoolConfiguration(
            backendsFolder: folder.file("backends"), programFolder: BuiltPrograms.folder, workers: 1)
        configuration.unsafeNoSandbox = unsafe
        let pool = WorkerPool(configuration, logger: .silent)
        try await pool.start()
        do {
            guard let status = await pool.backends().first, let capabilities = status.capabilities,
                let sandbox = status.sandbox
            else { throw NotReady(detail: await pool.backends().first?.detail ?? "no backend") }
            let result = try await body(
                Bench(subject: subject, folder: folder, pool: pool, capabilities: capabilities, sandbox: sandbox))
            await pool.shutdown()
            return result
        } catch {
            await pool.shutdown()
            throw error
        }
    }

    struct NotReady: Error {
        let detail: String
    }

    /// Makes an input and opens it.
    func input(seconds: Double = 1) throws -> SharedDescriptor {
        let path = folder.file("input-\(seconds).\(subject.inputExtension)")
        if !File.exists(path) { try subject.makeInput(path, seconds) }
        return SharedDescriptor(try File.open(path, .readOnly))
    }

    /// An input of these bytes.
    func input(_ bytes: [UInt8]) throws -> SharedDescriptor {
        let path = folder.file("bytes-\(bytes.count)")
        try File.replace(path, with: bytes)
        return SharedDescriptor(try File.open(path, .readOnly))
    }

    func newOutput(_ name: String) throws -> SharedDescriptor {
        SharedDescriptor(try File.open(folder.file(name), [.readWrite, .create, .exclusive]))
    }

    func bytes(_ name: String) throws -> [UInt8] {
        let file = try File.open(folder.file(name), .readOnly)
        return try File.readAll(file.rawValue, limit: 1 << 28)
    }

    /// The first container that has a video encoder by default.
    var container: ContainerInfo {
        get throws {
            guard let container = capabilities.containers.first(where: { $0.defaultVideoEncoder != nil }) else {
                throw NotReady(detail: "no container with a default video encoder")
            }
            return container
        }
    }

    /// An output with the container's own encoders and one thread.
    func output(_ options: [String: String] = [:], size: Int = 96) throws -> WorkerOutput {
        let container = try container
        var video = VideoSpec(codec: container.defaultVideoEncoder ?? "", width: size, height: size, options: options)
        video.threads = 1
        return WorkerOutput(
            OutputSpec(
                path: "", container: container.name, video: .encode(video),
                audio: container.defaultAudioEncoder.map { .encode(AudioSpec(codec: $0)) } ?? .none, subtitles: .none))
    }

    func run(
        _ operation: BackendCapabilities.Operation, _ files: [SharedDescriptor], outputs: [WorkerOutput] = [],
        key: AttemptKey = Self.newKey(), wall: Double = 120, limits: ProcessLimits = .standard,
        change: (inout WorkerJob) -> Void = { _ in },
        onProgress: @escaping @Sendable (JobProgress) -> Void = { _ in }
    ) async throws -> AttemptOutcome {
        var job = WorkerJob(
            key: key, operation: operation, inputExtension: subject.inputExtension,
            inputBytes: try File.status(files[0].rawValue).size, outputs: outputs, threads: 1, progressInterval: 20)
        change(&job)
        return await pool.run(
            AttemptOrder(
                job: job, backend: subject.name,
                requester: Requester(uid: User.effectiveID, gid: User.effectiveGroupID), files: files, limits: limits,
                wallSeconds: wall, stallSeconds: wall), onProgress: onProgress)
    }

    static func newKey() -> AttemptKey {
        AttemptKey(job: JobID(created: Timestamp(milliseconds: RealtimeClock.milliseconds())), fence: 1)
    }
}

extension AttemptOutcome {
    var failure: Failure? {
        if case .failure(let failure) = result { failure } else { nil }
    }
}
