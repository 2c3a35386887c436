import ArgumentParser
import Assembly
import Attach
import Catalog
import Codes
import Controller
import Devices
import Drivers
import Foundation
import Glibc
import Journal
import Sound
import Station
import USBLink

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at configuration, devices and storage, and say what to fix.",
        discussion: """
            Leaves nothing behind. While a station runs on this configuration, its devices are listed and not opened. \
            Ends with 1 when something has to be fixed before work.
            """)

    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        let configuration = try configuration.load()
        let book = try configuration.codeBook()
        print("ok       configuration \(self.configuration.config)")
        if let roster = try configuration.roster(book)?.index {
            for doubt in roster.doubts {
                print("warning  roster: \(doubt); the code on the sheet stands for the person")
            }
            print("ok       roster: \(roster.rule.households) households, \(roster.rule.people) people")
        }
        let storage = checkStorage(configuration)
        checkTypeface()
        checkSound(configuration)
        let devices = checkDevices(configuration)
        if !(storage && devices) { throw StationExit.failure }
    }

    private func checkStorage(_ configuration: Configuration) -> Bool {
        let report = JournalFile.durabilityReport(path: configuration.journalPath)
        for finding in report.findings {
            print("\(finding.severity == .warning ? "warning " : "TROUBLE ") \(finding.what): \(finding.remedy)")
        }
        if report.isDurable {
            print(
                "ok       storage \(configuration.journalPath): \(report.fileSystem), \(report.freeMebibytes) MiB free")
        }
        return report.isDurable
    }

    /// Labels come without it, short of a line; a shift can work.
    private func checkTypeface() {
        guard chineseTypefaces().isEmpty else { return }
        print("warning  no typeface with Chinese glyphs: labels lack their Chinese; install fonts-wqy-zenhei")
    }

    /// A station works without its sound; scanners beep all the same.
    private func checkSound(_ configuration: Configuration) {
        guard let rules = configuration.sound else { return }
        if isRunning(configuration) {
            print("ok       sound device \(rules.device): held by the running station")
        } else {
            do {
                try Speaker.tryDevice(rules.device)
                print("ok       sound device \(rules.device)")
            } catch {
                print("warning  sound device \(rules.device): \(error); see: aplay -L")
            }
        }
        let language = configuration.spoken.rawValue
        if rules.mode == .full, !FileManager.default.fileExists(atPath: "\(rules.phrases)/\(language)") {
            print("warning  sound: no recordings in \(rules.phrases)/\(language); see: scanstation phrases --speak")
        }
    }

    private func checkDevices(_ configuration: Configuration) -> Bool {
        let running = isRunning(configuration)
        let crew = Crew(configuration)
        let doors = Doors(network: crew.network, usb: try? USBBus.start {})
        var isSound = crew.unknownEntries.isEmpty
        for name in crew.unknownEntries {
            print("TROUBLE  the device table has no entry \"\(name)\"; see: scanstation devices --table")
        }
        var hub = DeviceHub(rules: crew.rules) { crew.laid(over: $0) }
        var lanes: Set<Int> = []
        /// Scanners that LANE cards will place.
        var unplaced = 0
        for output in hub.present(doors.listing, at: SystemClocks.now()) {
            switch output {
            case .open(let node, let wire):
                let trouble = running ? nil : open(node, wire, doors)
                let duty = hub.device(at: node).flatMap { crew.duty(of: $0) }
                if case .scanner(let role) = duty {
                    if role.isPlaced == false { unplaced += 1 } else { lanes.insert(role.lane.number) }
                }
                let place = duty?.text ?? "not used"
                if let trouble {
                    // It names the node itself.
                    print("TROUBLE  \(trouble) (\(place))")
                    isSound = false
                } else {
                    print("ok       \(node): \(place)\(running ? ", held by the running station" : "")")
                }
            case .unassigned(let device): print("note     \(device.identity.node): no rule wants \(device.id)")
            case .unknown(let identity): print("note     \(identity.node): not a device of the table (\(identity.id))")
            case .tooMany(let identity): print("TROUBLE  \(identity.node): too many devices")
            case .close, .send, .request, .ready, .lost, .scan, .key, .card, .cardTrouble, .printer, .note, .damaged,
                .trouble:
                continue
            }
        }
        let empty = configuration.settings.lanes.filter { !lanes.contains($0.number) }
        if !configuration.placesScannersByCard {
            for lane in empty { print("warning  lane \(lane): no scanner is attached; plug one in") }
        } else if unplaced < empty.count {
            print(
                "warning  LANE cards place \(unplaced) scanners at \(empty.count) lanes; plug more in: one for each lane"
            )
        }
        return isSound
    }

    /// Opens and closes the port; nil when that worked.
    private func open(_ node: String, _ wire: Wire, _ doors: Doors) -> String? {
        do {
            try doors.open(node, wire) { _ in }.close()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func isRunning(_ configuration: Configuration) -> Bool {
        guard let socket = try? UnixSocket.connected(to: StatusSocket.path(in: configuration.runtimeDirectory)) else {
            return false
        }
        close(socket)
        return true
    }
}
