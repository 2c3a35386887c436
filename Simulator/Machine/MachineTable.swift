import Devices
import Foundation
import Journal
import Scenarios
import Station
import USBIP

/// One scanner, a guest whose kernel has it over USB/IP, and the hand that scans the script of `KillScript` with it. Used
/// from one thread.
///
///     start ──> open() ──scan()──> heard ──pull()──> what the disk holds ──start──> the last verdict again ──> ...
final class MachineTable {
    static let scanner = "collect"

    let machine: GuestMachine
    let configuration: ScenarioConfiguration
    let desk: Desk
    private let disk: GuestDisk
    private let bus: USBIPBus
    private let hand: HandScanner
    private let script = KillScript()
    private let devices: [String]
    /// Scans whose rows have to be on the disk.
    private(set) var sure = 0
    /// Verdicts of scans that the hand heard.
    private(set) var heard = 0
    /// A scan was sent and no verdict was heard.
    private var isUnsure = false
    /// What the disk held when it was last looked at.
    private(set) var contents = GuestDisk.Contents()

    init(_ parts: GuestMachine.Parts) throws {
        var place = ScannerPlace.collecting
        place.track = .both
        configuration = ScenarioConfiguration(folder: "/var/lib/scanstation", scanners: [place])
        try FileManager.default.createDirectory(atPath: parts.folder, withIntermediateDirectories: true)
        machine = GuestMachine(parts)
        disk = GuestDisk(folder: parts.folder)
        try disk.make(parts.disk, configuration)
        bus = try USBIPBus(port: 0)
        desk = Desk(configuration, into: .bus(bus), patience: .emulated)
        hand = try desk.scanner(Self.scanner)
        devices = [place.model.identity.portPath ?? "1-1"]
        try desk.plug()
    }

    deinit {
        machine.kill()
        bus.shut()
    }

    /// Boots the guest, and waits for nothing but its first word.
    func boot(logsWrites: Bool = false) throws {
        try machine.start(
            port: bus.port, orders: ["run"] + devices.map { "attach \($0)" }, logsWrites: logsWrites)
    }

    /// Waits until the station has opened the scanner, and has said again what it said last.
    func open() throws {
        if !contents.rows.isEmpty { try machine.lines(until: "verify ended with 0") }
        // A scan at an open port is lost as long as the port is not set.
        try machine.waitFor(devices.map { "attached \($0)" } + ["ready \(hand.model.identity.id)"])
        if !hand.opens(within: desk.patience.opening) { throw machine.failure("the scanner was not opened") }
        guard let last = contents.rows.last(where: { $0.scanner != nil })?.verdict.feedback else { return }
        guard let repeated = hand.nextVerdict(within: desk.patience.verdict)?.feedback else {
            throw machine.failure("it has not repeated its last verdict, \(last)")
        }
        if repeated != last { throw machine.failure("it has repeated \(repeated), not \(last)") }
    }

    /// Hands the next scan of the script to the wire, and waits for nothing.
    func send() throws {
        if let verdict = hand.nextVerdict(within: .zero) {
            throw machine.failure("before scan \(sure + 1): \(verdict.feedback) was said, and nothing was asked")
        }
        isUnsure = true
        try hand.send(desk.deck.payload(of: script[sure].item))
    }

    /// The next scan of the script, to its verdict.
    func scan() throws {
        try send()
        guard let verdict = hand.nextVerdict(within: desk.patience.verdict) else {
            throw machine.failure("no verdict of scan \(sure + 1), \(script[sure].item)")
        }
        try take(verdict.feedback)
    }

    private func take(_ verdict: Feedback) throws {
        let (item, expected) = script[sure]
        if verdict != expected.feedback {
            throw machine.failure("scan \(sure + 1), \(item): heard \(verdict), not \(expected)")
        }
        sure += 1
        heard += 1
        isUnsure = false
    }

    /// Kills the machine and looks at what its disk holds. What was under way then is there, or is not.
    ///
    /// - Parameter isListening: whether what comes in the last moment is the verdict of what was sent; else it is
    ///   something said before.
    /// - Returns: whether a scan that nobody has heard of is there; nil when there was none.
    @discardableResult
    func pull(isListening: Bool = true) throws -> Bool? {
        machine.kill()
        let last = try hand.lastVerdicts()
        if isListening, isUnsure {
            if last.count > 1 { throw MachineError("two verdicts of scan \(sure + 1): \(last)") }
            if let verdict = last.first { try take(verdict) }
        }
        return try look()
    }

    /// Looks at what the disk holds.
    @discardableResult
    func look() throws -> Bool? {
        contents = try disk.contents(of: machine.parts.disk)
        let rows = try script.check(
            contents.rows, sure: sure, most: sure + (isUnsure ? 1 : 0), deck: desk.deck)
        defer { (sure, isUnsure) = (rows.count, false) }
        return isUnsure ? rows.count > sure : nil
    }

    /// Compares what an earlier disk held with the script, and with what the disk holds now.
    ///
    /// - Parameter sure: so many scans had been heard when the disk was so.
    func check(_ earlier: GuestDisk.Contents, sure: Int) throws {
        _ = try script.check(earlier.rows, sure: sure, most: self.sure, deck: desk.deck)
        if !contents.laneRecord.hasPrefix(earlier.laneRecord) {
            throw MachineError("its golden record is not how the whole one begins: \(earlier.laneRecord)")
        }
    }

    /// Ends the station in order; guest and host then say the same of the record.
    func end() throws {
        let golden = try machine.end().filter { $0.hasPrefix("golden: ") }.map { $0.dropFirst("golden: ".count) }
        try look()
        if golden.joined(separator: "\n") != contents.golden.split(separator: "\n").joined(separator: "\n") {
            throw machine.failure("its golden record is not the one on its disk")
        }
    }
}
