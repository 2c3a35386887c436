import Devices
import InputLink
import SerialLink
import TCPLink

/// The doors of the box to its devices: what hangs on it now, and a link to any of it.
struct Doors {
    /// Printers in the network, which nothing announces.
    let network: [DeviceIdentity]

    /// Everything that hangs on the box now, complete. What cannot be listed is told to `trouble`, and the rest is given.
    func listing(trouble: (LinkError) -> Void) -> [DeviceIdentity] {
        var found = listKeyboards() + network
        do {
            found += try listSerialPorts()
        } catch {
            trouble(error)
        }
        return found
    }

    /// Opens a node by the door its wire asks for. The sink is called on a thread of the link's own.
    func open(_ node: String, _ wire: Wire, sink: @escaping LinkSink) throws(LinkError) -> any Link {
        switch wire {
        case .serial(let settings): try SerialPortLink.open(node, settings: settings, sink: sink)
        case .keys: try KeyboardLink.open(node, sink: sink)
        case .network(let host, let port): try NetworkLink.open(host: host, port: port, sink: sink)
        case .reports, .bulk, .splitBulk: throw LinkError(.unsupported, device: node, attempt: "open")
        }
    }
}
