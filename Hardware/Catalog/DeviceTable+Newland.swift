import Devices
import Drivers

extension DeviceTable {
    /// Newland: the high byte of the product id is the model or engine, the low one the interface mode.
    static let newland: [DeviceModel] = [
        DeviceModel(
            vendor: 0x1EAB, product: .lowByte(0x06), name: "Newland USB CDC",
            language: .line(LineFormat(reply: .newland)), wire: .serial(LineSettings(baudRate: 115_200)),
            verdict: .newland(.newlandTones), quirks: [.answersInBand, .needsSetupBarcode], sheet: sheet,
            source: "\(Source.idList): 0106 HR200, 1A06 HR22, 8306 HR2160; beep command not confirmed"),
        .typing(
            vendor: 0x1EAB, product: .lowByte(0x03), name: "Newland keyboard", sheet: sheet,
            source: "\(Source.idList): 0103 HR200, 1A03 HR22, 8303 HR2160"),
        .reporting(
            vendor: 0x1EAB, product: .lowByte(0x10), name: "Newland HID POS", sheet: sheet, trust: .documented,
            source: "\(Source.idList): 0110 HR200, 1A10 HR22, 8310 HR2160"),
    ]

    private static let sheet = "newland-scanners.md"
}
