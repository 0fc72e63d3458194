import JobModel
import Platform
import Telemetry
import WorkerProtocol

/// One worker from its fork command to the reaped process: a value that is told what happened and says what to do.
///
/// ```
///  starting ──forked, ready──► parked ──assign──► running ──done | failed──► finished ──exited──► ended
///      │                          │                  │                          │
///      └──────── kill ────────────┴───── kill ───────┴───────── kill ───────────┘──► condemned ──exited──► ended
/// ```
///
/// `forked` comes from the template's socket and `ready` from the worker's own, in either order. A process counts as
/// ended only when it was reaped: until then the worker may still write to its outputs. It does no I/O, and reads no
/// clock: `now` is CLOCK_MONOTONIC in nanoseconds.
struct WorkerLife: Sendable {
    enum Event: Sendable {
        /// The template answered; the process exists.
        case forked
        case frame(WorkerFrame, fence: Int64)
        /// Something that no honest worker sends.
        case violation(ProtocolViolation)
        /// The job message is about to be sent.
        case assign(Assignment)
        /// The worker closed its socket.
        case endOfStream
        /// The attempt is no longer wanted, or an idle worker is not.
        case cancel
        /// A deadline has passed.
        case tick
        /// There is no process, and there will be none: the fork failed, or the template died with the command.
        case lost(String)
        /// The process was reaped.
        case exited(ProcessExit)
    }

    enum Action: Sendable, Equatable {
        /// The worker can take a job.
        case park
        /// The worker has begun to read its input.
        case started
        case progress(JobProgress)
        /// SIGKILL by pidfd.
        case kill
        /// The last action of a life.
        case end(Ending)
    }

    /// How a life ended.
    enum Ending: Sendable, Equatable {
        /// It never had a job. Says why, unless it was no longer wanted.
        case unused(String?)
        case attempt(Result<WorkerReport, Failure>)
    }

    /// The job of a worker, as the state machine needs it.
    struct Assignment: Sendable {
        var job: WorkerJob
        /// Nanoseconds from now.
        var wall: UInt64
        /// Nanoseconds without work done.
        var stall: UInt64
    }

    enum State: Sendable, Equatable {
        case starting(forked: Bool, ready: Bool)
        case parked
        case running
        case finished(Result<WorkerReport, Failure>)
        case condemned(Verdict)
        case ended
    }

    /// Why a worker was killed.
    enum Verdict: Sendable, Equatable {
        case unwanted
        case attempt(Failure)
        case neverReady(String)
    }

    private(set) var state: State
    /// What the worker said of its sandbox; nil before `ready`.
    private(set) var sandbox: SandboxStamp?
    /// Nanoseconds from ``Event/assign(_:)`` to the worker's first read of the input.
    private(set) var dispatchNanoseconds: UInt64?

    private let limits: ProcessLimits
    private let expected: SandboxStamp
    private let bounds: Bounds
    private var run: Run?
    private var phaseDeadline: UInt64?
    private var frames: TokenBucket

    /// Bounds on a worker's behaviour beside its job.
    struct Bounds: Sendable, Equatable {
        /// Nanoseconds from the fork command to a parked worker.
        var start: UInt64 = 10_000_000_000
        /// Nanoseconds from a closed socket or the last frame to the end of the process.
        var exit: UInt64 = 10_000_000_000
        /// Frames a worker may send in a burst, and each second after it. An honest worker sends at most ten progress
        /// frames a second, and a report in at most 65.
        var frameBurst = 256
        var framesPerSecond = 64.0
        /// Least nanoseconds between two progress reports that go up.
        var progressInterval: UInt64 = 200_000_000
    }

    /// What is known while a job runs.
    private struct Run: Sendable {
        var assignment: Assignment
        var began: UInt64
        var lastWork: UInt64
        var started = false
        var work = WorkDone()
        var gate: ProgressGate
        var report = ReportAssembler()

        var wallDeadline: UInt64 { began + assignment.wall }
        var stallDeadline: UInt64 { lastWork + assignment.stall }
    }

