import CEvents
import Glibc
import Synchronization

/// What a thread that serves a descriptor in both directions waits on: bytes, room for bytes, a nudge that there is more to
/// do, and the end.
package final class Wakeup: Sendable {
    package struct Outcome: Hashable, Sendable {
        /// There is something to read, or the descriptor is hung up: read it to know which.
        package var canRead = false
        package var canWrite = false
        /// `end` was called; it stays called.
        package var isEnded = false
    }

    private let signal: Int32
    private let ended = Atomic(false)

    package init() throws(EndSignal.NotMade) {
        signal = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
        if signal < 0 { throw EndSignal.NotMade(code: errno) }
    }

    deinit { _ = close(signal) }

    /// Ends the wait that goes on, or the next one.
    package func nudge() { eventfd_write(signal, 1) }

    package func end() {
        ended.store(true, ordering: .releasing)
        nudge()
    }

    /// Waits for bytes, for room if `writing`, a nudge, the end, or until the milliseconds are over (-1: for ever).
    package func wait(for descriptor: Int32, writing: Bool, milliseconds: Int32 = -1) -> Outcome {
        let events = Int16(POLLIN) | (writing ? Int16(POLLOUT) : 0)
        var watched = [pollfd(fd: descriptor, events: events, revents: 0)]
        watched.append(pollfd(fd: signal, events: Int16(POLLIN), revents: 0))
        while poll(&watched, nfds_t(watched.count), milliseconds) < 0 && errno == EINTR {}
        if watched[1].revents != 0 {
            var count: eventfd_t = 0
            eventfd_read(signal, &count)
        }
        let isReadable = watched[0].revents & ~Int16(POLLOUT) != 0
        return Outcome(
            canRead: isReadable, canWrite: watched[0].revents & Int16(POLLOUT) != 0,
            isEnded: ended.load(ordering: .acquiring))
    }
}
