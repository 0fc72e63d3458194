/// A wait for the end of one job, taken from ``EventBus/expectFinal(_:)``.
struct FinalWait: Sendable {
    let stream: AsyncStream<Never>
    let continuation: AsyncStream<Never>.Continuation
    /// Takes the wait off the bus.
    let forget: @Sendable () -> Void

    /// Returns when the job is final, when `seconds` have passed, when the bus closes or when the task is cancelled.
    /// Call it, or ``abandon()``, exactly once.
    func wait(upTo seconds: Double) async {
        let timer = Task { [continuation] in
            try? await Task.sleep(for: .seconds(seconds))
            continuation.finish()
        }
        for await _ in stream {}
        timer.cancel()
        abandon()
    }

    /// Gives the wait up.
    func abandon() {
        continuation.finish()
        forget()
    }
}
