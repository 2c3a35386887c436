import Devices
import Drivers

extension DeviceTable {
    /// What the kind of a port alone tells, for devices of makers that no entry names.
    static let fallbacks: [DeviceModel] = serialFallbacks + keyFallbacks + printerFallbacks

    private static let serialFallbacks: [DeviceModel] = [
        DeviceModel(
            vendor: nil, product: .any, nodePrefix: "/dev/ttyACM", name: "USB serial scanner",
            verdict: .generic(.bells),
            quirks: [.fallback], trust: .unconfirmed, source: "USB communications device class; line protocol"),
        DeviceModel(
            vendor: nil, product: .any, nodePrefix: "/dev/ttyUSB", name: "RS-232 scanner on an adaptor",
            verdict: .generic(.bells), quirks: [.fallback], trust: .unconfirmed,
            source: "9600 8N1, the default of most RS-232 scanners"),
    ]

    private static let keyFallbacks: [DeviceModel] = [
        DeviceModel(
            vendor: nil, product: .any, name: "USB HID POS scanner", language: .hidPOS(HIDPOSSettings()),
            wire: .reports,
            quirks: [.fallback, .needsRule, .needsSetupBarcode, .descriptorDecides], sheet: "hid-pos-scanner.md",
            trust: .unconfirmed, source: "USB HID POS usage tables 1.02"),
        DeviceModel(
            vendor: nil, product: .any, name: "Keyboard scanner", language: .keyboard(KeyboardSettings()), wire: .keys,
            quirks: [.fallback, .needsRule, .unidirectional], sheet: "keyboard-scanner.md", trust: .unconfirmed,
            source: "a keyboard of the operating system; US layout, Enter behind a reading"),
        DeviceModel(
            vendor: nil, product: .any, name: "Keyboard scanner read as USB reports",
            language: .keyboard(KeyboardSettings(form: .bootReports)), wire: .reports,
            quirks: [.fallback, .onlyByName], sheet: "keyboard-scanner.md", trust: .unconfirmed,
            source: "USB HID 1.11, appendix B: boot keyboard"),
        DeviceModel(
            vendor: nil, product: .any, words: ["keypad", "key pad", "numeric", "numpad", "number pad"],
            name: "Numeric keypad by its name", language: .keypad(.keyEvents), wire: .keys,
            quirks: [.fallback, .needsRule, .unidirectional], sheet: "numeric-keypad.md", trust: .unconfirmed,
            source: "the name it gives itself"),
        DeviceModel(
            vendor: nil, product: .any, name: "Keyboard as numeric keypad", language: .keypad(.keyEvents), wire: .keys,
            quirks: [.fallback, .needsRule, .unidirectional], sheet: "numeric-keypad.md", trust: .unconfirmed,
            source: "a keyboard of the operating system"),
    ]

    private static let printerFallbacks: [DeviceModel] = [
        DeviceModel(
            vendor: nil, product: .any, name: "USB printer", language: .printer(PrinterSettings(language: .zpl)),
            wire: .bulk, quirks: [.fallback, .needsRule, .languageFromDeviceID], sheet: "zpl-emulations.md",
            trust: .unconfirmed, source: "USB printer class 1.1; the language is a guess"),
        DeviceModel(
            vendor: nil, product: .any, nodePrefix: "/dev/tty", name: "Printer on a serial port",
            language: .printer(PrinterSettings(language: .zpl)),
            quirks: [.fallback, .needsRule, .languageFromDeviceID], sheet: "zpl-emulations.md", trust: .unconfirmed,
            source: "9600 8N1, what most label printers ship with; the language comes from the configuration"),
        DeviceModel(
            vendor: nil, product: .any, name: "Printer in the network",
            language: .printer(PrinterSettings(language: .zpl)), wire: .network(host: "", port: 9100),
            quirks: [.fallback, .needsRule, .languageFromDeviceID], sheet: "zpl-emulations.md", trust: .unconfirmed,
            source: "raw TCP port 9100; address and language come from the configuration"),
    ]
}
