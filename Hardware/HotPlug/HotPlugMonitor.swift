package import Devices
import Synchronization
import Threads

/// What came and went. A node that vanishes and appears again may be another device: look at its identity again.
package enum HotPlugEvent: Hashable, Sendable {
    /// A serial port or a keyboard can be opened by this name.
    case appeared(node: String)
    /// The name is gone; an open link to it reports `unplugged` by itself.
    case vanished(node: String)
}

/// Watches serial ports and keyboards come and go, through the udev monitor: libserialport has none. USB devices that are
/// neither are the USB link's business.
///
/// It reports changes only. Start it first and list the ports then, and nothing is missed; a port that is attached
/// between the two is seen twice. A thread of its own waits for events; no timer runs.
package final class HotPlugMonitor: Sendable {
    private let watch: Watch
    /// Reports until the watch is ended.
    private let thread: JoinedThread

    /// Starts to watch. The sink is called on the monitor's own thread, in the order of events, until `stop`.
    package static func start(sink: @escaping @Sendable (HotPlugEvent) -> Void) throws(LinkError) -> HotPlugMonitor {
        let watch = try Watch(sink: sink)
        do {
            return HotPlugMonitor(watch, thread: try .start { watch.reportUntilEnd() })
        } catch {
            throw UdevMonitor.failure(error.code)
        }
    }

    private init(_ watch: Watch, thread: JoinedThread) {
        self.watch = watch
        self.thread = thread
    }

    deinit { stop() }

    /// Ends the watch and waits until its thread has ended; called from the sink, it does not wait. Calling it again
    /// does nothing.
    package func stop() {
        watch.ending.tell()
        thread.join()
    }
}

/// What the watching thread works on. The monitor is touched by that thread alone.
private final class Watch: Sendable {
    private let monitor: Mutex<UdevMonitor>
    private let descriptor: Int32
    let ending: EndSignal
    private let sink: @Sendable (HotPlugEvent) -> Void

    init(sink: @escaping @Sendable (HotPlugEvent) -> Void) throws(LinkError) {
        let listening = try UdevMonitor()
        do {
            ending = try EndSignal()
        } catch {
            throw UdevMonitor.failure(error.code)
        }
        descriptor = listening.descriptor
        monitor = Mutex(listening)
        self.sink = sink
    }

    func reportUntilEnd() {
        while ending.wait(for: descriptor) == .ready {
            if let event = monitor.withLock({ $0.next() }) { sink(event) }
        }
    }
}
