package import Devices
package import FakeDevices

/// A device of a scenario's table that is no scanner: what it is and where it hangs.
package struct DevicePlace: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case cardReader(FakeCardReader.Configuration)
        case printer(FakeLabelPrinter.Configuration)
        case keypad(FakeKeypad.Configuration)
    }

    package var name: String
    package var kind: Kind
    package var lane: Int

    package init(_ name: String, _ kind: Kind, lane: Int = 1) {
        self.name = name
        self.kind = kind
        self.lane = lane
    }

    /// A card reader on a serial adaptor.
    package static let reader = DevicePlace(
        "reader", .cardReader(FakeCardReader.Configuration(identity: adaptor("SAM00017", 0))))

    /// A label printer: a Zebra on USB for ZPL, others on a serial adaptor.
    package static func printer(_ language: FakeLabelPrinter.Language) -> DevicePlace {
        let zebra = DeviceIdentity(
            vendor: 0x0A5F, product: 0x0080, serialNumber: "LP00042", node: "bus/usb/001/007#0",
            port: .usb(interface: 0, class: 7, subclass: 1, protocol: 2), portPath: "1-7", name: "ZTC GK420d")
        let identity = language == .zpl ? zebra : adaptor("LP00042", 1)
        return DevicePlace("printer", .printer(.init(identity: identity, language: language)))
    }

    private static func adaptor(_ serial: String, _ number: Int) -> DeviceIdentity {
        DeviceIdentity(
            vendor: 0x10C4, product: 0xEA60, serialNumber: serial, node: "ttyUSB\(number)", portPath: "1-\(number + 3)",
            name: "CP2102 USB to UART Bridge Controller")
    }

    package var identity: DeviceIdentity { firmware.identity }

    /// A device of this kind, freshly powered.
    package var firmware: any FakeFirmware {
        switch kind {
        case .cardReader(let configuration): FakeCardReader(configuration)
        case .printer(let configuration): FakeLabelPrinter(configuration)
        case .keypad(let configuration): FakeKeypad(configuration)
        }
    }

    /// Under which key of a lane it stands in the configuration.
    var key: String {
        switch kind {
        case .cardReader: "card-readers"
        case .printer: "printers"
        case .keypad: "keypads"
        }
    }

    /// Its entry there.
    var rule: String {
        let match =
            switch (identity.port, identity.serialNumber) {
            case (.network, _): "address: \(identity.node.dropFirst("tcp://".count))"
            case (_, let serial?): "serial: '\(serial)'"
            case (_, nil): "port: \(identity.portPath ?? "1-1")"
            }
        guard case .printer(let printer) = kind else { return "      - \(match)" }
        let language = printer.language == .escpos ? "esc-pos" : printer.language.rawValue
        return "      - \(match)\n        language: \(language)"
    }
}
