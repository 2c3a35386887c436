import CEvents
import Glibc

/// How a thread that waits on a descriptor is told to end: an eventfd beside the descriptor.
package final class EndSignal: Sendable {
    /// What a wait ended with.
    package enum Outcome: Hashable, Sendable {
        /// The descriptor has something to read, or is hung up: read it to know which.
        case ready
        /// `tell` was called; it stays told.
        case ended
        /// The system refused to wait.
        case failed(code: Int32)
    }

    private let signal: Int32

    package struct NotMade: Error, Hashable, Sendable {
        package var code: Int32
    }

    package init() throws(NotMade) {
        signal = eventfd(0, CInt(EFD_CLOEXEC))
        if signal < 0 { throw NotMade(code: errno) }
    }

    deinit { _ = close(signal) }

    /// Ends all waits, now and later. It needs no lock and may be called from any thread.
    package func tell() { eventfd_write(signal, 1) }

    /// Waits until the descriptor can be read or the end is told; the end comes first.
    package func wait(for descriptor: Int32) -> Outcome {
        var watched = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        watched.append(pollfd(fd: signal, events: Int16(POLLIN), revents: 0))
        while true {
            let ready = poll(&watched, nfds_t(watched.count), -1)
            if ready < 0 && errno == EINTR { continue }
            if watched[1].revents != 0 { return .ended }
            return ready < 0 ? .failed(code: errno) : .ready
        }
    }
}
