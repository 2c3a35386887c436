package import Devices
package import FakeDevices
import Foundation
package import Station

/// One scanner of a scenario's table: what it is, where it hangs and what it is for.
package struct ScannerPlace: Hashable, Sendable {
    package var name: String
    package var model: ScannerModel
    package var lane: Int
    package var track: Track
    /// Whether the station knows it by its socket, though it has a serial number.
    package var goesByPort = false

    package init(_ name: String, _ model: FakeLineScanner.Configuration, lane: Int = 1, track: Track = .both) {
        self.init(name, .line(model), lane: lane, track: track)
    }

    package init(_ name: String, _ model: ScannerModel, lane: Int = 1, track: Track = .both) {
        self.name = name
        self.model = model
        self.lane = lane
        self.track = track
    }

    /// The id the station knows it by.
    package var device: DeviceID { model.identity.id }

    /// Two models of the device table that are told to beep in different languages: a Zebra for persons and tubes, a
    /// Datalogic for bags.
    package static let collecting = ScannerPlace(
        "collect",
        FakeLineScanner.Configuration(
            identity: DeviceIdentity(
                vendor: 0x05E0, product: 0x1701, serialNumber: "21094B0F11", node: "ttyACM0", portPath: "1-1",
                name: "Symbol Bar Code Scanner")), track: .collect)
    /// The same Zebra, set to packets.
    package static let collectingInPackets = ScannerPlace(
        "collect", .ssi(FakeSSIScanner.Configuration(identity: ScannerPlace.collecting.model.identity)), track: .collect
    )
    /// A Honeywell that sends HID POS reports, once it is told to.
    package static let collectingReports = ScannerPlace(
        "collect", .hidPOS(honeywell("17095B1234", 1)), track: .collect)
    /// The same for bags.
    package static let packingReports = ScannerPlace("pack", .hidPOS(honeywell("17095B1235", 2)), track: .pack)

    private static func honeywell(_ serial: String, _ number: Int) -> FakeHIDPOSScanner.Configuration {
        let identity = DeviceIdentity(
            vendor: 0x0C2E, product: 0x0907, serialNumber: serial, node: "bus/usb/001/00\(number)#0",
            port: .usb(interface: 0, class: 3, subclass: 0, protocol: 0), portPath: "1-\(number)",
            name: "Xenon 1900 Area-Imaging Scanner")
        return FakeHIDPOSScanner.Configuration(identity: identity, form: .honeywell, needsRedirect: true)
    }

    /// A Zebra in IBM hand-held mode; its operator hears nothing from it.
    package static let collectingIBM = ScannerPlace(
        "collect",
        .ibm(
            FakeIBMScanner.Configuration(
                identity: DeviceIdentity(
                    vendor: 0x05E0, product: 0x1300, serialNumber: "21094B0F13", node: "bus/usb/001/001#0",
                    port: .usb(interface: 0, class: 3, subclass: 0, protocol: 0), portPath: "1-1",
                    name: "Symbol Bar Code Scanner"))), track: .collect)
    /// A Zebra that types.
    package static func collectingByKeys(_ layout: KeyboardLayout) -> ScannerPlace {
        let identity = DeviceIdentity(
            vendor: 0x05E0, product: 0x1200, serialNumber: "21094B0F12", node: "input/event3", port: .input,
            portPath: "1-1", name: "Symbol Bar Code Scanner")
        return ScannerPlace(
            "collect", .keyboard(FakeKeyboardScanner.Configuration(identity: identity, layout: layout)), track: .collect
        )
    }
    package static let packing = ScannerPlace(
        "pack",
        FakeLineScanner.Configuration(
            identity: DeviceIdentity(
                vendor: 0x05F9, product: 0x4204, serialNumber: "G16F07732", node: "ttyACM1", portPath: "1-2",
                name: "Datalogic Scanner"), tongue: .datalogic), track: .pack)
}

