/// A fake USB device in a socket of some bus, as its firmware model drives it. Its verbs return at once; the device does
/// them in order, on its own thread.
package protocol PluggedUSB: AnyObject, Sendable {
    var device: FakeUSBDevice { get }

    func tell(_ verb: USBFunction.Verb)

    /// Whether a host has it; always on a bus that is the host's own.
    var isImported: Bool { get }

    /// How many transfers with bytes have ended for the host since the plug: it gets them, whatever happens to the device then.
    var delivered: Int { get }

    /// Pulls the plug. Pulling it again does nothing.
    func unplug()
}

extension PluggedUSB {
    /// Has bytes for the host, cut into the endpoint's packets. They wait until the host asks for them.
    package func send(_ bytes: [UInt8], on endpoint: UInt8) { tell(.send(bytes, on: endpoint)) }

    /// Has packets for the host, exactly so: short ones end a transfer, empty ones too.
    package func send(packets: [[UInt8]], on endpoint: UInt8) { tell(.sendPackets(packets, on: endpoint)) }

    /// Stalls the next transfers of an endpoint, after what it was told to accept; `.max` for ever, 0 no more.
    package func stall(_ endpoint: UInt8, times: Int = 1) { tell(.stall(endpoint, times: times)) }

    /// Sends more than the host asked for, in its next transfers.
    package func babble(on endpoint: UInt8, times: Int = 1) { tell(.babble(endpoint, times: times)) }

    /// Takes so many bytes more and then none, as a printer without paper: 0 for none, nil for any number again.
    package func accept(_ bytes: Int?, on endpoint: UInt8) { tell(.accept(bytes, on: endpoint)) }
}
