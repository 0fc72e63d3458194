import JobModel
import LibAV
import Platform

/// What the stages of one run share: the first failure, what was lost or mended, and CPU time.
final class PipelineRun: Sendable {
    struct State: Sendable {
        var failure: Failure?
        var losses: [Loss] = []
        var warnings: [String] = []
        var stops: [@Sendable () -> Void] = []
        var stageNanoseconds: [String: UInt64] = [:]
    }

    private let state = Locked(State())

    var failure: Failure? { state.withLock { $0.failure } }
    var isStopped: Bool { failure != nil }

    /// Keeps the first failure and stops every stage. Any thread, any number of times.
    func fail(_ failure: Failure) {
        let stops = state.withLock { state in
            if state.failure == nil { state.failure = failure }
            return state.stops
        }
        for stop in stops { stop() }
    }

    /// Adds what ends a queue when the run fails; done at once where it already has.
    func onFailure(_ stop: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            state.stops.append(stop)
            return state.failure != nil
        }
        if isStopped { stop() }
    }

    /// A queue that the run's failure aborts.
    func queue<Element: ~Copyable & Sendable>(of type: Element.Type, capacity: Int) -> HandoffQueue<Element> {
        let queue = HandoffQueue<Element>(capacity: capacity)
        onFailure { queue.abort() }
        return queue
    }

    func warn(_ text: String) {
        state.withLock { state in
            if state.warnings.count < 100, !state.warnings.contains(text) { state.warnings.append(text) }
        }
    }

    func lose(output: Int, stream: Int?, _ what: String, because why: String) {
        state.withLock { $0.losses.append(Loss(output: output, stream: stream, what: what, why: why)) }
    }

    /// Adds CPU time to a stage's account.
    func spent(_ nanoseconds: UInt64, on stage: String) {
        state.withLock { $0.stageNanoseconds[stage, default: 0] += nanoseconds }
    }

    /// Losses and warnings in an order that does not depend on the threads.
    var findings: (losses: [Loss], warnings: [String], stageNanoseconds: [String: UInt64]) {
        state.withLock { state in
            let losses = state.losses.sorted {
                ($0.output, $0.stream ?? -1, $0.what) < ($1.output, $1.stream ?? -1, $1.what)
            }
            return (losses, state.warnings.sorted(), state.stageNanoseconds)
        }
    }
}

/// A stage of the pipeline: one thread's work.
protocol Stage: Sendable {
    /// The thread's name, at most 15 bytes.
    var name: String { get }
    /// The account its CPU time goes to.
    var account: String { get }
    /// Does all of it.
    func work() throws(Failure)
    /// Finishes the stage's ends of its queues; called once, after ``work()`` and after its failure was told to the run:
    /// the stages that then see an end know that it is not a natural one.
    func finish()
}

extension Stage {
    /// Starts the stage's thread. Codecs that run on the calling thread need a deep stack.
    func start(in run: PipelineRun) throws(Failure) -> NamedThread {
        let stage = self
        do throws(SystemFailure) {
            return try NamedThread.start(name: name, stackSize: 8 << 20) { @Sendable in
                do throws(Failure) {
                    try stage.work()
                } catch {
                    run.fail(error)
                }
                stage.finish()
                run.spent(ThreadCPUClock.nanoseconds(), on: stage.account)
            }
        } catch {
            throw Failure(
                .limitExceeded, "a thread could not be started", hint: "raise the worker's thread limit",
                stage: name, cause: error.description)
        }
    }
}