    /// A worker whose fork command is about to be sent.
    /// - Parameters:
    ///   - limits: what it is forked with.
    ///   - expected: what the template's probe confirmed; a worker with another seal is refused.
    init(limits: ProcessLimits, expected: SandboxStamp, bounds: Bounds = Bounds(), now: UInt64) {
        state = .starting(forked: false, ready: false)
        self.limits = limits
        self.expected = expected
        self.bounds = bounds
        phaseDeadline = now + bounds.start
        frames = TokenBucket(burst: bounds.frameBurst, perSecond: bounds.framesPerSecond)
    }

    /// When to send ``Event/tick``; nil where nothing is waited for.
    var deadline: UInt64? {
        guard case .running = state, let run else { return phaseDeadline }
        let next = [run.wallDeadline, run.stallDeadline, run.gate.due, phaseDeadline].compactMap { $0 }
        return next.min()
    }

    /// Takes in an event.
    mutating func handle(_ event: Event, now: UInt64) -> [Action] {
        switch (state, event) {
        case (.ended, _): []
        case (_, .exited(let exit)): end(exit)
        case (.condemned(.unwanted), .lost): end(.unused(nil))
        case (.condemned(.neverReady(let why)), .lost), (_, .lost(let why)): end(.unused(why))
        case (.condemned, .forked): [.kill]
        case (.condemned, _): []
        case (.starting(_, let ready), .forked): start(forked: true, ready: ready)
        case (_, .forked): []
        case (_, .cancel): cancel()
        case (_, .tick): tick(now: now)
        case (_, .endOfStream): endOfStream(now: now)
        case (_, .violation(let violation)): misbehaved("\(violation)")
        case (_, .assign(let assignment)): assign(assignment, now: now)
        case (_, .frame(let frame, let fence)): take(frame, fence: fence, now: now)
        }
    }
}

// MARK: Frames

extension WorkerLife {
    private mutating func take(_ frame: WorkerFrame, fence: Int64, now: UInt64) -> [Action] {
        guard frames.take(now: now) != nil else { return misbehaved("more frames than an honest worker sends") }
        let expectedFence = run?.assignment.job.key.fence ?? 0
        guard fence == expectedFence else {
            return misbehaved("\(ProtocolViolation.wrongFence(expected: expectedFence, received: fence))")
        }
        switch (state, frame) {
        case (.starting(let forked, false), .ready(let ready)):
            guard ready.version == WorkerProtocol.version else {
                return misbehaved("protocol version \(ready.version) instead of \(WorkerProtocol.version)")
            }
            guard ready.stamp == expected else {
                return misbehaved(
                    "a sandbox of tier \(ready.tier.rawValue) instead of the probed \(expected.tier.rawValue), "
                        + "or other layers")
            }
            sandbox = ready.stamp
            return start(forked: forked, ready: true)
        case (.running, .started(let stamp)): return started(stamp, now: now)
        case (.running, .progress(let progress)): return advance(progress, now: now)
        case (.running, .report(let chunk)): return collect(chunk)
        case (.running, .done): return finish(now: now)
        case (.running, .failed(let failure)):
            state = .finished(.failure(failure))
            phaseDeadline = now + bounds.exit
            return []
        default:
            return misbehaved("a frame out of turn")
        }
    }

    private mutating func start(forked: Bool, ready: Bool) -> [Action] {
        guard forked, ready else {
            state = .starting(forked: forked, ready: ready)
            return []
        }
        state = .parked
        phaseDeadline = nil
        return [.park]
    }

    private mutating func assign(_ assignment: Assignment, now: UInt64) -> [Action] {
        guard state == .parked else { return [] }
        state = .running
        run = Run(
            assignment: assignment, began: now, lastWork: now, gate: ProgressGate(interval: bounds.progressInterval))
        return []
    }

    private mutating func started(_ stamp: UInt64, now: UInt64) -> [Action] {
        guard let begun = run?.began, run?.started == false else { return misbehaved("a second start") }
        guard (begun...max(begun, now)).contains(stamp) else { return misbehaved("a start outside of its time") }
        run?.started = true
        run?.lastWork = now
        dispatchNanoseconds = stamp - begun
        return [.started]
    }

    private mutating func advance(_ progress: JobProgress, now: UInt64) -> [Action] {
        guard run?.started == true else { return misbehaved("progress before the start") }
        if run?.work.advance(progress) == true { run?.lastWork = now }
        return run?.gate.offer(progress, now: now).map { [.progress($0)] } ?? []
    }

