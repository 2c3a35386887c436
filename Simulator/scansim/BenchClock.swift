import Controller
import Devices
import Glibc

/// This machine's monotonic clock, in nanoseconds.
func benchNow() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Sleeps at least so long.
func benchPause(_ pause: Duration) {
    let nanoseconds = pause.inNanoseconds
    var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    nanosleep(&time, nil)
}

/// What a measurement says besides its figures.
func benchNote(_ text: String) { benchWrite("bench: \(text)\n", to: STDERR_FILENO) }

/// Writes at once, so that a reader of the figures sees each as it is measured.
func benchWrite(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
}

/// Why a figure could not be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Hands values from one thread to another; whoever takes waits.
final class BenchInbox<Element: Sendable>: @unchecked Sendable {
    // Guarded by `mutex`.
    private var waiting: [Element] = []
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(filled, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(filled)
        pthread_mutex_destroy(mutex)
        filled.deallocate()
        mutex.deallocate()
    }

    func put(_ element: Element) {
        pthread_mutex_lock(mutex)
        waiting.append(element)
        pthread_cond_signal(filled)
        pthread_mutex_unlock(mutex)
    }

    /// The oldest value that waits, or the next that comes; nil when none came in time.
    func take(within limit: Duration) -> Element? {
        let due = benchNow() + limit.inNanoseconds
        var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty {
            if pthread_cond_timedwait(filled, mutex, &time) == ETIMEDOUT { return nil }
        }
        return waiting.removeFirst()
    }

    func forget() {
        pthread_mutex_lock(mutex)
        waiting.removeAll()
        pthread_mutex_unlock(mutex)
    }
}
