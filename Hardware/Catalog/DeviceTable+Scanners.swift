import Devices
import Drivers

extension DeviceTable {
    /// Scanners of other makers.
    static let scanners: [DeviceModel] = [
        DeviceModel(
            vendor: 0x065A, product: .exactly(0x0009), name: "Opticon USB serial", verdict: .generic(.bells),
            quirks: [.vendorSerial], sheet: sheet, source: "\(Source.idList); Linux opticon"),
        .typing(
            vendor: 0x065A, product: .exactly(0x0001), name: "Opticon keyboard", sheet: sheet, source: Source.idList),
        DeviceModel(
            vendor: 0x1FBB, product: .exactly(0x3850), name: "Cino USB CDC", verdict: .generic(.bells), sheet: sheet,
            trust: .code, source: "votingworks/vxsuite"),
        DeviceModel(
            vendor: 0x27DD, product: .exactly(0x0002), name: "Mindeo virtual COM port", verdict: .generic(.bells),
            quirks: [.needsSetupBarcode], sheet: sheet, source: Source.idList),
        .typing(
            vendor: 0x24EA, product: .exactly(0x0197), name: "Meva barcode scanner", sheet: sheet, trust: .unconfirmed,
            source: "\(Source.idList), which does not say the mode"),
        DeviceModel(
            vendor: 0x0DB5, product: .exactly(0x0139), name: "Access IS barcode module CDC", sheet: sheet,
            source: Source.idList),
        .typing(
            vendor: 0x0DB5, product: .exactly(0x013A), name: "Access IS barcode module keyboard", sheet: sheet,
            source: Source.idList),
        .reporting(
            vendor: 0x0DB5, product: .exactly(0x013B), name: "Access IS barcode module HID",
            quirks: [.descriptorDecides],
            sheet: sheet, trust: .documented, source: "\(Source.idList); Access-IS LSR118 manual, appendix B.1"),
        DeviceModel(
            vendor: nil, product: .any, nodePrefix: "/dev/tty", name: "SSI scanner on an adaptor",
            language: .ssi(SSISettings()), quirks: [.fallback, .onlyByName, .needsSetupBarcode],
            sheet: "ssi-scanner.md",
            source: "9600 8N1 and ACK/NAK handshaking, the defaults of Zebra's SSI (DS9908 and DS8108 guides)"),
    ]

    /// Scanners without a maker's name that type. Their ids are those of the chip inside, and some are somebody else's.
    static let keyboards: [DeviceModel] = [
        .typing(
            vendor: 0x0581, product: .exactly(0x020C), name: "Tera 2D EVHK0012", sheet: typing, source: Source.idList),
        .typing(
            vendor: 0x0581, product: .exactly(0x0115), name: "Tera 5100", sheet: typing, trust: .unconfirmed,
            source: "\(Source.idList), which does not say the mode"),
        .typing(
            vendor: 0x0581, product: .exactly(0x011C), name: "Tera 5100 radio receiver", sheet: typing,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
        .typing(
            vendor: 0x0581, product: .exactly(0x0107), name: "Tera 2.4 GHz radio receiver", sheet: typing,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
        .typing(
            vendor: 0x0218, product: .exactly(0x0210), name: "No-name keyboard scanner", sheet: typing, trust: .code,
            source: "espressif/esp-usb issue 26; the vendor id belongs to another maker"),
        .typing(
            vendor: 0x0416, product: .exactly(0xC141), name: "Winbond keyboard scanner", sheet: typing,
            source: "\(Source.idList); RobotnikAutomation robotnik_barcode_scanner (an event node)"),
        .typing(
            vendor: 0x13BA, product: .exactly(0x0018), name: "PCP-BCG4209", sheet: typing,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
        .typing(
            vendor: 0xFFFF, product: .exactly(0x0035), name: "No-name keyboard scanner (FFFF)", sheet: typing,
            trust: .code,
            source: "markusressel/barcode-server README; FFFF is nobody's vendor id"),
    ]

    private static let sheet = "other-scanners.md"
    private static let typing = "keyboard-scanner.md"
}
