import Attach
import Catalog
import Codes
import Devices
import Drivers
import Foundation
import Station
import Testing

@testable import Controller
@testable import Journal

/// Bytes of a scanner that does all it can: nothing that is not a code is accepted, and nothing grows.
@Suite struct HostileScanTests {
    /// Hub and loop as the box wires them, around one scanner of the device table.
    private struct Wired: ~Copyable {
        let desk: LoopDesk
        var hub = DeviceHub(rules: [RoleRule(match: .any, lane: 1, track: "both")])
        var feedback: [Feedback: Int] = [:]
        var asides = 0
        private let node = "/dev/ttyACM0"

        init() throws {
            desk = try LoopDesk(LoopFolder())
            let identity = DeviceIdentity(vendor: 0x05E0, product: 0x1701, serialNumber: "A", node: node, portPath: "1")
            take(hub.present([identity], at: desk.clock.now))
            take(hub.opened(node: node, at: desk.clock.now))
        }

        /// A chunk, so long after the one before.
        mutating func receive(_ bytes: [UInt8], after milliseconds: Int64) {
            desk.clock.advance(milliseconds: milliseconds)
            let now = desk.clock.now
            if let due = hub.deadline, due <= now { take(hub.deadlinePassed(at: now)) }
            if let due = desk.loop.deadline, due <= now { carryOut(desk.loop.deadlinePassed(at: now)) }
            take(hub.received(bytes, node: node, at: now))
        }

        mutating func scan(_ text: String, after milliseconds: Int64 = 2000) {
            receive(Array(text.utf8) + [0x0D], after: milliseconds)
        }

        private mutating func take(_ outputs: [HubOutput]) {
            for output in outputs {
                switch output {
                case .ready: carryOut(desk.plug())
                case .scan(let id, let scan): carryOut(desk.loop.scanned(scan, by: id, at: desk.clock.now))
                case .damaged(let id, _, let bytes): carryOut(desk.loop.damaged(bytes, by: id, at: desk.clock.now))
                default: continue
                }
            }
        }

        private mutating func carryOut(_ orders: [Order]) {
            for order in orders {
                switch order {
                case .signal(let feedback, _): self.feedback[feedback, default: 0] += 1
                case .noteUnreadable(let device):
                    if hub.notedUnreadable(device, at: desk.clock.now) {
                        asides += 1
                        carryOut(desk.loop.deviceSetAside(device, at: desk.clock.now))
                    }
                case .show, .placed, .stopIntake: continue
                }
            }
        }
    }

    /// One reading that is no code of the site, in one of many ways.
    private static func garbage(_ random: inout SplitMix) -> [UInt8] {
        let person = Array(LoopDesk.person(random.below(999)).utf8)
        let tube = Array(LoopDesk.tube(random.below(100_000)).utf8)
        switch random.below(12) {
        case 0: return random.bytes(1 + random.below(40))
        case 1: return Array(person.prefix(1 + random.below(16)))
        case 2: return person + person
        case 3: return Array(tube.prefix(1 + random.below(9)))
        case 4: return tube + tube
        case 5: return otherDigit(of: person, &random)
        case 6: return otherDigit(of: tube, &random)
        case 7: return [0x1D, 0x02] + tube
        case 8: return Array("样本管\(random.below(1000))".utf8)
        case 9: return random.bytes(3000 + random.below(3000))
        case 10: return Array(LoopDesk.card(.confirm).utf8.dropLast(2)) + Array("BB".utf8)
        default: return []
        }
    }

    /// Another digit in one place: every check digit of the site finds that.
    private static func otherDigit(of code: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var wrong = code
        let place = 1 + random.below(code.count - 2)
        wrong[place] = 0x30 + (wrong[place] - 0x30 + 1 + UInt8(random.below(8))) % 10
        return wrong
    }

    @Test func `Of ten thousand readings of garbage none is accepted, all are told, and memory stays flat`() throws {
        var random = SplitMix(seed: 20_220_504)
        var wired = try Wired()
        wired.scan(LoopDesk.card(.category(1)))
        #expect(wired.feedback == [.accepted: 1])
        let work = wired.desk.loop.state.lanes
        var early = 0
        for number in 1...10_000 {
            // The suffix comes a moment later, or never. No more often than the guard against babble lets pass.
            let bytes = Self.garbage(&random).filter { $0 != 0x0D && $0 != 0x0A }
            wired.receive(bytes, after: 1100)
            if random.below(20) > 0 { wired.receive([0x0D], after: 1) }
            if number == 3000 { early = residentKibibytes() }
        }
        #expect(wired.feedback[.accepted] == 1)
        #expect(wired.feedback[.sealed] == nil)
        #expect((wired.feedback[.refused] ?? 0) > 6000)
        #expect(wired.desk.loop.state.lanes == work)
        // The whole process is measured, so it is only judged where no other test runs beside this one.
        if ProcessInfo.processInfo.environment["SCANSTATION_ALONE"] != nil {
            #expect(residentKibibytes() - early < 8192)
        }
        // Many bytes of one reading are one row; a reading is never many rows.
        let rows = try wired.desk.scans().count
        #expect(rows <= 10_001 * 2)
        wired.scan(LoopDesk.person(1), after: 20_000)
        wired.scan(LoopDesk.tube(1))
        #expect(wired.feedback[.sealed] == 1)
        try wired.desk.loop.stop(at: wired.desk.clock.now)
        #expect(try JournalFile.verify(path: wired.desk.folder.journal).isSound)
    }

    @Test func `Good scans among garbage come to the same as without it`() throws {
        var random = SplitMix(seed: 7)
        var wired = try Wired()
        wired.scan(LoopDesk.card(.category(1)))
        for number in 1...200 {
            for text in [LoopDesk.person(number), LoopDesk.tube(number)] {
                for _ in 0..<random.below(4) {
                    wired.receive(Self.garbage(&random).filter { $0 != 0x0D && $0 != 0x0A } + [0x0D], after: 2000)
                }
                wired.scan(text, after: 600)
            }
        }
        #expect(wired.feedback[.sealed] == 200)
        #expect(wired.feedback[.accepted] == 201)
    }

    @Test func `A babbling scanner is set aside once, heard again after ten quiet seconds, and its rows are few`()
        throws
    {
        var wired = try Wired()
        wired.scan(LoopDesk.card(.category(1)))
        for number in 1...5000 { wired.scan("NOISE\(number)", after: 10) }
        #expect(wired.asides == 1)
        #expect(try wired.desk.scans().count == 1 + 21)
        wired.scan(LoopDesk.person(1), after: 9_000)
        #expect(wired.feedback[.accepted] == 1)
        wired.scan(LoopDesk.person(1), after: 10_001)
        #expect(wired.feedback[.accepted] == 2)
    }

    private func residentKibibytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}

/// SplitMix64: the same garbage in every run.
private struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) } }
}
