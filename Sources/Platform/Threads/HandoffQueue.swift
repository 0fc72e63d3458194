/// A bounded queue between threads: what one stage hands to the next.
///
/// Elements are moved in and out, never copied. Either side may finish: after ``finishSending()`` the receiver gets
/// what is queued and then nil; after ``finishReceiving()`` the sender is told so with its next push and what is queued
/// is destroyed. ``abort()`` does both at once. All three may be called from any thread, any number of times.
/// Several threads may send and several receive; one element goes to one of them.
///
/// `@unchecked Sendable`: every field below is only touched with the monitor's lock held.
@safe package final class HandoffQueue<Element: ~Copyable>: @unchecked Sendable {
    package let capacity: Int
    private let monitor = Monitor()
    private let slots: UnsafeMutablePointer<Element>
    private var head = 0
    private var count = 0
    private var isSendingFinished = false
    private var isReceivingFinished = false

    /// - Parameter capacity: elements that wait at most; at least 1.
    package init(capacity: Int) {
        precondition(capacity > 0, "a queue holds at least one element")
        self.capacity = capacity
        unsafe slots = .allocate(capacity: capacity)
    }

    deinit {
        destroyQueued()
        unsafe slots.deallocate()
    }

    /// Adds an element, waiting for room.
    /// - Returns: false where the receiver has finished: the element was destroyed and no later one will be taken.
    package func push(_ element: consuming sending Element) -> Bool {
        monitor.lock()
        while count == capacity && !isReceivingFinished && !isSendingFinished { monitor.wait(for: .hasRoom) }
        guard !isReceivingFinished && !isSendingFinished else {
            monitor.unlock()
            return false
        }
        unsafe (slots + (head + count) % capacity).initialize(to: element)
        count += 1
        monitor.signal(.hasElement)
        monitor.unlock()
        return true
    }

    /// Takes the oldest element, waiting for one.
    /// - Returns: nil where the sender has finished and nothing is left, or the receiver has finished.
    package func pop() -> sending Element? {
        monitor.lock()
        while count == 0 && !isSendingFinished && !isReceivingFinished { monitor.wait(for: .hasElement) }
        guard count > 0 else {
            monitor.unlock()
            return nil
        }
        let element = unsafe (slots + head).move()
        head = (head + 1) % capacity
        count -= 1
        monitor.signal(.hasRoom)
        monitor.unlock()
        return element
    }

    /// No more elements will come.
    package func finishSending() {
        monitor.lock()
        isSendingFinished = true
        wakeAll()
        monitor.unlock()
    }

    /// No more elements will be taken; those that wait are destroyed.
    package func finishReceiving() {
        monitor.lock()
        isReceivingFinished = true
        destroyQueued()
        wakeAll()
        monitor.unlock()
    }

    /// Ends both sides at once.
    package func abort() {
        monitor.lock()
        isSendingFinished = true
        isReceivingFinished = true
        destroyQueued()
        wakeAll()
        monitor.unlock()
    }

    private func wakeAll() {
        monitor.broadcast(.hasRoom)
        monitor.broadcast(.hasElement)
    }

    /// Elements are destroyed with the lock held: an element's end must not touch the queue it was in.
    private func destroyQueued() {
        while count > 0 {
            unsafe (slots + head).deinitialize(count: 1)
            head = (head + 1) % capacity
            count -= 1
        }
    }
}

extension Monitor.Condition {
    fileprivate static var hasElement: Self { .first }
    fileprivate static var hasRoom: Self { .second }
}
