package import Dispatch

/// Calls a handler whenever a descriptor can be read, accepted from, or has ended (a pidfd).
///
/// The descriptor must stay open until ``cancel(then:)`` has run its completion. Sources are active from the start.
///
/// `@unchecked Sendable`, here and below: Dispatch objects are made for use from any thread; `isResumed` is only touched
/// on the queue.
package final class ReadSource: @unchecked Sendable {
    private let source: any DispatchSourceRead
    private let queue: DispatchQueue
    private var isResumed = true

    package init(_ descriptor: Int32, queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void) {
        self.queue = queue
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
    }

    /// Dispatch traps when a suspended source is freed.
    deinit {
        if !isResumed { source.resume() }
        source.cancel()
    }

    /// On the queue: events from now on. Idempotent.
    package func resume() {
        dispatchPrecondition(condition: .onQueue(queue))
        if !isResumed {
            isResumed = true
            source.resume()
        }
    }

    /// On the queue: no events until resumed. Idempotent.
    package func suspend() {
        dispatchPrecondition(condition: .onQueue(queue))
        if isResumed {
            isResumed = false
            source.suspend()
        }
    }

    /// On the queue while suspended, else anywhere: stops the events. `completion` runs on the queue once no handler
    /// will run any more: close the descriptor there.
    package func cancel(then completion: @escaping @Sendable () -> Void = {}) {
        source.setCancelHandler(handler: completion)
        if !isResumed {
            isResumed = true
            source.resume()
        }
        source.cancel()
    }
}

/// Calls a handler whenever a descriptor can be written to. Starts suspended: writable is the usual state.
///
/// `@unchecked Sendable`: `isResumed` is only touched on the queue.
package final class WriteSource: @unchecked Sendable {
    private let source: any DispatchSourceWrite
    private let queue: DispatchQueue
    private var isResumed = false

    package init(_ descriptor: Int32, queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void) {
        self.queue = queue
        source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
    }

    /// Dispatch traps when a suspended source is freed.
    deinit {
        if !isResumed { source.resume() }
        source.cancel()
    }

    /// On the queue: events from now on. Idempotent.
    package func resume() {
        dispatchPrecondition(condition: .onQueue(queue))
        if !isResumed {
            isResumed = true
            source.resume()
        }
    }

    /// On the queue: no events until resumed. Idempotent.
    package func suspend() {
        dispatchPrecondition(condition: .onQueue(queue))
        if isResumed {
            isResumed = false
            source.suspend()
        }
    }

    /// On the queue: stops the events for good. `completion` runs on the queue once no handler will run any more.
    package func cancel(then completion: @escaping @Sendable () -> Void = {}) {
        source.setCancelHandler(handler: completion)
        resume()
        source.cancel()
    }
}

/// Calls a handler when a signal arrives. The signal is ignored otherwise, for the life of the process.
package final class SignalSource: @unchecked Sendable {
    private let source: any DispatchSourceSignal

    package init(_ signal: Signal, queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void) {
        signal.ignore()
        source = DispatchSource.makeSignalSource(signal: signal.rawValue, queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
    }

    deinit { source.cancel() }
}

/// Calls a handler after a time, once or again and again, until it is cancelled or freed.
package final class TimerSource: @unchecked Sendable {
    private let source: any DispatchSourceTimer

    /// - Parameter repeating: whether it fires every `seconds`.
    package init(
        seconds: Double, repeating: Bool = false, queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void
    ) {
        source = DispatchSource.makeTimerSource(queue: queue)
        let leeway = DispatchTimeInterval.milliseconds(Int(max(1, min(seconds * 50, 250))))
        if repeating {
            source.schedule(deadline: .now() + seconds, repeating: seconds, leeway: leeway)
        } else {
            source.schedule(deadline: .now() + seconds, leeway: leeway)
        }
        source.setEventHandler(handler: handler)
        source.activate()
    }

    deinit { source.cancel() }

    package func cancel() { source.cancel() }
}
