package import Devices
package import FakeDevices
import Glibc

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
    /// The entry of the device table it is named by in the configuration; nil for a device that its ids tell.
    package var entry: String?

    package init(_ name: String, _ kind: Kind, lane: Int = 1, entry: String? = nil) {
        self.entry = entry
        self.name = name
        self.kind = kind
        self.lane = lane
    }

    /// A card reader on a serial adaptor.
    package static let reader = DevicePlace(
        "reader", .cardReader(FakeCardReader.Configuration(identity: adaptor("SAM00017", 0))))

    /// A card reader on USB with one pair of bulk pipes, in the packets of which a reply comes.
    package static let packetReader = DevicePlace(
        "reader", .cardReader(.init(identity: samReader(0x0400, 0xC35A), chunks: .packets(64))))

    /// A card reader on USB with two pairs of pipes, which only its name in the configuration tells from others.
    package static let twoPipeReader = DevicePlace(
        "reader", .cardReader(.init(identity: samReader(0x0400, 0xC35B), chunks: .headerAndBody)),
        entry: "SAM ID-card reader with two pipe pairs")

    private static func samReader(_ vendor: UInt16, _ product: UInt16) -> DeviceIdentity {
        DeviceIdentity(
            vendor: vendor, product: product, serialNumber: "SAM00018", node: "bus/usb/001/009#0",
            port: .usb(interface: 0, class: 0xFF, subclass: 0, protocol: 0), portPath: "1-9", name: "SAM")
    }

    /// A label printer in the network, on a loopback address of its own for each process.
    package static func networkPrinter(_ language: FakeLabelPrinter.Language) -> DevicePlace {
        let number = UInt32(truncatingIfNeeded: getpid())
        let address = "127.\(64 + number >> 16 & 0x3F).\(number >> 8 & 0xFF).\(number & 0xFF)"
        let identity = DeviceIdentity(node: "tcp://\(address):9100", port: .network)
        return DevicePlace("printer", .printer(.init(identity: identity, language: language)))
    }

    /// A label printer: a Zebra on USB for ZPL, others on a serial adaptor.
    package static func printer(_ language: FakeLabelPrinter.Language) -> DevicePlace {
        let zebra = DeviceIdentity(
            vendor: 0x0A5F, product: 0x0080, serialNumber: "LP00042", node: "bus/usb/001/007#0",
            port: .usb(interface: 0, class: 7, subclass: 1, protocol: 2), portPath: "1-7", name: "ZTC GK420d")
        let identity = language == .zpl ? zebra : adaptor("LP00042", 1)
        return DevicePlace("printer", .printer(.init(identity: identity, language: language)))
    }

    /// A label printer on USB that the kernel's driver gets back after work: a TSC.
    package static let printerOfUSB = DevicePlace(
        "printer",
        .printer(
            .init(
                identity: DeviceIdentity(
                    vendor: 0x1203, product: 0x0140, serialNumber: "LP00043", node: "bus/usb/001/007#0",
                    port: .usb(interface: 0, class: 7, subclass: 1, protocol: 2), portPath: "1-7", name: "TTP-245C"),
                language: .tspl)))

    private static func adaptor(_ serial: String, _ number: Int) -> DeviceIdentity {
        DeviceIdentity(
            vendor: 0x10C4, product: 0xEA60, serialNumber: serial, node: "ttyUSB\(number)", portPath: "1-\(number + 3)",
            name: "CP2102 USB to UART Bridge Controller")
    }

    package var identity: DeviceIdentity { firmware.identity }

    /// The same under another name in socket `1-number`, without a serial number unless it is the only one of its kind.
    package func inSocket(_ number: Int, isAlone: Bool, name: String) -> DevicePlace {
        var place = self
        place.name = name
        switch kind {
        case .cardReader(var configuration):
            configuration.identity = identity.inSocket(number, isAlone: isAlone)
            place.kind = .cardReader(configuration)
        case .printer(var configuration):
            configuration.identity = identity.inSocket(number, isAlone: isAlone)
            place.kind = .printer(configuration)
        case .keypad(var configuration):
            configuration.identity = identity.inSocket(number, isAlone: isAlone)
            place.kind = .keypad(configuration)
        }
        return place
    }

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
        guard case .printer(let printer) = kind else {
            return "      - \(match)" + (entry.map { "\n        entry: \($0)" } ?? "")
        }
        let language = printer.language == .escpos ? "esc-pos" : printer.language.rawValue
        return "      - \(match)\n        language: \(language)"
    }
}
