package import Devices
import Drivers

/// The one table of devices; the udev rules are generated from it. A more exact entry wins over a wider one.
package struct DeviceTable: Sendable {
    package let models: [DeviceModel]

    package init(_ models: [DeviceModel]) { self.models = models }

    /// The model of an attached device, or nil for one that is not the station's business.
    package func model(for identity: DeviceIdentity) -> DeviceModel? {
        if let vendor = identity.vendor, let product = identity.product {
            let known = models.filter { $0.vendor == vendor && $0.product.holds(product) }
            if let best = known.max(by: { $0.product.rank < $1.product.rank }) { return best }
        }
        return fallback(for: identity.node)
    }

    /// What the device's node alone tells: a USB serial class port, or an adaptor with an RS-232 scanner behind it.
    private func fallback(for node: String) -> DeviceModel? {
        if node.hasPrefix("/dev/ttyACM") { return models.first { $0.name == DeviceTable.usbSerialName } }
        if node.hasPrefix("/dev/ttyUSB") { return models.first { $0.name == DeviceTable.adaptorName } }
        return nil
    }

    private static let usbSerialName = "USB serial scanner"
    private static let adaptorName = "RS-232 scanner on an adaptor"
    private static let idList = "usb.ids"

    /// The devices a station knows without configuration.
    package static let standard = DeviceTable(zebra + honeywell + datalogic + newland + others + fallbacks)

    private static let zebra = [
        DeviceModel(
            vendor: 0x05E0, product: .exactly(0x1701), name: "Zebra USB CDC host", verdict: .generic(.bells),
            source: idList)
    ]

    private static let honeywell = [
        DeviceModel(
            vendor: 0x0C2E, product: .exactly(0x0720), name: "Honeywell Metrologic bi-directional serial",
            verdict: .honeywell, quirks: [.vendorSerial], source: "\(idList); Linux metro-usb"),
        DeviceModel(
            vendor: 0x0C2E, product: .exactly(0x0700), name: "Honeywell Metrologic uni-directional serial",
            verdict: .silent, quirks: [.vendorSerial], source: "\(idList); Linux metro-usb"),
        DeviceModel(
            vendor: 0x067E, product: .exactly(0x0803), name: "Intermec virtual COM port", verdict: .generic(.bells),
            source: idList),
        DeviceModel(
            vendor: 0x067E, product: .exactly(0x0805), name: "Intermec virtual COM port with camera",
            verdict: .generic(.bells), source: idList),
        DeviceModel(
            vendor: 0x0C2E, product: .any, name: "Honeywell USB serial", wire: .serial(LineSettings(baudRate: 115_200)),
            verdict: .honeywell, trust: .unconfirmed, source: "vendor id from \(idList); products vary by model"),
    ]

    private static let datalogic = [
        DeviceModel(
            vendor: 0x05F9, product: .exactly(0x4204), name: "Datalogic RS-232 emulation", verdict: .datalogic,
            quirks: [.refusalDisables], source: "\(idList); PowerScan product reference guide, appendix E")
    ]

    private static let newland = [
        DeviceModel(
            vendor: 0x1EAB, product: .lowByte(0x06), name: "Newland USB CDC",
            language: .line(LineFormat(reply: .newland)), wire: .serial(LineSettings(baudRate: 115_200)),
            verdict: .newland(.newlandTones), quirks: [.answersInBand],
            source: "\(idList): 0106 HR200, 1A06 HR22, 8306 HR2160; beep command not confirmed")
    ]

    private static let others = [
        DeviceModel(
            vendor: 0x065A, product: .exactly(0x0009), name: "Opticon USB serial", verdict: .generic(.bells),
            quirks: [.vendorSerial], source: "\(idList); Linux opticon"),
        DeviceModel(
            vendor: 0x1FBB, product: .exactly(0x3850), name: "Cino USB CDC", verdict: .generic(.bells), trust: .code,
            source: "votingworks/vxsuite"),
        DeviceModel(
            vendor: 0x27DD, product: .exactly(0x0002), name: "Mindeo virtual COM port", verdict: .generic(.bells),
            source: idList),
    ]

    private static let fallbacks = [
        DeviceModel(
            vendor: nil, product: .any, name: usbSerialName, verdict: .generic(.bells), quirks: [.fallback],
            trust: .unconfirmed, source: "USB communications device class; line protocol"),
        DeviceModel(
            vendor: nil, product: .any, name: adaptorName, verdict: .generic(.bells), quirks: [.fallback],
            trust: .unconfirmed, source: "9600 8N1, the default of most RS-232 scanners"),
    ]
}

extension DeviceModel.Product {
    /// The exacter, the higher.
    fileprivate var rank: Int {
        switch self {
        case .exactly: 2
        case .lowByte: 1
        case .any: 0
        }
    }
}

extension DeviceTable {
    package static func advice(for identity: DeviceIdentity) -> String {
        "it is in no table"
    }
}
