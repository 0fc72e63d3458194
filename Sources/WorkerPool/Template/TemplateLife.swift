import JobModel
import Platform
import WorkerProtocol

/// One template from its start to the reaped process: a value that is told what happened and says what to do.
///
/// ```
///  greeting ──capabilities──► sealing ──ready──► serving ──retire──► leaving (forks not yet answered)
///      │                         │                  │                   │
///      └────── refused, late, ended, retire ────────┴───────────────────┴──► condemned ──exited──► ended
/// ```
///
/// A template reads no input, so it is trusted more than a worker; still, what it sends is checked in the same way.
/// It does no I/O, and reads no clock: `now` is CLOCK_MONOTONIC in nanoseconds.
struct TemplateLife: Sendable {
    enum Event: Sendable {
        case frame(WorkerFrame, fence: Int64)
        case violation(ProtocolViolation)
        case endOfStream
        /// A fork command was sent.
        case forkSent(slot: UInt64)
        /// No further worker is wanted of it.
        case retire
        /// The deadline has passed.
        case tick
        /// The process was reaped.
        case exited(ProcessExit)
    }

    enum Action: Sendable, Equatable {
        /// It can fork workers.
        case serve(BackendCapabilities, SandboxStamp)
        case forked(slot: UInt64, pid: Int32)
        case notForked(slot: UInt64, Errno)
        case kill
        /// The last action: why it is gone; nil where it was retired.
        case end(String?)
    }

    enum State: Sendable, Equatable {
        case greeting
        case sealing(BackendCapabilities)
        case serving
        case leaving
        /// Killed, with the reason; nil where it was retired.
        case condemned(String?)
        case ended
    }

    /// Bounds on a template's behaviour.
    struct Bounds: Sendable, Equatable {
        /// Nanoseconds from exec to ready: libraries are bound and the sandbox is probed.
        var start: UInt64 = 30_000_000_000
        /// Nanoseconds for the answers to fork commands when it is retired, and for its end after it closed its socket.
        var leave: UInt64 = 2_000_000_000
    }

    private(set) var state = State.greeting
    /// Nothing is refused once it has served.
    private(set) var hasServed = false
    /// When to send ``Event/tick``.
    private(set) var deadline: UInt64?
    /// Fork commands without an answer.
    private(set) var pending: Set<UInt64> = []

    private let name: String
    private let allowedTiers: Set<SandboxStamp.Tier>
    private let bounds: Bounds
    private var document = ReportAssembler()

    /// A template whose process was just started.
    /// - Parameters:
    ///   - name: the backend's name in its manifest, which it must report too.
    ///   - allowedTiers: sandboxes that its workers may run in.
    init(name: String, allowedTiers: Set<SandboxStamp.Tier>, bounds: Bounds = Bounds(), now: UInt64) {
        self.name = name
        self.allowedTiers = allowedTiers
        self.bounds = bounds
        deadline = now + bounds.start
    }

    /// Takes in an event.
    mutating func handle(_ event: Event, now: UInt64) -> [Action] {
        switch (state, event) {
        case (.ended, _): []
        case (.condemned(let reason), .exited): end(reason)
        case (.leaving, .exited): end(nil)
        case (_, .exited(let exit)):
            end(hasServed ? "it ended with \(exit.words)" : "it ended with \(exit.words) before it was ready")
        case (.condemned, _): []
        case (_, .frame(let frame, let fence)):
            fence == 0 ? take(frame, now: now) : condemn("it sent a frame with the fence of a job")
        case (_, .violation(let violation)): condemn("it broke the worker protocol: \(violation)")
        case (_, .endOfStream): leave(by: now)
        case (_, .forkSent(let slot)): remember(slot)
        case (.serving, .retire) where !pending.isEmpty: retire(by: now)
        case (.leaving, .retire): []
        case (_, .retire): condemn(nil)
        case (.leaving, .tick): condemn(nil)
        case (_, .tick) where deadline.map { now >= $0 } ?? false:
            condemn(hasServed ? "it closed its socket and did not end" : "it was not ready in time")
        case (_, .tick): []
        }
    }

    private mutating func take(_ frame: WorkerFrame, now: UInt64) -> [Action] {
        switch (state, frame) {
        case (.greeting, .report(let chunk)):
            do throws(ProtocolViolation) {
                try document.append(chunk)
                return []
            } catch {
                return condemn("it broke the worker protocol: \(error)")
            }
        case (.greeting, .done):
            do throws(ProtocolViolation) {
                let capabilities = try BackendCapabilities(document: document.finish())
                guard capabilities.name == name else {
                    return condemn("it calls itself \"\(capabilities.name)\", its manifest \"\(name)\"")
                }
                state = .sealing(capabilities)
                document = ReportAssembler()
                return []
            } catch {
                return condemn("it broke the worker protocol: \(error)")
            }
        case (_, .refused(let words)):
            return condemn(hasServed ? "it gave up: \(words)" : "it refused to start: \(words)")
        case (.sealing(let capabilities), .ready(let ready)):
            guard ready.version == WorkerProtocol.version else {
                return condemn("it speaks protocol version \(ready.version) instead of \(WorkerProtocol.version)")
            }
            guard allowedTiers.contains(ready.tier) else {
                return condemn(
                    "its sandbox reaches only tier \(ready.tier.rawValue), which this configuration does not allow")
            }
            state = .serving
            hasServed = true
            deadline = nil
            return [.serve(capabilities, ready.stamp)]
        case (.serving, .forked(let slot, let pid)), (.leaving, .forked(let slot, let pid)):
            return answer(slot, .forked(slot: slot, pid: pid))
        case (.serving, .forkFailed(let slot, let errno)), (.leaving, .forkFailed(let slot, let errno)):
            return answer(slot, .notForked(slot: slot, Errno(rawValue: errno)))
        default:
            return condemn("it sent a frame out of turn")
        }
    }

    private mutating func remember(_ slot: UInt64) -> [Action] {
        pending.insert(slot)
        return []
    }

    private mutating func answer(_ slot: UInt64, _ action: Action) -> [Action] {
        guard pending.remove(slot) != nil else { return condemn("it answered a fork command that it was not given") }
        return state == .leaving && pending.isEmpty ? [action] + condemn(nil) : [action]
    }

    private mutating func retire(by now: UInt64) -> [Action] {
        state = .leaving
        return leave(by: now)
    }

    private mutating func leave(by now: UInt64) -> [Action] {
        deadline = min(deadline ?? .max, now + bounds.leave)
        return []
    }

    private mutating func condemn(_ reason: String?) -> [Action] {
        state = .condemned(reason)
        deadline = nil
        return [.kill]
    }

    private mutating func end(_ reason: String?) -> [Action] {
        state = .ended
        deadline = nil
        return [.end(reason)]
    }
}
