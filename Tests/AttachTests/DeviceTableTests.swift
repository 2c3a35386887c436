import Catalog
import Devices
import Drivers
import Testing

/// Ids and port as the system tells them, and the name of the entry that must win.
struct Known: Sendable, CustomTestStringConvertible {
    var vendor: UInt16?
    var product: UInt16?
    var port = PortKind.serial
    var node = "/dev/ttyACM0"
    var name: String?

    var identity: DeviceIdentity { DeviceIdentity(vendor: vendor, product: product, node: node, port: port) }
    var testDescription: String { "\(identity.id.text) \(port) is \(name ?? "unknown")" }

    static func tty(_ vendor: UInt16, _ product: UInt16, _ name: String?) -> Known {
        Known(vendor: vendor, product: product, name: name)
    }

    static func keys(_ vendor: UInt16, _ product: UInt16, _ name: String?) -> Known {
        Known(vendor: vendor, product: product, port: .input, node: "/dev/input/event3", name: name)
    }

    static func usb(_ vendor: UInt16, _ product: UInt16, _ port: PortKind, _ name: String?) -> Known {
        Known(vendor: vendor, product: product, port: port, node: "/dev/bus/usb/001/004", name: name)
    }
}

/// Interfaces as devices have them.
extension PortKind {
    static let hid = PortKind.usb(interface: 0, class: 0x03, subclass: 0, protocol: 0)
    static let bootKeyboard = PortKind.usb(interface: 0, class: 0x03, subclass: 1, protocol: 1)
    static let bootMouse = PortKind.usb(interface: 0, class: 0x03, subclass: 1, protocol: 2)
    static let printer = PortKind.usb(interface: 0, class: 0x07, subclass: 1, protocol: 2)
    static let vendorClass = PortKind.usb(interface: 0, class: 0xFF, subclass: 0, protocol: 0)
    static let noClass = PortKind.usb(interface: 0, class: 0x00, subclass: 0, protocol: 0)
    static let disk = PortKind.usb(interface: 0, class: 0x08, subclass: 6, protocol: 0x50)
    static let every: [PortKind] = [
        .serial, .input, .network, .hid, .bootKeyboard, .bootMouse, .printer, .vendorClass, .noClass, .disk,
    ]
}

@Suite("The device table")
struct DeviceTableTests {
    @Test(
        "knows its devices, the exacter entry first",
        arguments: [
            .tty(0x05E0, 0x1701, "Zebra USB CDC host"),
            .tty(0x0C2E, 0x0720, "Honeywell Metrologic bi-directional serial"),
            .tty(0x0C2E, 0x0B6A, "Honeywell USB serial"),
            .tty(0x05F9, 0x4204, "Datalogic RS-232 emulation"),
            .tty(0x05F9, 0x4002, "Datalogic Magellan 800i USB COM"),
            .tty(0x1EAB, 0x1A06, "Newland USB CDC"),
            .tty(0x1EAB, 0x8306, "Newland USB CDC"),
            .tty(0x1EAB, 0x1A03, "USB serial scanner"),
            .tty(0x065A, 0x0009, "Opticon USB serial"),
            .tty(0x1FBB, 0x3850, "Cino USB CDC"),
            .tty(0x27DD, 0x0002, "Mindeo virtual COM port"),
            .tty(0x1234, 0x5678, "USB serial scanner"),
            Known(vendor: 0x0403, product: 0x6001, node: "/dev/ttyUSB0", name: "RS-232 scanner on an adaptor"),
            Known(vendor: nil, product: nil, node: "/dev/ttyS0", name: nil),
        ] as [Known])
    func knowsSerialPorts(known: Known) {
        #expect(DeviceTable.standard.model(for: known.identity)?.name == known.name)
    }

