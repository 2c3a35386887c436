import CTestbed
package import FakeUSB

/// A fake USB device that is plugged into the testbed.
package final class TestbedUSBDevice: PluggedUSB {
    private let wire: USBWire
    private let world: FakeWorld

    init(wire: USBWire, world: FakeWorld) {
        self.wire = wire
        self.world = world
    }

    package var device: FakeUSBDevice { wire.device }

    /// `/dev/bus/usb/001/004`; another with every plug.
    package var node: String {
        let number = { (value: Int32) in String(repeating: "0", count: max(0, 3 - "\(value)".count)) + "\(value)" }
        return "/dev/bus/usb/\(number(wire.device.bus))/\(number(wire.number))"
    }

    package var isImported: Bool { true }

    package func tell(_ verb: USBFunction.Verb) { wire.function.tell(verb) }

    /// How many transfers with bytes have ended for the host since the plug: it gets them, whatever happens to the device then.
    package var delivered: Int { wire.function.delivered }

    /// How many programs hold the device open; 0 once unplugged.
    package var programs: Int { wire.programs }

    /// What has become of an interface; nothing once unplugged.
    package func interface(_ number: UInt8) -> FakeInterfaceState { FakeInterfaceState(wire.state(of: number)) }

    /// Pulls the plug: transfers end, then the removal is told. Nothing reaches the firmware once it returned, unless
    /// it is called from the firmware itself. Pulling it again does nothing. Plug again through `Testbed.plugUSB`.
    package func unplug() { world.unplug(wire) }
}

/// What has become of an interface since its device was plugged in.
package struct FakeInterfaceState: Hashable, Sendable {
    /// Whether the kernel's driver holds it.
    package var hasDriver: Bool
    /// Whether a program holds it.
    package var isClaimed: Bool
    /// How often each happened.
    package var detached: Int
    package var attached: Int
    package var claimed: Int
    package var released: Int

    init(_ state: testbed_usb_interface_state) {
        hasDriver = state.has_driver
        isClaimed = state.is_claimed
        detached = Int(state.detached)
        attached = Int(state.attached)
        claimed = Int(state.claimed)
        released = Int(state.released)
    }
}

extension Testbed {
    /// Attaches a USB device that is no serial port. Hubs on its way are made, and stay.
    ///
    /// Fails with `taken` where another device hangs on the port.
    package func plugUSB(
        _ device: FakeUSBDevice, firmware: FakeUSBFirmware = FakeUSBFirmware()
    ) throws(TestbedError) -> TestbedUSBDevice {
        TestbedUSBDevice(wire: try world.plug(device, firmware: firmware), world: world)
    }
}
