import CTestbed
import FakeUSB
import Synchronization

extension FakeWorld {
    func plug(_ device: FakeUSBDevice, firmware: FakeUSBFirmware) throws(TestbedError) -> USBWire {
        try contents.withLock { (contents) throws(TestbedError) -> USBWire in
            if contents.usbWires.count >= TestbedLimit.usbDevices {
                throw .failed("no more than \(TestbedLimit.usbDevices) fake USB devices")
            }
            let others = contents.wires.map(\.device.portPath) + contents.usbWires.map(\.device.portPath)
            if others.contains(device.portPath) || contents.hubs[device.portPath] != nil {
                throw .taken(device.portPath)
            }
            try contents.addHubs(to: device, others: others)
            let wire = USBWire(device: device, number: try contents.nextUSBNumber(), firmware: firmware)
            try wire.plug(into: contents.bed)
            contents.usbWires.append(wire)
            return wire
        }
    }

    /// Detaches a device; nothing if it is detached already.
    func unplug(_ wire: USBWire) {
        contents.withLock { contents in
            guard contents.usbWires.contains(where: { $0 === wire }) else { return }
            contents.usbWires.removeAll { $0 === wire }
            wire.unplug(from: contents.bed)
        }
        wire.function.end()
    }
}

extension FakeWorld.Contents {
    /// The next number that the bus gives, as the kernel counts: upwards, and from 1 again after the last.
    mutating func nextUSBNumber() throws(TestbedError) -> Int32 {
        let taken = Set(usbWires.map(\.number) + hubs.values)
        for _ in 0..<TestbedLimit.usbNumbers {
            lastUSBNumber = lastUSBNumber % TestbedLimit.usbNumbers + 1
            if !taken.contains(lastUSBNumber) { return lastUSBNumber }
        }
        throw .failed("no more numbers on the fake USB")
    }

    /// Makes the hubs that a device hangs on.
    mutating func addHubs(to device: FakeUSBDevice, others: [String]) throws(TestbedError) {
        for path in ["usb\(device.bus)"] + device.hubPaths where hubs[path] == nil {
            if others.contains(path) { throw .taken(path) }
            let number = try nextUSBNumber()
            var failure = [CChar](repeating: 0, count: 256)
            let added = FakeUSBDevice.hub(portPath: path).withC(bus: device.bus, number: number) { description in
                testbed_usb_add_hub(bed, &description, &failure, failure.count)
            }
            if !added { throw .failed("hub \(path): \(text(of: failure))") }
            hubs[path] = number
        }
    }
}
