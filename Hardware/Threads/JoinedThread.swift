import Glibc
import Synchronization

/// A thread that runs one body and is waited for once. Links and monitors wait for their descriptors on one.
///
///     start ──body──> returned ──join()──> joined
///
/// Nothing here asks the body to return: whoever owns the thread has a way to tell it.
package final class JoinedThread: Sendable {
    /// The system's code when no thread could be started.
    package struct NotStarted: Error, Hashable, Sendable {
        package var code: Int32
    }

    /// Until somebody has joined it.
    private let running: Mutex<pthread_t?>

    private init(_ thread: pthread_t) { running = Mutex(thread) }

    /// Starts a thread; the body is kept alive until it returns.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(NotStarted) -> JoinedThread {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        if code != 0 {
            retained.release()
            throw NotStarted(code: code)
        }
        return JoinedThread(thread)
    }

    /// Waits until the body has returned; called from the thread itself, it does not wait. Calling it again does nothing.
    package func join() {
        let thread = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let thread else { return }
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }
}

private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
