import Codes
import Devices
import FakeDevices
import FakeUSB
import Foundation
import Journal
import Scenarios
import Station
import USBIP

/// One device of each kind and two pairs of twins on a machine: stock `usbip` lists them, plugs them in and lets go of them;
/// plugs are pulled in the middle of transfers; twins work each in its place; a station that is killed leaves nothing that the
/// next one cannot take. Afterwards the journal has each scan at the lane of its socket.
package struct MachineDevices {
    /// What came of it.
    package struct Outcome: Sendable {
        package var drivers = DriverRecord()
        package var pulls = 0
        package var scans = 0
        /// Readings of which a part came, and that were refused.
        package var refused = 0
    }

    let machine: GuestMachine
    let desk: Desk
    let bus: USBIPBus
    var random: Seeded
    var outcome = Outcome()
    /// What was scanned whole, in order, and at which lane.
    var scanned: [(item: Item, lane: Int)] = []
    var persons = 0
    private let parts: GuestMachine.Parts

    package init(_ parts: GuestMachine.Parts, seed: UInt64) throws {
        self.parts = parts
        try FileManager.default.createDirectory(atPath: parts.folder, withIntermediateDirectories: true)
        try GuestDisk(folder: parts.folder).make(parts.disk, DeviceTable.configuration)
        bus = try USBIPBus(port: 0)
        machine = GuestMachine(parts)
        desk = Desk(DeviceTable.configuration, into: .bus(bus), patience: .emulated)
        random = Seeded(seed: seed)
    }

    /// - Parameter told: hears a sentence after each part.
    package mutating func run(told: (String) -> Void) throws -> Outcome {
        defer {
            machine.kill()
            bus.shut()
        }
        do {
            try attach(told)
            try open()
            try begin()
            told("\(DeviceTable.heard.count) lanes work, twins each at its own; keyboard and IBM scanner beside them")
            try pullEach(told)
            try detach(told)
            outcome.drivers.during = try machine.drivers()
            let code = try machine.stop()
            if code != 0 { throw machine.failure("station ended with \(code)") }
            outcome.drivers.after = try machine.settledDrivers(of: DeviceTable.identities.count)
            try outcome.drivers.check()
            try crash(told)
            _ = try machine.end()
        } catch let error as ScenarioError {
            throw machine.failure("\(error)")
        }
        try compare(GuestDisk(folder: parts.folder).contents(of: parts.disk).rows)
        return outcome
    }

    /// Stock `usbip` lists what is there, and plugs it in.
    private mutating func attach(_ told: (String) -> Void) throws {
        try desk.plug()
        try machine.start(port: bus.port)
        try checkList()
        for identity in DeviceTable.identities { machine.tell("attach \(DeviceTable.socket(of: identity))") }
        try machine.waitFor(DeviceTable.identities.map { "attached \(DeviceTable.socket(of: $0))" })
        outcome.drivers.before = try machine.settledDrivers(of: DeviceTable.identities.count)
        machine.tell("ports")
        let lines = try machine.lines(until: "ports ended with 0")
        let ports = lines.count { $0.contains("<Port in Use>") }
        if ports != DeviceTable.identities.count {
            throw machine.failure("usbip port shows \(ports) ports in use: \(lines.joined(separator: " | "))")
        }
        told("usbip list, attach and port: \(ports) devices")
    }

    /// `usbip list -r` shows each device in its socket.
    func checkList() throws {
        machine.tell("list")
        let lines = try machine.lines(until: "list ended with 0")
        for identity in DeviceTable.identities {
            let socket = "\(DeviceTable.socket(of: identity)): "
            let ids = [identity.vendor, identity.product].map { String(format: "%04x", $0 ?? 0) }.joined(separator: ":")
            if !lines.contains(where: { $0.contains(" \(socket)") && $0.contains("(\(ids))") }) {
                throw machine.failure("usbip list shows no \(socket)\(ids): \(lines.joined(separator: " | "))")
            }
        }
    }

    /// Starts the station, and waits until it works with everything.
    mutating func open() throws {
        machine.tell("run verdicts")
        try machine.waitFor(DeviceTable.identities.map { _ in "ready " })
        try desk.waitUntilOpen()
    }

    /// Every scanner scans.
    private mutating func begin() throws {
        for place in DeviceTable.heard {
            try scan(.card(.category(1)), at: place, .accepted)
            try work(at: place)
        }
        try workSilently()
    }

    /// The rows of scanners, but for readings that came in part: the same as was scanned, at the same lanes.
    private mutating func compare(_ rows: [RecordedRow]) throws {
        let whole = rows.filter { row in
            if row.scanner == nil { return false }
            if case .unreadableScanned = row.happening {
                outcome.refused += 1
                return false
            }
            return true
        }
        for (number, (row, scan)) in zip(whole, scanned).enumerated() {
            let lane = row.scanner.map { "\($0.lane)" } ?? ""
            if lane != "\(scan.lane)" || text(of: row) != desk.deck.payload(of: scan.item) {
                throw MachineError(
                    "scan \(number + 1), \(scan.item) at lane \(scan.lane): row \(row.moment.row) of lane \(lane) is not it"
                )
            }
        }
        if whole.count != scanned.count {
            throw MachineError("\(scanned.count) scans, and \(whole.count) rows of them")
        }
        outcome.scans = scanned.count
    }

    private func text(of row: RecordedRow) -> String? {
        switch row.happening {
        case .personScanned: row.person.map { String(decoding: $0.number, as: UTF8.self) }
        case .tubeScanned(let tube): tube.text
        case .bagScanned(let bag): bag.text
        case .sealScanned(let seal): seal.text
        case .commandScanned(let command): desk.deck.payload(of: .card(command))
        default: nil
        }
    }
}
