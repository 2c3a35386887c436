import Devices
import Drivers

/// Entries that differ in little: one function for each kind, so that the table reads as one.
extension DeviceModel {
    /// A scanner that types: a keyboard of the operating system, grabbed. It can be told nothing.
    static func typing(
        vendor: UInt16, product: Product, name: String, quirks: Set<Quirk> = [], sheet: String,
        trust: Trust = .documented,
        source: String
    ) -> DeviceModel {
        DeviceModel(
            vendor: vendor, product: product, name: name, language: .keyboard(KeyboardSettings()), wire: .keys,
            quirks: quirks.union([.unidirectional]), sheet: sheet, trust: trust, source: source)
    }

    /// A scanner on USB HID POS. All of them ship as keyboards.
    static func reporting(
        vendor: UInt16, product: Product, name: String, settings: HIDPOSSettings = HIDPOSSettings(),
        quirks: Set<Quirk> = [], sheet: String, trust: Trust, source: String
    ) -> DeviceModel {
        DeviceModel(
            vendor: vendor, product: product, name: name, language: .hidPOS(settings), wire: .reports,
            quirks: quirks.union([.needsSetupBarcode]), sheet: sheet, trust: trust, source: source)
    }

    /// A scanner in IBM hand-held or table-top mode.
    static func ibm(
        vendor: UInt16, product: Product, name: String, sheet: String, trust: Trust, source: String
    ) -> DeviceModel {
        DeviceModel(
            vendor: vendor, product: product, name: name, language: .ibm(IBMSettings()), wire: .reports,
            quirks: [.needsSetupBarcode], sheet: sheet, trust: trust, source: source)
    }

    /// A numeric keypad, grabbed.
    static func keypad(vendor: UInt16, product: UInt16, name: String) -> DeviceModel {
        DeviceModel(
            vendor: vendor, product: .exactly(product), name: name, language: .keypad(.keyEvents), wire: .keys,
            quirks: [.unidirectional], sheet: "numeric-keypad.md", source: Source.idList)
    }

    /// A label or receipt printer on USB.
    static func printing(
        _ language: PrinterSettings.Language, vendor: UInt16, product: Product, name: String, dots: Int = 8,
        asksStatus: Bool = true, quirks: Set<Quirk> = [], sheet: String, trust: Trust = .documented, source: String
    ) -> DeviceModel {
        DeviceModel(
            vendor: vendor, product: product, name: name,
            language: .printer(
                PrinterSettings(language: language, dotsPerMillimetre: dots, asksStatus: asksStatus)),
            wire: quirks.contains(.noReattach) ? .bulkKept : .bulk, quirks: quirks, sheet: sheet, trust: trust,
            source: source)
    }
}
