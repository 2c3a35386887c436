import Assembly
import Attach
import Catalog
import Devices
import Station

/// One line of `scanstation devices`.
struct DeviceReport: Codable, Hashable, Sendable {
    var node: String
    var id: String
    /// Vendor and product as lsusb prints them; nil for what is not on USB.
    var usb: String?
    var port: String?
    var serial: String?
    /// What the device calls itself.
    var product: String?
    /// The entry of the device table; nil for a device that is in none.
    var model: String?
    /// How it was recognised: `model`, `maker`, `class` or `no table`.
    var recognised: String
    /// What it does and where, `scanner, lane 1, collect`; nil for what no rule wants.
    var role: String?
    /// `ready`, `probing`, `opening`, `waiting`, `set aside`, `unassigned`, `unknown`, `too many` or `not opened`.
    var state: String
    /// What is wrong and what to do, in words; nil where nothing is.
    var trouble: String?
    /// Whether somebody has to do something before it works.
    var isBroken: Bool { ["probing", "waiting", "set aside", "too many"].contains(state) }

    /// - Parameter isRunning: whether a station works with the devices; else nothing was opened.
    init(_ sighted: Sighted, _ duty: Duty?, isRunning: Bool) {
        let identity = sighted.identity
        node = identity.node
        id = (sighted.attached?.id ?? identity.id).text
        if let vendor = identity.vendor, let product = identity.product {
            usb = "\(vendor.fourHexDigits):\(product.fourHexDigits)"
        }
        port = identity.portPath
        serial = identity.serialNumber
        product = identity.name
        model = sighted.attached?.model.name
        recognised =
            switch sighted.attached?.model {
            case nil: "no table"
            case let model? where model.vendor == nil: "class"
            case let model?: model.product == .any ? "maker" : "model"
            }
        role = duty?.text
        (state, trouble) = DeviceReport.words(for: sighted.phase, identity)
        if !isRunning, sighted.phase == .opening { state = "not opened" }
    }

    private static func words(for phase: AttachPhase, _ identity: DeviceIdentity) -> (String, String?) {
        switch phase {
        case .ready: ("ready", nil)
        case .open: ("probing", "it does not answer in its language; is it set up as its sheet says? (Hardware/Sheets)")
        case .opening: ("opening", nil)
        case .waiting(let failure?): ("waiting", "\(failure)")
        case .waiting(nil): ("waiting", "it dropped out and is tried again; look at its cable")
        case .setAside:
            ("set aside", "it sends what nobody can read; let it rest 10 seconds, and scan its set-up codes")
        case .unassigned: ("unassigned", "no rule of the configuration wants it; name it under lanes")
        case .tooMany: ("too many", "more than \(AttachLimit.devices) devices; unplug one")
        case .unknown: ("unknown", DeviceTable.advice(for: identity))
        }
    }

    /// For people: a line, and one more for what is wrong.
    static func table(_ reports: [DeviceReport]) -> String {
        if reports.isEmpty { return "no device is attached" }
        let heads = ["NODE", "DEVICE", "BY", "ROLE", "STATE"]
        let rows = reports.map { report in
            [report.node, report.model ?? report.product ?? "?", report.recognised, report.role ?? "-", report.state]
        }
        let widths = heads.indices.map { column in ([heads] + rows).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return padded.joined(separator: "  ").trimmedAtEnd
        }
        var lines = [line(heads)]
        for (report, row) in zip(reports, rows) {
            lines.append(line(row))
            if let trouble = report.trouble { lines.append("    \(trouble)") }
        }
        return lines.joined(separator: "\n")
    }
}

extension Duty {
    /// For the table of devices.
    var text: String {
        if case .scanner(let role) = self { return "scanner, \(place), \(role.track.rawValue)" }
        return "\(name), \(place)"
    }
}

extension String {
    fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}

extension DeviceModel {
    /// One line for people who look for a device.
    var line: String {
        let ids =
            switch (vendor, product) {
            case (nil, _): "by its kind"
            case (let vendor?, .exactly(let product)): "\(vendor.fourHexDigits):\(product.fourHexDigits)"
            case (let vendor?, .lowByte(let mode)):
                "\(vendor.fourHexDigits):??\(UInt16(mode).fourHexDigits.suffix(2))"
            case (let vendor?, .any): "\(vendor.fourHexDigits):????"
            }
        return "\(ids)\t\(role.rawValue)\t\(name)\t\(sheet)\t\(trust.rawValue)\t\(source)"
    }
}
