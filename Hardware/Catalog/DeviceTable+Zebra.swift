import Devices
import Drivers

extension DeviceTable {
    /// Zebra, formerly Motorola, formerly Symbol. The product id names the USB host type, not the model.
    static let zebra: [DeviceModel] = [
        DeviceModel(
            vendor: 0x05E0, product: .exactly(0x1701), name: "Zebra USB CDC host", verdict: .generic(.bells),
            quirks: [.needsSetupBarcode], sheet: sheet, source: Source.idList),
        .typing(
            vendor: 0x05E0, product: .exactly(0x1200), name: "Zebra HID keyboard", sheet: sheet,
            source: "\(Source.idList); espressif/esp-idf issue 12552 (DS6708)"),
        .ibm(
            vendor: 0x05E0, product: .exactly(0x1300), name: "Zebra IBM hand-held", sheet: "ibm-scanner.md",
            trust: .code,
            source: "published dump of a DS2208 in this mode"),
        .ibm(
            vendor: 0x05E0, product: .exactly(0x1400), name: "Zebra IBM table-top", sheet: "ibm-scanner.md",
            trust: .unconfirmed, source: "by analogy with 1300; no list has it"),
        .reporting(
            vendor: 0x05E0, product: .exactly(0x1500), name: "Zebra HID POS", quirks: [.descriptorDecides],
            sheet: "hid-pos-scanner.md", trust: .unconfirmed,
            source: "NielsLeenheer/WebHidBarcodeScanner takes the vendor's HID POS scanners; no list has the product id"
        ),
        DeviceModel(
            vendor: 0x05E0, product: .exactly(0x0600), name: "Symbol USB serial",
            quirks: [.vendorSerial, .unidirectional], sheet: sheet, trust: .code, source: "Linux symbolserial"),
    ]

    private static let sheet = "zebra-scanners.md"
}
