import Catalog
import Devices
import Foundation
import Testing

/// A device that nothing uses, and words its advice must have.
private struct Case: Sendable, CustomTestStringConvertible {
    var identity: DeviceIdentity
    var words: [String]
    var testDescription: String { identity.id.text }

    init(_ vendor: UInt16?, _ product: UInt16?, _ port: PortKind, name: String? = nil, words: [String]) {
        identity = DeviceIdentity(
            vendor: vendor, product: product, serialNumber: "SN-4711", node: "/dev/anything", port: port,
            portPath: "1-1.2",
            name: name)
        self.words = words
    }
}

@Suite("Advice for a device that nothing uses")
struct AdviceTests {
    @Test(
        "says what it is, what to add and where to read on",
        arguments: [
            Case(0x05E0, 0x1900, .vendorClass, words: ["05e0:1900", "SNAPI", "USB CDC Host", "zebra-scanners.md"]),
            Case(0x04F9, 0x209B, .printer, words: ["Brother QL", "tspl-printers.md"]),
            Case(0x1343, 0x0005, .printer, words: ["Citizen photo printer"]),
            Case(
                0x05E0, 0x1701, .serial,
                words: ["Zebra USB CDC host", "model: 05e0:1701", "scanners", "zebra-scanners.md"]),
            Case(
                0x04D9, 0x1603, .input, name: "USB Keyboard",
                words: [
                    "04d9:1603 \"USB Keyboard\" (keyboard)", "under scanners", "under keypads", "keyboard-scanner.md",
                    #"SUBSYSTEM=="input", KERNEL=="event*", ATTRS{idVendor}=="04d9", ATTRS{idProduct}=="1603""#,
                ]),
            Case(
                0x1234, 0x0001, .hid,
                words: ["class 03/00/00", "report descriptor", "under scanners", #"ATTR{idVendor}=="1234""#]),
            Case(
                0x03F0, 0x7777, .printer,
                words: ["language: zpl, tspl, cpcl or esc-pos", "under printers", "zpl-emulations.md"]),
            Case(nil, nil, .network, words: ["address: HOST:9100", "under printers"]),
            Case(0x046D, 0xC077, .bootMouse, words: ["class 03/01/02", "no scanner that a driver here can read"]),
            Case(0x0781, 0x5567, .disk, words: ["It is a disk"]),
            Case(0x1A86, 0x7523, .vendorClass, words: ["No driver here reads such an interface", "README.md"]),
        ])
    private func advises(known: Case) {
        let advice = DeviceTable.advice(for: known.identity)
        for word in known.words { #expect(advice.contains(word), "\(advice)") }
        #expect(!advice.contains("\n") && !advice.contains("SN-4711"))
    }

    @Test(
        "is complete for every kind of port, and every sheet it names is there",
        arguments: PortKind.every)
    func isComplete(port: PortKind) throws {
        let sheets = try Sheets.names()
        for name in ["keypad", String(repeating: "long \" name ", count: 100), nil] {
            for ids in [(0x1234, 0x5678), (nil, nil)] as [(UInt16?, UInt16?)] {
                let device = DeviceIdentity(vendor: ids.0, product: ids.1, node: "/dev/x", port: port, name: name)
                let advice = DeviceTable.advice(for: device)
                #expect(advice.hasSuffix(".") || advice.hasSuffix(").") || advice.hasSuffix("shows."))
                #expect(advice.count < AdviceLimit.characters)
                for sheet in advice.matches(of: /[a-z0-9-]+\.md/) {
                    #expect(sheets.contains(String(sheet.output)), "\(sheet.output)")
                }
            }
        }
    }

    @Test func `says that a serial port of the board cannot be named`() {
        let advice = DeviceTable.advice(for: DeviceIdentity(node: "/dev/ttyS0"))
        #expect(advice.contains("/dev/ttyS0") && advice.contains("USB adaptor") && !advice.contains("under printers"))
    }

    @Test func `names a sheet that is there for every device of the table and every one it cannot use`() throws {
        let sheets = try Sheets.names()
        for vendor in [0x05E0, 0x05F9, 0x0A5F, 0x0519, 0x08A6, 0x1343, 0x04F9] as [UInt16] {
            for product in [0x1900, 0x0700, 0x5204, 0x0009, 0x0003, 0x0051, 0x209B] as [UInt16] {
                let device = DeviceIdentity(vendor: vendor, product: product, node: "/dev/x", port: .printer)
                let named = DeviceTable.advice(for: device).matches(of: /[a-z0-9-]+\.md/).map { String($0.output) }
                #expect(!named.isEmpty && named.allSatisfy(sheets.contains), "\(device.id.text)")
            }
        }
    }
}
