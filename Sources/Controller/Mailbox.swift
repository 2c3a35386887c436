package import Devices
import Glibc

/// What the threads of links, hot plug and signals hand to the loop: bounded, first in first out.
///
/// Whoever puts blocks while it is full, so a babbling device slows its own thread and never the loop's memory.
package final class Mailbox<Message: Sendable>: @unchecked Sendable {
    // Guarded by `mutex`; the condition variables belong to it.
    private var waiting: [Message] = []
    private let capacity: Int
    private var isOverflowing = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let emptied = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// - Parameter capacity: most messages that wait; more make the sender wait.
    package init(capacity: Int) {
        self.capacity = capacity
        waiting.reserveCapacity(capacity)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(filled, &attributes)
        pthread_cond_init(emptied, nil)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(emptied)
        pthread_cond_destroy(filled)
        pthread_mutex_destroy(mutex)
        emptied.deallocate()
        filled.deallocate()
        mutex.deallocate()
    }

    /// Puts a message in, waiting for room.
    package func put(_ message: Message) {
        pthread_mutex_lock(mutex)
        while waiting.count >= capacity, !isOverflowing { pthread_cond_wait(emptied, mutex) }
        waiting.append(message)
        pthread_mutex_unlock(mutex)
        // Without the lock, so that the woken thread does not meet it.
        pthread_cond_signal(filled)
    }

    /// Lets senders put more in than there is room for while `body` waits for one of them to end: it may be waiting for room,
    /// which only the caller could make.
    package func overflowing(while body: () -> Void) {
        setOverflowing(true)
        body()
        setOverflowing(false)
    }

    private func setOverflowing(_ value: Bool) {
        pthread_mutex_lock(mutex)
        isOverflowing = value
        pthread_cond_broadcast(emptied)
        pthread_mutex_unlock(mutex)
    }

    /// Everything that waits, in order; waits until there is something or the monotonic clock reaches `deadline`.
    package func takeAll(until deadline: Instant?) -> [Message] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty {
            guard let deadline else {
                pthread_cond_wait(filled, mutex)
                continue
            }
            var time = timespec(
                tv_sec: Int(deadline.nanoseconds / 1_000_000_000), tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
            if pthread_cond_timedwait(filled, mutex, &time) == ETIMEDOUT { break }
        }
        let taken = waiting
        waiting.removeAll(keepingCapacity: true)
        pthread_cond_broadcast(emptied)
        return taken
    }
}
