import Codes
import Devices
import Station
import Testing

@testable import Controller
@testable import Journal

/// Corrections as bytes of a scanner, through the loop to a real file.
@Suite struct CorrectionLoopTests {
    private let role = ScannerRole(device: DeviceID("A"), lane: LaneID(1), track: .both)

    @Test func `A wrong tube code in a sealed bag is put right in five scans, and every row verifies`() throws {
        let folder = try LoopFolder()
        let desk = try LoopDesk(folder)
        desk.plug(role)
        let (bag, seal) = ("B00000001", "FQ0000001")
        for text in [
            LoopDesk.card(.category(1)), LoopDesk.person(1), LoopDesk.tube(1), bag, LoopDesk.tube(1), bag,
            LoopDesk.card(.count(1)), seal,
        ] { desk.scan(text, with: role) }
        #expect(desk.loop.state.bags.isEmpty)
        let felt = [
            LoopDesk.card(.fix), bag, LoopDesk.tube(1), LoopDesk.tube(9), LoopDesk.card(.confirm),
        ].map { desk.feel(desk.scan($0, with: role)) }
        #expect(felt == [[.accepted], [.accepted], [.accepted], [.attention], [.accepted]])
        try desk.loop.stop(at: desk.clock.now)
        #expect(try JournalFile.verify(path: folder.journal).firstBad == nil)
        let lines = try Export.table(path: folder.journal).csv.split(separator: "\r\n")
        #expect(lines.filter { $0.contains(",\(LoopDesk.tube(9)),1,bound,no,\(bag),\(seal),") }.count == 1)
        #expect(lines.filter { $0.contains(",\(LoopDesk.tube(1)),1,moved,") }.count == 1)
    }

    @Test func `A question ends by itself, and the tube that comes then means what it always means`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.plug(role)
        for text in [LoopDesk.card(.category(1)), LoopDesk.person(1), LoopDesk.tube(1), LoopDesk.card(.transfer)] {
            desk.scan(text, with: role)
        }
        desk.clock.advance(milliseconds: 11_000)
        _ = desk.loop.deadlinePassed(at: desk.clock.now)
        desk.scan(LoopDesk.tube(1), with: role)
        guard case .told(.tubeStands)? = try desk.scans().last?.verdict else {
            Issue.record("the tube still answers TRANSFER")
            return
        }
    }
}
