import Devices
import Drivers

extension DeviceTable {
    /// Honeywell and what it bought: Metrologic (whose vendor id it uses), Hand Held Products, Intermec; and Youjie,
    /// its second brand. Metrologic made scanners, so that any keyboard and any serial port with its id is one.
    static let honeywell: [DeviceModel] = metrologic + honeywellByVendor + intermec

    private static let metrologic: [DeviceModel] = [
        DeviceModel(
            vendor: 0x0C2E, product: .exactly(0x0720), name: "Honeywell Metrologic bi-directional serial",
            verdict: .honeywell, quirks: [.vendorSerial, .needsSetupBarcode], sheet: sheet,
            source: "\(Source.idList); Linux metro-usb"),
        DeviceModel(
            vendor: 0x0C2E, product: .exactly(0x0700), name: "Honeywell Metrologic uni-directional serial",
            quirks: [.vendorSerial, .unidirectional, .needsSetupBarcode], sheet: sheet,
            source: "\(Source.idList); Linux metro-usb"),
        .typing(
            vendor: 0x0C2E, product: .exactly(0x0200), name: "Honeywell Metrologic MS7120", sheet: sheet,
            source: Source.idList),
        .typing(
            vendor: 0x0C2E, product: .exactly(0x0204), name: "Honeywell Metrologic MS7120 keyboard", sheet: sheet,
            source: Source.idList),
        .typing(
            vendor: 0x0C2E, product: .exactly(0x0206), name: "Honeywell Metrologic MS4980", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode; 020x are keyboards"),
        .ibm(
            vendor: 0x0C2E, product: .exactly(0x0007), name: "Honeywell Metrologic MS7120 IBM SurePOS",
            sheet: "ibm-scanner.md", trust: .unconfirmed,
            source: "\(Source.idList) for the ids; that its reports are those of the Zebra dump is not confirmed"),
    ]

    private static let honeywellByVendor: [DeviceModel] = [
        .reporting(
            vendor: 0x0C2E, product: .exactly(0x0907), name: "Honeywell Xenon 1900 HID POS", settings: redirecting,
            sheet: sheet, trust: .code, source: "nyholku/purejavahidapi issue 70"),
        .reporting(
            vendor: 0x0C2E, product: .exactly(0x0B8F), name: "Honeywell Voyager 1400g HID POS", settings: redirecting,
            sheet: sheet, trust: .code, source: "NielsLeenheer/WebHidBarcodeScanner, an early src/main.js"),
        .reporting(
            vendor: 0x0C2E, product: .any, name: "Honeywell HID POS", settings: redirecting,
            quirks: [.descriptorDecides],
            sheet: sheet, trust: .code,
            source: "NielsLeenheer/WebHidBarcodeScanner takes every product of the vendor whose usage page is 8C"),
        DeviceModel(
            vendor: 0x0C2E, product: .any, name: "Honeywell USB serial", wire: .serial(LineSettings(baudRate: 115_200)),
            verdict: .honeywell, quirks: [.needsSetupBarcode], sheet: sheet, trust: .unconfirmed,
            source: "vendor id from \(Source.idList), with Vuquest 3310g and Voyager 1400g; products vary by model"),
        .typing(
            vendor: 0x0C2E, product: .any, name: "Honeywell keyboard", sheet: sheet, trust: .unconfirmed,
            source: "vendor id from \(Source.idList); 1001 is one; products vary by model"),
        .reporting(
            vendor: 0x23D0, product: .any, name: "Youjie HID POS", settings: redirecting, quirks: [.descriptorDecides],
            sheet: sheet, trust: .code, source: "NielsLeenheer/WebHidBarcodeScanner"),
        .typing(
            vendor: 0x0536, product: .exactly(0x01CA), name: "Hand Held Products IT4800", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
    ]

    private static let intermec: [DeviceModel] = [
        .typing(
            vendor: 0x067E, product: .exactly(0x0801), name: "Intermec keyboard", sheet: sheet, source: Source.idList),
        DeviceModel(
            vendor: 0x067E, product: .exactly(0x0803), name: "Intermec virtual COM port", verdict: .generic(.bells),
            quirks: [.needsSetupBarcode], sheet: sheet, source: Source.idList),
        DeviceModel(
            vendor: 0x067E, product: .exactly(0x0805), name: "Intermec virtual COM port with camera",
            verdict: .generic(.bells), quirks: [.needsSetupBarcode], sheet: sheet, source: Source.idList),
        .reporting(
            vendor: 0x067E, product: .exactly(0x0809), name: "Intermec SG20 HID POS", sheet: sheet, trust: .code,
            source: "brokenthorn/learning-rust-usb-hid-barcode-scanner-server src/constants.rs"),
    ]

    /// Honeywell and Youjie deliver on their keyboard interface until feature report 254 is set.
    private static let redirecting = HIDPOSSettings(redirectsOutput: true)
    private static let sheet = "honeywell-scanners.md"
}
