import Devices
import InputLink
import SerialLink
import TCPLink
import USBLink

/// The doors of the box to its devices: what hangs on it now, and a link to any of it.
struct Doors {
    /// Printers in the network, which nothing announces.
    let network: [DeviceIdentity]
    /// Nil where the machine has no USB.
    var usb: USBBus?

    /// Everything that hangs on the box now, complete.
    var listing: [DeviceIdentity] { listKeyboards() + network + (usb?.listUSBInterfaces() ?? []) + listSerialPorts() }

    /// Opens a node by the door its wire asks for. The sink is called on a thread of the link's own, or of the USB bus, on
    /// which no link may be opened.
    func open(_ node: String, _ wire: Wire, sink: @escaping LinkSink) throws(LinkError) -> any Link {
        switch wire {
        case .serial(let settings): return try SerialPortLink.open(node, settings: settings, sink: sink)
        case .keys: return try KeyboardLink.open(node, sink: sink)
        case .network(let host, let port): return try NetworkLink.open(host: host, port: port, sink: sink)
        case .reports, .bulk, .bulkKept, .splitBulk:
            guard let usb else { throw LinkError(.unsupported, device: node, attempt: "open without USB") }
            return try USBInterfaceLink.open(node, wire: wire, on: usb, sink: sink)
        }
    }
}

extension Wire {
    /// Whether its links tell what happens on the thread of the USB bus.
    var isOnBus: Bool {
        switch self {
        case .reports, .bulk, .bulkKept, .splitBulk: true
        case .serial, .keys, .network: false
        }
    }
}