/// The station of a scenario: its configuration file, and the folder in which its file, journal and log lie.
package struct ScenarioConfiguration: Hashable, Sendable {
    package var folder: String
    package var station = "demo-1"
    package var cardKey = "a key for scenarios only"
    package var scanners: [ScannerPlace]
    package var bagLimit = 20
    /// Which badges the site asks for; nil where the staff have none.
    package var badges: BadgeRules?
    /// LANE cards say where scanners work: the file names none.
    package var placesByCard = false
    /// Full tubes of a lane that may wait for their closing scan.
    package var parkedLimit = 3
    /// Card readers, printers and keypads.
    package var devices: [DevicePlace] = []
    /// How long a code must be out of sight to count again.
    package var sight: Duration = .milliseconds(300)
    /// Lines of the file under `modes`, under `codes` and at its end, in place of few or none.
    package var modes = """
          - name: single
            capacity: 1
          - name: pool-10
            capacity: 10
        """
    package var moreCodes = ""
    package var more = ""
    package var siteCode = ""

    package init(folder: String, scanners: [ScannerPlace] = [.collecting, .packing]) {
        self.folder = folder
        self.scanners = scanners
    }

    package var file: String { folder + "/scanstation.yaml" }
    package var journal: String { folder + "/journal.sqlite" }
    package var log: String { folder + "/station.log" }
    /// Sockets lie in it, and a socket's path holds at most 107 bytes: a deep folder has it elsewhere.
    package var runtimeDirectory: String {
        let inside = folder + "/run"
        return inside.utf8.count < 90 ? inside : "/tmp/scansim-run-\(ProcessInfo.processInfo.processIdentifier)"
    }

    package var text: String {
        """
        station: \(station)
        site:
          card-key: '\(cardKey)'
        \(siteCode.isEmpty ? "" : "  code: \(siteCode)")
        journal: '\(journal)'
        runtime-directory: '\(runtimeDirectory)'
        modes:
        \(modes)
        categories:
          - english: whole population
            chinese: 全员筛查
          - english: key groups
            chinese: 重点人群
          - english: close contacts
            chinese: 密接
            modes: [single]
        codes:
          tube:
            pattern: 'T[0-9]{10}'
            check: luhn
          bag:
            pattern: 'B[0-9]{8}'
          seal:
            pattern: 'FQ[0-9]{7}'
          box:
            pattern: 'BX[0-9]{7}'
          badge:
            pattern: 'K-[0-9]{4}'
        \(moreCodes)
        \(badges.map { "badges: {required: [\($0.posts)], learning-tubes: \($0.learningTubes)}" } ?? "")
        lanes:
        \(lanes)
        bags:
          limit: \(bagLimit)
        limits:
          sight-milliseconds: \(sight.inNanoseconds / 1_000_000)
          parked: \(parkedLimit)
        \(more)

        """
    }

    private var lanes: String {
        Set(scanners.map(\.lane)).sorted().map { lane in
            "  - number: \(lane)" + (placesByCard ? "" : "\n    scanners:\n" + rules(of: lane)) + devices(of: lane)
        }.joined(separator: "\n")
    }

    private func rules(of lane: Int) -> String {
        scanners.filter { $0.lane == lane }
            .map { "      - \($0.match)\n        track: \($0.track.rawValue)" + $0.settings }
            .joined(separator: "\n")
    }

    private func devices(of lane: Int) -> String {
        let places = devices.filter { $0.lane == lane }
        return Set(places.map(\.key)).sorted().map { key in
            "\n    \(key):\n" + places.filter { $0.key == key }.map(\.rule).joined(separator: "\n")
        }.joined()
    }

    /// The table of the demo: an SSI scanner on a serial port for persons and tubes, an HID POS scanner on USB for bags, a
    /// card reader and a printer.
    package static func demo(
        folder: String, collecting: ScannerPlace = .collectingInPackets, packing: ScannerPlace = .packingReports,
        reader: DevicePlace = .reader, printer: DevicePlace = .printer(.zpl)
    ) -> ScenarioConfiguration {
        var configuration = ScenarioConfiguration(folder: folder, scanners: [collecting, packing])
        configuration.devices = [reader, printer]
        return configuration
    }

    /// Makes the folder and writes the file.
    package func write() throws(ScenarioError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        } catch {
            throw .cannotWrite(file)
        }
    }
}

extension BadgeRules {
    fileprivate var posts: String { required.map(\.rawValue).joined(separator: ", ") }
}

extension ScannerPlace {
    /// What its ids do not tell.
    fileprivate var settings: String {
        switch model {
        case .line, .hidPOS, .ibm: ""
        case .ssi: "\n        language: ssi"
        case .keyboard(let keyboard): "\n        layout: \(keyboard.layout.rawValue)"
        }
    }

    /// A device without a serial number that only it has goes by its socket.
    fileprivate var match: String {
        if !goesByPort, let serial = model.identity.serialNumber { return "serial: '\(serial)'" }
        return "port: \(model.identity.portPath ?? "1-1")"
    }
}
