import Devices
import Drivers

extension DeviceTable {
    /// Datalogic, mostly under the vendor id of PSC, which it bought.
    static let datalogic: [DeviceModel] = datalogicSerial + datalogicKeyboards + datalogicReports

    private static let datalogicSerial: [DeviceModel] = [
        DeviceModel(
            vendor: 0x05F9, product: .exactly(0x4204), name: "Datalogic RS-232 emulation", verdict: .datalogic,
            quirks: [.refusalDisables, .needsSetupBarcode], sheet: sheet,
            source: "\(Source.idList); PowerScan product reference guide, appendix E"),
        DeviceModel(
            vendor: 0x05F9, product: .exactly(0x4002), name: "Datalogic Magellan 800i USB COM", verdict: .datalogic,
            quirks: [.refusalDisables, .needsSetupBarcode], sheet: "magellan-800i.md", trust: .code,
            source: "Linux drivers/usb/class/cdc-acm.c (no union descriptor); Magellan 800i manual page 161"),
    ]

    private static let datalogicKeyboards: [DeviceModel] = [
        .typing(
            vendor: 0x05F9, product: .exactly(0x2206), name: "Datalogic Gryphon keyboard", sheet: sheet,
            source: Source.idList),
        .typing(
            vendor: 0x05F9, product: .exactly(0x220C), name: "Datalogic Gryphon GD4430 keyboard", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode; 22xx are keyboards"),
        .typing(
            vendor: 0x05F9, product: .exactly(0x2202), name: "Datalogic hand-held keyboard", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode; 22xx are keyboards"),
        .typing(
            vendor: 0x05F9, product: .exactly(0x2601), name: "Datalogic Magellan 1000i", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
        .typing(
            vendor: 0x05F9, product: .exactly(0x2602), name: "Datalogic Magellan 1100i", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
        .typing(
            vendor: 0x080C, product: .exactly(0x0300), name: "Datalogic Gryphon D120", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
        .typing(
            vendor: 0x080C, product: .exactly(0x0600), name: "Datalogic Gryphon M100", sheet: sheet,
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
    ]

    private static let datalogicReports: [DeviceModel] = [
        .ibm(
            vendor: 0x05F9, product: .exactly(0x1206), name: "Datalogic Gryphon OEM", sheet: "ibm-scanner.md",
            trust: .unconfirmed,
            source: "\(Source.idList) for the ids; that its reports are those of the Zebra dump is not confirmed"),
        .ibm(
            vendor: 0x05F9, product: .exactly(0x120C), name: "Datalogic Gryphon GD4430 OEM", sheet: "ibm-scanner.md",
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode; 1206 is OEM"),
        .ibm(
            vendor: 0x05F9, product: .exactly(0x1104), name: "Datalogic Magellan 2200VS OEM", sheet: "ibm-scanner.md",
            trust: .unconfirmed, source: "\(Source.idList), which does not say the mode"),
        .reporting(
            vendor: 0x05F9, product: .any, name: "Datalogic HID POS", quirks: [.descriptorDecides], sheet: sheet,
            trust: .code, source: "NielsLeenheer/WebHidBarcodeScanner takes the vendor's HID POS scanners"),
    ]

    private static let sheet = "datalogic-scanners.md"
}
