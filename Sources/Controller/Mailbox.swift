package import Devices
import Glibc

/// What the threads of links, hot plug and signals hand to the loop: bounded, first in first out, carried out by one
/// thread at a time.
///
///     put ───> waiting ──(nobody works)──> the serving thread works
///     hand ──> waiting ──(nobody works)──> the handing thread works
///
/// Handing saves the scan that comes alone, which is nearly every scan, the way to another thread. Whoever puts or hands
/// waits while it is full, so a babbling device slows its own thread and never the loop's memory.
package final class Mailbox<Message: Sendable>: @unchecked Sendable {
    /// What comes after a piece of work.
    package enum Next {
        /// More when a message comes, or when the monotonic clock reaches the deadline.
        case wait(until: Instant?)
        /// No more: `serve` returns, and what is put in from now on stays.
        case end
    }

    // Guarded by `mutex`; the condition variables belong to it.
    private var waiting: [Message] = []
    private var work: (([Message]) -> Next)?
    private var isWorking = false
    private var deadline: Instant?
    /// When the serving thread wakes by itself; the distant future when it does not.
    private var sleepsUntil = Instant.distantFuture
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

    /// Puts a message in, waiting for room; the serving thread carries it out.
    package func put(_ message: Message) {
        pthread_mutex_lock(mutex)
        append(message)
        let wakes = !isWorking
        pthread_mutex_unlock(mutex)
        // Without the lock, so that the woken thread does not meet it.
        if wakes { pthread_cond_signal(filled) }
    }

    /// Puts a message in, waiting for room, and carries out on this thread what waits, if nobody is working.
    package func hand(_ message: Message) {
        pthread_mutex_lock(mutex)
        append(message)
        var wakes = false
        if !isWorking, let work {
            carryOut(work)
            wakes = self.work == nil || !waiting.isEmpty || (deadline ?? .distantFuture) < sleepsUntil
        }
        pthread_mutex_unlock(mutex)
        if wakes { pthread_cond_signal(filled) }
    }

    private func append(_ message: Message) {
        while waiting.count >= capacity, !isOverflowing { pthread_cond_wait(emptied, mutex) }
        waiting.append(message)
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

    /// Carries messages out, in order, until `work` says that it was the last time. `work` is called at once, then for each
    /// batch and at each deadline with an empty one: on this thread or on one that hands, never on two at a time.
    package func serve(_ work: @escaping ([Message]) -> Next) {
        pthread_mutex_lock(mutex)
        self.work = work
        carryOut(work)
        while self.work != nil {
            if wait() { carryOut(work) }
        }
        pthread_mutex_unlock(mutex)
    }

    /// Waits once; whether there is something to do.
    private func wait() -> Bool {
        if isWorking {
            pthread_cond_wait(filled, mutex)
        } else if waiting.isEmpty {
            guard let deadline else {
                pthread_cond_wait(filled, mutex)
                return false
            }
            sleepsUntil = deadline
            defer { sleepsUntil = .distantFuture }
            var time = timespec(
                tv_sec: Int(deadline.nanoseconds / 1_000_000_000), tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
            // Meanwhile another thread may work, or have moved the deadline.
            return pthread_cond_timedwait(filled, mutex, &time) == ETIMEDOUT && !isWorking && self.deadline == deadline
        }
        return !isWorking && self.work != nil && !waiting.isEmpty
    }

    /// Gives everything that waits to `work`, without the lock.
    private func carryOut(_ work: ([Message]) -> Next) {
        let taken = waiting
        waiting.removeAll(keepingCapacity: true)
        isWorking = true
        pthread_cond_broadcast(emptied)
        pthread_mutex_unlock(mutex)
        let next = work(taken)
        pthread_mutex_lock(mutex)
        isWorking = false
        switch next {
        case .wait(let until): deadline = until
        case .end: self.work = nil
        }
    }
}
