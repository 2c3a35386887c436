import CLibUSB
import Devices
import Glibc
import Synchronization

/// libusb's events, handled on one thread: transfers that are over, devices that come and go, and orders that must not
/// run inside a callback of libusb's (closing, clearing a halt).
///
///     run: orders due? -> do them; ending and no line left? -> return; else sleep in libusb until something happens
///
/// No timer runs but for an order that was put off.
final class USBEvents: Sendable {
    typealias Order = @Sendable () -> Void

    /// The one owner of a library context.
    private struct Library: ~Copyable, @unchecked Sendable {
        let context: OpaquePointer

        init() throws(LinkError) {
            var created: OpaquePointer?
            let result = libusb_init(&created)
            guard result == 0, let created else { throw LinkError(usbCode: result, device: "USB", attempt: "start") }
            context = created
        }

        deinit { libusb_exit(context) }
    }

    private struct Shared {
        var orders: [(due: ContinuousClock.Instant, order: Order)] = []
        var lines: [ObjectIdentifier: USBLine] = [:]
        var isEnding = false
        var isTold = false
        var thread: pthread_t?
    }

    private let library: Library
    private let shared = Mutex(Shared())
    private let changed: Order
    /// Whether the event thread is inside the library.
    private let isInLibrary = Atomic(false)

    init(changed: @escaping Order) throws(LinkError) {
        library = try Library()
        self.changed = changed
    }

    var context: OpaquePointer { library.context }

    /// Whether the caller runs on the event thread, inside a sink perhaps: it must not wait for events.
    var isEventThread: Bool {
        shared.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Whether the caller runs inside a callback of libusb's, where nothing can be opened or closed.
    var isInCallback: Bool { isEventThread && isInLibrary.load(ordering: .relaxed) }

    /// Runs an order on the event thread, outside of libusb's callbacks.
    func soon(_ order: @escaping Order) { later(.zero, order) }

    func later(_ pause: Duration, _ order: @escaping Order) {
        shared.withLock { $0.orders.append((.now + pause, order)) }
        libusb_interrupt_event_handler(context)
    }

    /// Keeps a line until it is closed; false when the events are ending.
    func add(_ line: USBLine) -> Bool {
        shared.withLock { shared in
            if shared.isEnding { return false }
            shared.lines[ObjectIdentifier(line)] = line
            return true
        }
    }

    func remove(_ line: USBLine) { shared.withLock { $0.lines[ObjectIdentifier(line)] = nil } }

    /// Closes all lines and lets `run` return.
    func end() {
        let lines = shared.withLock { shared in
            shared.isEnding = true
            return Array(shared.lines.values)
        }
        for line in lines { line.beginClosing() }
        libusb_interrupt_event_handler(context)
    }

    func run() {
        shared.withLock { $0.thread = pthread_self() }
        while true {
            let (due, pause, isOver) = shared.withLock { Self.next(&$0) }
            for order in due { order() }
            if isOver { return }
            if due.isEmpty { handleEvents(for: pause) }
        }
    }

    private static func next(_ shared: inout Shared) -> (due: [Order], pause: Duration, isOver: Bool) {
        let now = ContinuousClock.Instant.now
        let due = shared.orders.filter { $0.due <= now }.map(\.order)
        shared.orders.removeAll { $0.due <= now }
        let next = shared.orders.map(\.due).min() ?? now + USBLimit.longestSleep
        return (due, now.duration(to: next), shared.isEnding && shared.lines.isEmpty && due.isEmpty)
    }

    private func handleEvents(for pause: Duration) {
        let (seconds, attoseconds) = pause.components
        // Rounded up, so that an order that was put off is due afterwards.
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000) + 1)
        if time.tv_usec > 999_999 { time = timeval(tv_sec: time.tv_sec + 1, tv_usec: 0) }
        isInLibrary.store(true, ordering: .relaxed)
        let result = libusb_handle_events_timeout_completed(context, &time, nil)
        isInLibrary.store(false, ordering: .relaxed)
        // A library that fails at once must not keep a processor busy.
        if result != 0 && result != LIBUSB_ERROR_INTERRUPTED.rawValue { usleep(10_000) }
    }
}

// MARK: - Coming and going

extension USBEvents {
    /// Watches for devices until `unwatch`; the callback's context is this object, unretained.
    func watch() throws(LinkError) -> Int32 {
        if libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG.rawValue) == 0 {
            throw LinkError(.unsupported, device: "USB", attempt: "watch devices come and go")
        }
        var handle: Int32 = 0
        let result = usb_watch(
            context,
            { _, device, event, context in
                guard let device, let context else { return 0 }
                let events = Unmanaged<USBEvents>.fromOpaque(context).takeUnretainedValue()
                events.changed(USBPointer(raw: device), hasLeft: event == LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque(), &handle)
        if result != 0 { throw LinkError(usbCode: result, device: "USB", attempt: "watch devices come and go") }
        return handle
    }

    func unwatch(_ handle: Int32) { libusb_hotplug_deregister_callback(context, handle) }

    private func changed(_ device: USBPointer, hasLeft: Bool) {
        if hasLeft {
            for line in shared.withLock({ Array($0.lines.values) }) where line.device == device { line.lost() }
        }
        let isFirst = shared.withLock { shared in
            defer { shared.isTold = true }
            return !shared.isTold
        }
        if isFirst { soon { self.tellChanged() } }
    }

    /// Tells once for all that came and went since it was last told.
    private func tellChanged() {
        let isEnding = shared.withLock { shared in
            shared.isTold = false
            return shared.isEnding
        }
        if !isEnding { changed() }
    }
}
