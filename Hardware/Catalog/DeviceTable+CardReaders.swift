import Devices
import Drivers

extension DeviceTable {
    /// ID-card readers with a SAM: all readers of one kind speak one language, over three wires.
    static let cardReaders: [DeviceModel] = [
        DeviceModel(
            vendor: 0x0400, product: .exactly(0xC35A), name: "SAM ID-card reader",
            language: .cardReader(CardReaderSettings()), wire: .bulk, sheet: sheet, trust: .code,
            source: "a libusb test that anybody may use; \(Source.idList) has no such product"),
        DeviceModel(
            vendor: nil, product: .any, nodePrefix: "/dev/tty", name: "SAM ID-card reader on a serial port",
            language: .cardReader(CardReaderSettings()), wire: .serial(LineSettings(baudRate: 115_200)),
            quirks: [.fallback, .needsRule], sheet: sheet, source: "SAM_V communication protocol: 115200 8N1"),
        DeviceModel(
            vendor: nil, product: .any, name: "SAM ID-card reader with two pipe pairs",
            language: .cardReader(CardReaderSettings()), wire: .splitBulk(headerBytes: 7),
            quirks: [.fallback, .onlyByName], sheet: sheet,
            source: "SAM_V communication protocol: headers on 02 and 81, bodies on 06 and 85; ids are told nowhere"),
    ]

    /// Numeric keypads for typing numbers.
    static let keypads: [DeviceModel] = [
        .keypad(vendor: 0x13BA, product: 0x0001, name: "Konig CMP-KEYPAD12 keypad"),
        .keypad(vendor: 0x05A4, product: 0x9837, name: "Targus keypad"),
        .keypad(vendor: 0x05A4, product: 0x9862, name: "Targus composite keypad"),
        .keypad(vendor: 0x05A4, product: 0x9783, name: "Ortek wireless keypad"),
        .keypad(vendor: 0x05C7, product: 0x6001, name: "Qtronix ten-keypad"),
        .keypad(vendor: 0x040B, product: 0x2367, name: "HP CalcPad 200 keypad"),
    ]

    private static let sheet = "id-card-reader.md"
}
