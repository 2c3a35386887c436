import Devices
import Foundation
import Journal
import Scenarios
import USBIP

/// The demo's shift on a machine: its own kernel drives the scanners, the card reader and the printer, and the station
/// works there as its ordinary user. Afterwards the record is the one that comes of the same shift in memory, and the kernel
/// has back what it had before.
package struct MachineShift {
    /// What came of it.
    package struct Outcome: Sendable {
        package var steps = 0
        package var drivers = DriverRecord()
        package var verified = ""
    }

    private let parts: GuestMachine.Parts
    private let configuration = ScenarioConfiguration.demo(
        folder: "/var/lib/scanstation", reader: .packetReader, printer: .printerOfUSB)

    package init(_ parts: GuestMachine.Parts) { self.parts = parts }

    /// - Parameter golden: what `export --golden` has to give, beside being what the same shift in memory gives.
    package func run(golden: String) throws -> Outcome {
        try FileManager.default.createDirectory(atPath: parts.folder, withIntermediateDirectories: true)
        try GuestDisk(folder: parts.folder).make(parts.disk, configuration)
        let bus = try USBIPBus(port: 0)
        let machine = GuestMachine(parts)
        defer {
            machine.kill()
            bus.shut()
        }
        let desk = Desk(configuration, into: .bus(bus), patience: .emulated)
        try desk.plug()
        try machine.start(port: bus.port, orders: sockets.map { "attach \($0)" })
        try machine.waitFor(sockets.map { "attached \($0)" })
        var outcome = Outcome()
        outcome.drivers.before = try machine.settledDrivers(of: sockets.count)
        machine.tell("run")
        try machine.waitFor(identities.map { "ready \($0.id)" })
        for place in configuration.scanners where !(try desk.scanner(place.name).opens(within: desk.patience.opening)) {
            throw machine.failure("the scanner \(place.name) was not opened")
        }
        outcome.steps = try work(at: desk, on: machine)
        outcome.drivers.during = try machine.drivers()
        let code = try machine.stop()
        if code != 0 { throw machine.failure("station ended with \(code)") }
        outcome.drivers.after = try machine.settledDrivers(of: sockets.count)
        try outcome.drivers.check()
        let said = try machine.end()
        try compare(said, golden)
        outcome.verified = String(said.last { $0.hasPrefix("verify: ") }?.dropFirst("verify: ".count) ?? "")
        return outcome
    }

    /// - Returns: how many steps it had.
    private func work(at desk: Desk, on machine: GuestMachine) throws -> Int {
        let steps = Shift.demo.steps
        for (index, step) in steps.enumerated() {
            do {
                try take(step, at: desk, on: machine)
            } catch {
                throw machine.failure("step \(index + 1), \(step): \(error)")
            }
        }
        return steps.count
    }

    private var sockets: [String] {
        identities.compactMap(\.portPath)
    }

    private var identities: [DeviceIdentity] {
        configuration.scanners.map(\.model.identity) + configuration.devices.map(\.identity)
    }

    private func take(_ step: ShiftStep, at desk: Desk, on machine: GuestMachine) throws {
        switch step.act {
        case .scan(let item, let scanner):
            try expect(step, desk.scan(item, with: scanner).feedback)
        case .lay(let person):
            try expect(step, desk.lay(person))
        case .unplug(let scanner): try desk.scanner(scanner).unplug()
        case .replug(let name, _):
            let scanner = try desk.scanner(name)
            try scanner.plug(into: desk.sockets)
            let socket = scanner.model.identity.portPath ?? ""
            machine.tell("attach \(socket)")
            try machine.waitFor(["attached \(socket)", "ready \(scanner.model.identity.id)"])
            try scanner.waitUntilOpen(within: desk.patience.opening)
        }
    }

    private func expect(_ step: ShiftStep, _ came: Feedback) throws(MachineError) {
        if came == step.expected?.feedback { return }
        throw MachineError("expected \(step.expected.map { "\($0)" } ?? "nothing"), heard \(came)")
    }

    /// The guest's golden record against the one that is kept, and that of the shift in memory.
    private func compare(_ said: [String], _ golden: String) throws {
        var local = configuration
        local.folder = parts.folder + "/memory"
        try? FileManager.default.removeItem(atPath: local.folder)
        _ = try ShiftRun(local).recordInMemory()
        let came = said.filter { $0.hasPrefix("golden: ") }.map { $0.dropFirst("golden: ".count) }
        for text in [try Journal.Export.golden(path: local.journal), golden] {
            let expected = text.split(separator: "\n")
            if came == expected { continue }
            let line =
                zip(came, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(came.count, expected.count)
            throw MachineError(
                """
                line \(line + 1) of the golden record is \(came.dropFirst(line).first ?? "missing"), \
                not \(expected.dropFirst(line).first ?? "missing")
                """)
        }
    }
}