    @Test(
        "tells a device's modes and interfaces apart",
        arguments: [
            .keys(0x05E0, 0x1200, "Zebra HID keyboard"),
            .usb(0x05E0, 0x1300, .hid, "Zebra IBM hand-held"),
            .usb(0x05E0, 0x1300, .bootKeyboard, nil),
            .keys(0x05E0, 0x1300, nil),
            .usb(0x0C2E, 0x0907, .hid, "Honeywell Xenon 1900 HID POS"),
            .usb(0x0C2E, 0x0907, .bootKeyboard, nil),
            .keys(0x0C2E, 0x0907, "Honeywell keyboard"),
            .tty(0x0C2E, 0x0907, "Honeywell USB serial"),
            .usb(0x0C2E, 0x0007, .hid, "Honeywell Metrologic MS7120 IBM SurePOS"),
            .usb(0x0C2E, 0x7777, .hid, "Honeywell HID POS"),
            .usb(0x23D0, 0x7777, .hid, "Youjie HID POS"),
            .keys(0x1EAB, 0x1A03, "Newland keyboard"),
            .usb(0x1EAB, 0x1A10, .hid, "Newland HID POS"),
            .usb(0x1EAB, 0x1A06, .hid, nil),
            .usb(0x05F9, 0x1206, .hid, "Datalogic Gryphon OEM"),
            .usb(0x05F9, 0x7777, .hid, "Datalogic HID POS"),
            .usb(0x0400, 0xC35A, .vendorClass, "SAM ID-card reader"),
            .usb(0x0400, 0xC35A, .noClass, "SAM ID-card reader"),
            .usb(0x0400, 0xC35A, .printer, nil),
            .keys(0x13BA, 0x0001, "Konig CMP-KEYPAD12 keypad"),
            .keys(0x13BA, 0x0018, "PCP-BCG4209"),
            .usb(0x0A5F, 0x0081, .printer, "Zebra GK420t"),
            .usb(0x0A5F, 0x7777, .printer, "Zebra printer"),
            .usb(0x04B8, 0x0202, .vendorClass, "Epson UB-U05 (TM-T70, TM-T88IV)"),
            .usb(0x04B8, 0x0202, .disk, nil),
            .usb(0x1504, 0x0027, .printer, "Bixolon SLP-TX403"),
            .usb(0x1504, 0x001F, .printer, "Bixolon SRP-350II"),
        ] as [Known])
    func tellsInterfacesApart(known: Known) {
        #expect(DeviceTable.standard.model(for: known.identity)?.name == known.name)
    }

    @Test(
        "leaves alone what nobody named",
        arguments: [
            .keys(0x04D9, 0x1603, nil), .usb(0x04D9, 0x1603, .bootKeyboard, nil), .usb(0x046D, 0xC52B, .hid, nil),
            .usb(0x046D, 0xC077, .bootMouse, nil), .usb(0x03F0, 0x7777, .printer, nil),
            .usb(0x04F9, 0x0007, .printer, nil), .usb(0x1A86, 0x7523, .vendorClass, nil),
            .usb(0x0781, 0x5567, .disk, nil),
            Known(vendor: nil, product: nil, port: .network, node: "tcp://192.168.1.9:9100", name: nil),
        ] as [Known])
    func leavesAlone(known: Known) {
        #expect(DeviceTable.standard.model(for: known.identity) == nil)
        for role in DeviceModel.Role.allCases {
            #expect(DeviceTable.standard.model(for: known.identity, as: role, isNamed: false) == nil)
        }
    }

    @Test(
        "takes what a rule names for what the rule says",
        arguments: [
            (.keys(0x04D9, 0x1603, "Keyboard scanner"), .scanner),
            (.keys(0x04D9, 0x1603, "Keyboard as numeric keypad"), .keypad),
            (.keys(0x05E0, 0x1200, "Zebra HID keyboard"), .scanner),
            (.keys(0x05E0, 0x1200, "Keyboard as numeric keypad"), .keypad),
            (.usb(0x1234, 0x0001, .hid, "USB HID POS scanner"), .scanner),
            (.usb(0x03F0, 0x7777, .printer, "USB printer"), .printer),
            (.usb(0x04F9, 0x2091, .printer, "Brother TD label printer in FBPL"), .printer),
            (.tty(0x1A86, 0x7523, "SAM ID-card reader on a serial port"), .cardReader),
            (.tty(0x1A86, 0x7523, "Printer on a serial port"), .printer),
            (.tty(0x1A86, 0x7523, "USB serial scanner"), .scanner), (.tty(0x1A86, 0x7523, nil), .keypad),
            (.usb(0x04D9, 0x1603, .bootKeyboard, nil), .scanner), (.usb(0x1A86, 0x7523, .vendorClass, nil), .printer),
            (.usb(0x1A86, 0x7523, .vendorClass, nil), .cardReader),
            (
                Known(vendor: nil, product: nil, port: .network, node: "tcp://a:9100", name: "Printer in the network"),
                .printer
            ),
        ] as [(Known, DeviceModel.Role)])
    func takesWhatIsNamed(known: Known, role: DeviceModel.Role) {
        #expect(DeviceTable.standard.model(for: known.identity, as: role, isNamed: true)?.name == known.name)
    }

    @Test(
        "knows a keypad by a word in its name",
        arguments: [
            ("USB Keypad", "Numeric keypad by its name"), ("NUMERIC pad", "Numeric keypad by its name"),
            ("SIGMACHIP Usb Keyboard", "Keyboard as numeric keypad"), (nil, "Keyboard as numeric keypad"),
        ] as [(String?, String)])
    func knowsKeypads(name: String?, entry: String) {
        let pad = DeviceIdentity(
            vendor: 0x04D9, product: 0xA02A, node: "/dev/input/event7", port: .input, portPath: "1-1", name: name)
        #expect(DeviceTable.standard.model(for: pad, as: .keypad, isNamed: true)?.name == entry)
        #expect(DeviceTable.standard.model(for: pad) == nil)
    }
}