    private mutating func collect(_ chunk: [UInt8]) -> [Action] {
        guard run?.started == true else { return misbehaved("a result before the start") }
        do throws(ProtocolViolation) {
            try run?.report.append(chunk)
            return []
        } catch {
            return misbehaved("\(error)")
        }
    }

    private mutating func finish(now: UInt64) -> [Action] {
        guard let run, run.started else { return misbehaved("a result before the start") }
        do throws(ProtocolViolation) {
            let report = try WorkerReport(document: run.report.finish(), of: run.assignment.job)
            state = .finished(.success(report))
            phaseDeadline = now + bounds.exit
            return []
        } catch {
            return misbehaved("\(error)")
        }
    }
}

// MARK: Ends

extension WorkerLife {
    private mutating func tick(now: UInt64) -> [Action] {
        if let phaseDeadline, now >= phaseDeadline {
            switch state {
            case .starting: return condemn(.neverReady("it was not ready in time"))
            case .finished: return misbehaved("no end of the process after its last frame")
            default: return misbehaved("no end of the process after it closed its socket")
            }
        }
        guard case .running = state, let run else { return [] }
        if now >= run.wallDeadline {
            return condemn(
                .attempt(
                    Failure(
                        .timedOut, "The attempt took longer than its \(Self.seconds(run.assignment.wall)) seconds.",
                        hint: "Allow the job more time, or encode with a faster preset.")))
        }
        if now >= run.stallDeadline {
            return condemn(
                .attempt(
                    Failure(
                        .stalled,
                        "The worker showed no work done for \(Self.seconds(run.assignment.stall)) seconds.",
                        hint: "The input may trap a decoder in a loop, or its storage may hang.")))
        }
        return self.run?.gate.flush(now: now).map { [.progress($0)] } ?? []
    }

    private mutating func endOfStream(now: UInt64) -> [Action] {
        // A process that ends closes its socket first; give the pidfd time to say how it ended.
        if phaseDeadline == nil { phaseDeadline = now + bounds.exit }
        return []
    }

    private mutating func cancel() -> [Action] {
        run == nil
            ? condemn(.unwanted)
            : condemn(.attempt(Failure(.cancelled, "The attempt was cancelled and its worker killed.")))
    }

    private mutating func misbehaved(_ what: String) -> [Action] {
        run == nil
            ? condemn(.neverReady("it misbehaved: \(what)"))
            : condemn(
                .attempt(
                    Failure(
                        .workerMisbehaved, "The worker broke the worker protocol and was killed: \(what).",
                        hint: "Treat the input as hostile, or the backend as defective.", cause: what)))
    }

    private mutating func condemn(_ verdict: Verdict) -> [Action] {
        state = .condemned(verdict)
        phaseDeadline = nil
        return [.kill]
    }

    private mutating func end(_ exit: ProcessExit) -> [Action] {
        let ending: Ending =
            switch state {
            case .condemned(.unwanted): .unused(nil)
            case .condemned(.neverReady(let why)): .unused(why)
            case .condemned(.attempt(let failure)): .attempt(.failure(failure))
            case .starting, .parked, .ended: .unused("it ended before it had a job: \(exit.words)")
            case .running: .attempt(.failure(exit.failure(limits: limits)))
            case .finished(let result): .attempt(judge(result, exit))
            }
        return end(ending)
    }

    private mutating func end(_ ending: Ending) -> [Action] {
        state = .ended
        phaseDeadline = nil
        return [.end(ending)]
    }

    /// A result counts only with a clean end: a worker that crashed after `done` had something still going on. A
    /// failure that a worker reported says more than its end, unless that was a broken policy.
    private func judge(_ result: Result<WorkerReport, Failure>, _ exit: ProcessExit) -> Result<WorkerReport, Failure> {
        switch (result, exit.status) {
        case (_, .exited(0)), (.failure, .exited): result
        case (.failure, .signalled(let signal, _)) where signal != .badSystemCall: result
        default: .failure(exit.failure(limits: limits))
        }
    }

    private static func seconds(_ nanoseconds: UInt64) -> String {
        let tenths = (nanoseconds + 50_000_000) / 100_000_000
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
