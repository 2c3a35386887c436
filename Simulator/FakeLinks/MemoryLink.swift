package import Devices
import Synchronization

/// A wire in memory: what the station sends goes to the fake at once, on the caller's thread, and the fake's events go to
/// the station's sink at once. Nothing waits and no clock runs, so that time can be virtual.
package final class MemoryLink: Link {
    private enum Wire {
        case plugged(LinkSink)
        case closed
    }

    private let node: String
    private let toDevice: @Sendable ([UInt8]) -> Void
    private let wire: Mutex<Wire>

    /// `toDevice` is the device's side of the wire; `sink` is the station's.
    package init(node: String, toDevice: @escaping @Sendable ([UInt8]) -> Void, sink: @escaping LinkSink) {
        self.node = node
        self.toDevice = toDevice
        wire = Mutex(.plugged(sink))
    }

    /// Fails with `disconnected` once unplugged or closed.
    package func send(_ bytes: [UInt8]) throws(LinkError) {
        guard sink != nil else { throw LinkError(.disconnected, device: node, attempt: "send \(bytes.count) bytes") }
        toDevice(bytes)
    }

    package func close() { wire.withLock { $0 = .closed } }

    /// Whether the station still holds the link.
    package var isOpen: Bool { sink != nil }

    /// Bytes from the device, in chunks as a link delivers them; lost when the link is closed.
    package func deliver(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty, let sink {
            sink(.bytes(Array(rest.prefix(LinkLimit.chunkBytes))))
            rest = rest.dropFirst(LinkLimit.chunkBytes)
        }
    }

    /// The device is pulled; told once, and not to a link that was closed.
    package func unplug() {
        let listening = sink
        close()
        listening?(.unplugged)
    }

    private var sink: LinkSink? {
        wire.withLock { wire in
            switch wire {
            case .plugged(let sink): sink
            case .closed: nil
            }
        }
    }
}
