import Dispatch
import Platform

/// The signals that stop the program, as a stream. SIGHUP and SIGPIPE do nothing from here on.
final class StopSignals: Sendable {
    let stream: AsyncStream<Signal>
    private let sources: [SignalSource]

    init() {
        let (stream, continuation) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingNewest(8))
        self.stream = stream
        Signal.hangUp.ignore()
        Signal.pipe.ignore()
        let queue = DispatchQueue(label: "millrace.signals")
        sources = [Signal.terminate, .interrupt].map { signal in
            SignalSource(signal, queue: queue) { continuation.yield(signal) }
        }
    }
}
