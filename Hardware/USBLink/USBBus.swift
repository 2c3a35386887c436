package import Devices
import Threads

/// The USB of this machine, through libusb: what is attached, what comes and goes, and the thread on which all its
/// links run. One is enough for a station; links keep it alive.
package final class USBBus: Sendable {
    let events: USBEvents
    private let watch: Int32
    /// Handles events until they are ended.
    private let thread: JoinedThread

    /// Starts the thread. `changed` is called on it when devices came or went, at least once for however many: list
    /// them again. Start the bus first and list then, and nothing is missed.
    ///
    /// Errors: `unsupported` where the library cannot tell of devices that come and go.
    package static func start(changed: @escaping @Sendable () -> Void) throws(LinkError) -> USBBus {
        let events = try USBEvents(changed: changed)
        let watch = try events.watch()
        do {
            return USBBus(events, watch: watch, thread: try .start { events.run() })
        } catch {
            events.unwatch(watch)
            throw LinkError(
                .other(code: error.code, text: "no thread could be started"), device: "USB", attempt: "start")
        }
    }

    private init(_ events: USBEvents, watch: Int32, thread: JoinedThread) {
        self.events = events
        self.watch = watch
        self.thread = thread
    }

    deinit { stop() }

    /// Closes all links, which then deliver nothing more, and waits until the thread has ended; called from a sink, it
    /// does not wait. Calling it again does nothing.
    package func stop() {
        events.unwatch(watch)
        events.end()
        thread.join()
    }
}
