import CUdev
import Devices
import Glibc

/// The one owner of a udev monitor of serial ports and input devices: it listens from `init` to `deinit`.
///
/// It listens to what udev has finished with, not to the bare kernel: when a port is reported its node exists and has
/// its permissions.
struct UdevMonitor: ~Copyable {
    /// Becomes readable when something was attached or detached.
    let descriptor: Int32
    private let library: OpaquePointer
    private let monitor: OpaquePointer

    init() throws(LinkError) {
        guard let library = udev_new() else { throw Self.failure(errno) }
        guard let monitor = udev_monitor_new_from_netlink(library, "udev") else {
            let failure = Self.failure(errno)
            udev_unref(library)
            throw failure
        }
        var result: Int32 = 0
        for subsystem in ["tty", "input"] where result >= 0 {
            result = udev_monitor_filter_add_match_subsystem_devtype(monitor, subsystem, nil)
        }
        if result >= 0 { result = udev_monitor_enable_receiving(monitor) }
        if result < 0 {
            udev_monitor_unref(monitor)
            udev_unref(library)
            throw Self.failure(-result)
        }
        self.library = library
        self.monitor = monitor
        descriptor = udev_monitor_get_fd(monitor)
    }

    deinit {
        udev_monitor_unref(monitor)
        udev_unref(library)
    }

    /// The next event; nil when it says nothing of a port that came or went.
    borrowing func next() -> HotPlugEvent? {
        guard let device = udev_monitor_receive_device(monitor) else { return nil }
        defer { udev_device_unref(device) }
        guard let action = udev_device_get_action(device), let node = udev_device_get_devnode(device) else {
            return nil
        }
        switch String(cString: action) {
        case "add": return .appeared(node: String(cString: node))
        case "remove": return .vanished(node: String(cString: node))
        default: return nil
        }
    }

    static func failure(_ code: Int32) -> LinkError {
        LinkError(
            .other(code: code, text: String(cString: strerror(code))), device: "udev", attempt: "watch devices")
    }
}
