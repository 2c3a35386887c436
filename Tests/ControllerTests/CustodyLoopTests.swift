import Codes
import Devices
import Labels
import Station
import Testing

@testable import Controller
@testable import Journal

/// From the desk to the laboratory and back, each with a journal of its own: all that passes between them is what is printed.
@Suite("Custody") struct CustodyLoopTests {
    private static let printer = DeviceID("0a5f:0080/P")

    /// Bags of two single tubes each, in a box that the courier took.
    private func station(bags: Int, _ folder: LoopFolder, box: String = "BX0000001") throws -> LoopDesk {
        let desk = try LoopDesk(folder, hasBadges: false)
        desk.begin()
        desk.plug(LoopDesk.pack)
        for bag in 1...bags {
            for tube in [2 * bag - 1, 2 * bag] {
                desk.scan(LoopDesk.person(tube))
                desk.scan(LoopDesk.tube(tube))
            }
            let code = "B0000000\(bag)"
            let codes = [code, LoopDesk.tube(2 * bag - 1), LoopDesk.tube(2 * bag), code, LoopDesk.card(.count(2))]
            for code in codes + ["FQ000000\(bag)"] { desk.scan(code, with: LoopDesk.pack) }
        }
        desk.scan(box, with: LoopDesk.pack)
        for bag in 1...bags { desk.scan("B0000000\(bag)", with: LoopDesk.pack) }
        for code in [box, LoopDesk.card(.handover), box, LoopDesk.card(.confirm)] {
            desk.scan(code, with: LoopDesk.pack)
        }
        return desk
    }

    /// The QRs of all labels that are owed, as they would be printed.
    private func print(_ desk: LoopDesk) -> [String] {
        var texts: [String] = []
        while let next = desk.loop.handOver(to: Self.printer, lane: LaneID(1), at: desk.clock.now) {
            texts += next.content.elements.compactMap { if case .qr(let text, _, _) = $0 { text } else { nil } }
            _ = desk.loop.labelEnded(next.label, .printed, at: desk.clock.now)
        }
        return texts
    }

    @Test(
        "A box's label has bars that scan as its code, those of an SSCC behind FNC1",
        arguments: [("BX0000001", false), ("00376104250021234569", true)])
    func bars(scanned: String, isGS1: Bool) throws {
        let desk = try station(bags: 1, try LoopFolder(), box: scanned)
        var found: [Bool] = []
        while let next = desk.loop.handOver(to: Self.printer, lane: LaneID(1), at: desk.clock.now) {
            for element in next.content.elements {
                switch element {
                case .code128(scanned, _, _, _): found.append(false)
                case .gs1(scanned, _, _, _): found.append(true)
                default: continue
                }
            }
            _ = desk.loop.labelEnded(next.label, .printed, at: desk.clock.now)
        }
        #expect(found == [isGS1])
    }

    private func laboratory(_ folder: LoopFolder) throws -> LoopDesk {
        let desk = try LoopDesk(folder, lanes: "role: intake\n" + LoopDesk.lanes, hasBadges: false)
        desk.plug()
        return desk
    }

    @Test("What the laboratory finds equals the record, and its receipt says so", arguments: [1, 3])
    func whole(bags: Int) throws {
        let (here, there) = (try LoopFolder(), try LoopFolder())
        let desk = try station(bags: bags, here)
        let slips = print(desk)
        #expect(slips.count == bags + 1, "a QR for each bag, and the manifest's")
        let laboratory = try laboratory(there)
        laboratory.scan(slips[bags])
        for bag in 1...bags {
            for code in [slips[bag - 1], "FQ000000\(bag)", LoopDesk.tube(2 * bag - 1), LoopDesk.tube(2 * bag)] {
                laboratory.scan(code)
            }
        }
        #expect(laboratory.feel(laboratory.scan("BX0000001")) == [.sealed])
        let receipt = try #require(print(laboratory).first)
        desk.scan(receipt)
        guard
            case .accepted(.custody(.received(let slip, let missing, isWhole: true)))? = try desk.scans().last?.verdict
        else {
            Issue.record("\(String(describing: try desk.scans().last?.verdict))")
            return
        }
        #expect(missing.isEmpty && slip.tubes == 2 * bags)
        let lines = try Export.lines(path: here.journal).lines
        #expect(lines.count == 2 * bags)
        #expect(lines.allSatisfy { $0.receipt == "received" && $0.box == "BX0000001" && $0.manifest.count == 64 })
        for folder in [here, there] { #expect(try JournalFile.verify(path: folder.journal).isSound) }
    }

    @Test func `What did not come is named at the station, to the tube`() throws {
        let (here, there) = (try LoopFolder(), try LoopFolder())
        let desk = try station(bags: 2, here)
        let slips = print(desk)
        let laboratory = try laboratory(there)
        let codes = [
            slips[2], slips[0], "FQ0000001", LoopDesk.tube(1), "BX0000001", LoopDesk.card(.confirm), "BX0000001",
        ]
        for code in codes { laboratory.scan(code) }
        laboratory.scan(LoopDesk.card(.confirm))
        desk.scan(try #require(print(laboratory).first))
        guard case .accepted(.custody(.received(_, let missing, isWhole: false)))? = try desk.scans().last?.verdict
        else {
            Issue.record("\(String(describing: try desk.scans().last?.verdict))")
            return
        }
        #expect(missing == [BagCode("B00000002")])
        let lines = try Export.lines(path: here.journal).lines
        #expect(lines.map(\.receipt) == ["received", "missing", "missing", "missing"])
    }

    @Test func `A label that somebody has changed is refused, and so is one of another site`() throws {
        let (here, there) = (try LoopFolder(), try LoopFolder())
        let slip = try #require(print(try station(bags: 1, here)).first)
        let laboratory = try laboratory(there)
        laboratory.scan("BX0000001")
        laboratory.scan(slip.replacing(LoopDesk.tube(2), with: LoopDesk.tube(7)))
        #expect(try laboratory.scans().last?.verdict == .refused(.checkDigit(.label)))
        let other = Slip(Array(slip.utf8), seal: slipSeal(key: "another site's key"))
        #expect(other == nil)
    }
}
