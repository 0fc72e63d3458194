import Glibc

/// A lock with two conditions, on the heap, where pthread objects must stay.
///
/// `@unchecked Sendable`: the pthread objects are made for use by several threads and never move.
@safe package final class Monitor: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let conditions: UnsafeMutablePointer<pthread_cond_t>

    /// One of the two conditions of a monitor.
    package enum Condition: Int, Sendable { case first, second }

    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe conditions = .allocate(capacity: 2)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(conditions, nil)
        unsafe pthread_cond_init(conditions + 1, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(conditions)
        unsafe pthread_cond_destroy(conditions + 1)
        unsafe pthread_mutex_destroy(mutex)
        unsafe conditions.deallocate()
        unsafe mutex.deallocate()
    }

    package func lock() { unsafe pthread_mutex_lock(mutex) }

    package func unlock() { unsafe pthread_mutex_unlock(mutex) }

    /// Gives up the lock, waits for a signal (or for nothing: check again), takes the lock again.
    package func wait(for condition: Condition) {
        unsafe pthread_cond_wait(conditions + condition.rawValue, mutex)
    }

    package func signal(_ condition: Condition) { unsafe pthread_cond_signal(conditions + condition.rawValue) }

    package func broadcast(_ condition: Condition) { unsafe pthread_cond_broadcast(conditions + condition.rawValue) }
}
