import CLibUSB
package import Devices
import Glibc
import Synchronization

/// An interface of a USB device as a link, through libusb: HID reports, a bulk stream, or frames split over two pairs
/// of bulk endpoints.
///
/// Sinks are called on the bus's event thread, in order. A transfer that stalls, breaks or brings too much is mended
/// and tried again with growing pauses; a device that keeps on breaking transfers is given up as if it were unplugged.
/// When the device goes, it is closed first and then `unplugged` is delivered, once. A link that was closed by its
/// owner delivers nothing more, neither answers that are under way.
package final class USBInterfaceLink: Link {
    private let line: USBLine
    /// Its thread is the link's too.
    private let bus: USBBus

    /// Opens a node such as `/dev/bus/usb/001/004#1`, takes its interface from the kernel's driver and claims it. The
    /// sink may be called before it returns. It must not be called from the sink of another link of this bus.
    ///
    /// Errors: `notFound`, `permissionDenied` (the udev rules are missing), `busy` (another program has the interface),
    /// `unsupported` (the interface has no endpoints for such a wire), `disconnected` (it went away meanwhile, or the
    /// bus was stopped).
    package static func open(
        _ node: String, wire: Wire, on bus: USBBus, sink: @escaping LinkSink
    ) throws(LinkError) -> USBInterfaceLink {
        precondition(
            !bus.events.isInCallback, "a sink of a USB link cannot open another: libusb is busy with the first")
        guard let name = USBNode(node), access(name.file, F_OK) == 0 else {
            throw LinkError(.notFound, device: node, attempt: "open")
        }
        let line = try bus.events.withDevices { (devices) throws(LinkError) -> USBLine in
            let device = devices.first { device in
                libusb_get_bus_number(device.raw) == name.bus && libusb_get_device_address(device.raw) == name.address
            }
            guard let device else { throw LinkError(.notFound, device: node, attempt: "open") }
            guard let route = USBRoute(wire, among: settings(of: device).filter { $0.interface == name.interface })
            else { throw LinkError(.unsupported, device: node, attempt: "find its endpoints") }
            let handle = try USBHandle(device, route.setting, node: node, givesBack: wire != .bulkKept)
            return USBLine(
                handle, device: device, route: route, node: node, wire: wire, events: bus.events, sink: sink)
        }
        if !bus.events.add(line) { throw LinkError(.disconnected, device: node, attempt: "open") }
        line.start()
        return USBInterfaceLink(line, bus: bus)
    }

    private init(_ line: USBLine, bus: USBBus) {
        self.line = line
        self.bus = bus
    }

    deinit { close() }

    package func send(_ bytes: [UInt8]) throws(LinkError) { try line.send(bytes) }

    package func request(_ request: ControlRequest) throws(LinkError) { try line.request(request) }

    /// Closes the device, gives it back to the kernel's driver, and waits until that is done; called from a sink, it
    /// does not wait. Calling it again does nothing.
    package func close() { line.close() }
}
