import CLinux
package import Dispatch

/// Calls a handler whenever a descriptor can be read, accepted from, or has ended (a pidfd), again and again as long as
/// that is so. Active from the start.
package final class ReadSource: Sendable {
    private let watch: DescriptorWatch

    package init(_ descriptor: Int32, queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void) {
        watch = DescriptorWatch(descriptor, for: clinux_epoll_readable, queue: queue, handler)
        watch.resume()
    }

    deinit { watch.cancel {} }

    /// Events from now on. Idempotent.
    package func resume() { watch.resume() }

    /// No events until resumed; called on the queue, none at all. Idempotent.
    package func suspend() { watch.suspend() }

    /// Stops the events. `completion` runs on the queue once no handler will run any more.
    package func cancel(then completion: @escaping @Sendable () -> Void = {}) { watch.cancel(then: completion) }
}

/// Calls a handler whenever a descriptor can be written to. Starts suspended: writable is the usual state.
package final class WriteSource: Sendable {
    private let watch: DescriptorWatch

    package init(_ descriptor: Int32, queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void) {
        watch = DescriptorWatch(descriptor, for: clinux_epoll_writable, queue: queue, handler)
    }

    deinit { watch.cancel {} }

    /// Events from now on. Idempotent.
    package func resume() { watch.resume() }

    /// No events until resumed; called on the queue, none at all. Idempotent.
    package func suspend() { watch.suspend() }

    /// Stops the events. `completion` runs on the queue once no handler will run any more.
    package func cancel(then completion: @escaping @Sendable () -> Void = {}) { watch.cancel(then: completion) }
}

/// Calls a handler when a signal arrives. `@unchecked Sendable`, here and below: Dispatch objects are made for use from any
/// thread.
///
/// The signal is ignored otherwise, for the life of the process.
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
