import Codes
import Devices
import Labels
import Station
import Testing

@testable import Controller
@testable import Journal

/// Labels through the shipping loop on a real journal: owed, handed over, in doubt, settled.
@Suite("Labels") struct LabelLoopTests {
    private static let printer = DeviceID("0a5f:0080/P")

    /// A desk with so many sealed bags of a single tube each.
    private func desk(bags: Int = 1, _ folder: LoopFolder? = nil) throws -> LoopDesk {
        let desk = try LoopDesk(try folder ?? LoopFolder())
        desk.begin()
        desk.plug(LoopDesk.pack)
        for number in 0..<bags { seal(number + 1, at: desk) }
        return desk
    }

    private func seal(_ number: Int, at desk: LoopDesk) {
        desk.scan(LoopDesk.person(number))
        desk.scan(LoopDesk.tube(number))
        for code in ["B0000000\(number)", LoopDesk.tube(number), "B0000000\(number)", LoopDesk.card(.count(1))] {
            desk.scan(code, with: LoopDesk.pack)
        }
        desk.scan("FQ000000\(number)", with: LoopDesk.pack)
    }

    private func handOver(_ desk: LoopDesk, lane: Int = 1) -> (label: LabelID, content: Label)? {
        desk.loop.handOver(to: Self.printer, lane: LaneID(lane), at: desk.clock.now)
    }

    private func texts(_ label: Label?) -> [String] {
        (label?.elements ?? []).compactMap { if case .text(let text, _, _) = $0 { text } else { nil } }
    }

    private func slip(_ label: Label?) -> Slip? {
        let text = (label?.elements ?? []).compactMap { if case .qr(let text, _, _) = $0 { text } else { nil } }.first
        return text.flatMap { Slip(Array($0.utf8), seal: slipSeal(key: "a key for these tests only")) }
    }

    @Test func `A sealed bag owes a label, with what stands in the record and no person`() throws {
        let desk = try desk()
        #expect(desk.loop.state.debts.map(\.subject) == [.bag(BagCode("B00000001"))])
        #expect(handOver(desk, lane: 2) == nil, "another desk's")
        let next = try #require(handOver(desk))
        #expect(texts(next.content).contains("BAG B00000001"))
        #expect(texts(next.content).contains("SEAL FQ0000001"))
        #expect(
            slip(next.content)
                == .bag(
                    BagSlip(
                        station: "S1", bag: BagCode("B00000001"), seal: SealNumber("FQ0000001"), category: "EVERYONE",
                        capacity: 1, round: "1", oldest: 1_646_439_247 / 60,
                        tubes: [BaggedTube(code: TubeCode(LoopDesk.tube(1)), count: 1, isShort: false)])))
    }

    @Test func `Labels are handed over one by one, each after its row, and gone when they are printed`() throws {
        let desk = try desk(bags: 2)
        let first = try #require(handOver(desk))
        #expect(try desk.rows().last?.happening == .labelHanded(first.label, Self.printer))
        #expect(handOver(desk) == nil, "the first is not out yet")
        _ = desk.loop.labelEnded(first.label, .printed, at: desk.clock.now)
        let second = try #require(handOver(desk))
        _ = desk.loop.labelEnded(second.label, .taken, at: desk.clock.now)
        #expect(desk.loop.state.labels == nil)
    }

    @Test func `A label that was never begun is owed again, and one that may exist is not printed a second time`()
        throws
    {
        let desk = try desk()
        let first = try #require(handOver(desk))
        _ = desk.loop.labelEnded(first.label, .notPrinted(.paperOut), at: desk.clock.now)
        let again = try #require(handOver(desk))
        #expect(again.label == first.label)
        _ = desk.loop.labelEnded(again.label, .unknown(.paperOut), at: desk.clock.now)
        #expect(handOver(desk) == nil)
        #expect(desk.loop.state.debts.map(\.stage) == [.doubtful])
        desk.scan(LoopDesk.card(.handwritten), with: LoopDesk.pack)
        #expect(desk.loop.state.labels == nil)
    }

    @Test("After a restart what was owed is owed, and what a printer had may exist", arguments: [false, true])
    func restart(wasHanded: Bool) throws {
        let folder = try LoopFolder()
        do {
            let desk = try desk(folder)
            if wasHanded { _ = try #require(handOver(desk)) }
            try desk.loop.stop(at: desk.clock.now)
        }
        let desk = try LoopDesk(folder, seed: 2)
        #expect(desk.loop.state.debts.map(\.stage) == [wasHanded ? .doubtful : .owed])
        #expect((handOver(desk) == nil) == wasHanded)
    }

    @Test func `MORNING tries the printer: its label is scanned back once, and another morning's is old`() throws {
        let desk = try desk(bags: 0)
        #expect(desk.loop.testsWanted.isEmpty)
        desk.scan(LoopDesk.card(.morning))
        #expect(desk.loop.testsWanted.contains(LaneID(1)))
        _ = desk.loop.labelTestDue(LaneID(1), at: desk.clock.now)
        let label = try #require(handOver(desk))
        let bars = label.content.elements.compactMap { element -> String? in
            if case .code128(let text, _, _, _) = element { text } else { nil }
        }
        let code = try #require(bars.first)
        _ = desk.loop.labelEnded(label.label, .printed, at: desk.clock.now)
        let digits = try #require(desk.loop.state.lanes[LaneID(1)]?.testLabel)
        desk.scan(code)
        #expect(try desk.scans().last?.verdict == .accepted(.labelSeen(.test(digits))))
        #expect(desk.loop.state.lanes[LaneID(1)]?.testLabel == nil)
        desk.clock.advance(milliseconds: 5_000)
        desk.scan(code)
        #expect(try desk.scans().last?.verdict == .told(.labelOld(.test(digits))))
    }

    @Test
    func `A test label that nobody printed is taken back by the next morning's, and none is owed once work begins`()
        throws
    {
        let desk = try desk(bags: 0)
        desk.scan(LoopDesk.card(.morning))
        _ = desk.loop.labelTestDue(LaneID(1), at: desk.clock.now)
        desk.clock.advance(milliseconds: 60_000)
        desk.scan(LoopDesk.card(.morning))
        _ = desk.loop.labelTestDue(LaneID(1), at: desk.clock.now)
        #expect(desk.loop.state.debts.count == 1)
        desk.scan(LoopDesk.card(.morning))
        desk.scan(LoopDesk.person(1))
        #expect(desk.loop.testsWanted.isEmpty)
    }

    @Test func `HANDWRITTEN is of work: a test label that was never begun waits behind it`() throws {
        let desk = try desk()
        desk.scan(LoopDesk.card(.morning))
        _ = desk.loop.labelTestDue(LaneID(1), at: desk.clock.now)
        seal(2, at: desk)
        #expect(desk.loop.state.debts.map(\.subject.kind) == [.bag, .test, .bag])
        for left in [[LabelKind.test, .bag], [.test], []] {
            desk.clock.advance(milliseconds: 5_000)
            desk.scan(LoopDesk.card(.handwritten), with: LoopDesk.pack)
            #expect(desk.loop.state.debts.map(\.subject.kind) == left)
        }
    }

    @Test func `A second copy says so, whoever asks for it`() throws {
        let desk = try desk()
        let first = try #require(handOver(desk))
        #expect(!texts(first.content).contains { $0.hasPrefix("REPRINT") })
        _ = desk.loop.labelEnded(first.label, .unknown(.other), at: desk.clock.now)
        desk.scan(LoopDesk.card(.reprint), with: LoopDesk.pack)
        desk.scan("B00000001", with: LoopDesk.pack)
        #expect(desk.loop.state.debts.count == 1, "it takes the place of the doubtful one")
        let second = try #require(handOver(desk))
        #expect(texts(second.content).contains("REPRINT 2"))
        _ = desk.loop.labelEnded(second.label, .printed, at: desk.clock.now)
        desk.scan(LoopDesk.card(.reprint), with: LoopDesk.pack)
        desk.scan("B00000001", with: LoopDesk.pack)
        let third = try #require(handOver(desk))
        #expect(texts(third.content).contains("REPRINT 3"))
    }

    @Test(
        "What is put right is on the label that is owed still, and on another one where it is out",
        arguments: [false, true])
    func corrected(isOut: Bool) throws {
        let desk = try desk()
        if isOut {
            let first = try #require(handOver(desk))
            _ = desk.loop.labelEnded(first.label, .printed, at: desk.clock.now)
        }
        for code in [LoopDesk.card(.fix), "B00000001", LoopDesk.tube(1), LoopDesk.tube(9), LoopDesk.card(.confirm)] {
            desk.scan(code, with: LoopDesk.pack)
        }
        #expect(desk.loop.state.debts.count == 1)
        let next = try #require(handOver(desk))
        #expect(texts(next.content).contains("CORRECTED 2") == isOut)
        guard case .bag(let bag)? = slip(next.content) else {
            Issue.record("no slip of a bag")
            return
        }
        #expect(bag.tubes.map(\.code.text) == [LoopDesk.tube(9)])
    }

    @Test func `HANDWRITTEN settles the oldest, and UNDO owes it again`() throws {
        let desk = try desk(bags: 2)
        let before = desk.loop.state.debts
        desk.scan(LoopDesk.card(.handwritten), with: LoopDesk.pack)
        #expect(desk.loop.state.debts == [before[1]])
        desk.scan(LoopDesk.card(.undo), with: LoopDesk.pack)
        #expect(desk.loop.state.debts == before)
    }

    @Test func `A printer that goes leaves in doubt what it had`() throws {
        let desk = try desk()
        _ = try #require(handOver(desk))
        #expect(desk.loop.printerLost(DeviceID("another"), at: desk.clock.now).isEmpty)
        _ = desk.loop.printerLost(Self.printer, at: desk.clock.now)
        #expect(desk.loop.state.debts.map(\.stage) == [.doubtful])
    }

    @Test func `A label that is in doubt is settled by its own QR, and not by one that was put right since`() throws {
        let desk = try desk()
        let first = try #require(handOver(desk))
        let old = qr(first.content)
        _ = desk.loop.labelEnded(first.label, .printed, at: desk.clock.now)
        for code in [LoopDesk.card(.fix), "B00000001", LoopDesk.tube(1), LoopDesk.tube(9), LoopDesk.card(.confirm)] {
            desk.scan(code, with: LoopDesk.pack)
        }
        let second = try #require(handOver(desk))
        _ = desk.loop.labelEnded(second.label, .unknown(.other), at: desk.clock.now)
        desk.scan(old, with: LoopDesk.pack)
        #expect(try desk.scans().last?.verdict == .told(.labelOld(.bag(BagCode("B00000001")))))
        #expect(desk.loop.state.debts.map(\.stage) == [.doubtful])
        desk.scan(qr(second.content), with: LoopDesk.pack)
        #expect(try desk.scans().last?.verdict == .accepted(.labelSeen(.bag(BagCode("B00000001")))))
        #expect(desk.loop.state.labels == nil)
    }

    private func qr(_ label: Label) -> String {
        label.elements.compactMap { if case .qr(let text, _, _) = $0 { text } else { nil } }.first ?? ""
    }

    @Test func `UNDO takes a copy back that no printer has, and none that one has`() throws {
        let desk = try desk()
        let first = try #require(handOver(desk))
        _ = desk.loop.labelEnded(first.label, .printed, at: desk.clock.now)
        let again = [LoopDesk.card(.reprint), "B00000001"]
        for code in again + [LoopDesk.card(.undo)] { desk.scan(code, with: LoopDesk.pack) }
        #expect(desk.loop.state.labels == nil)
        for code in again { desk.scan(code, with: LoopDesk.pack) }
        let second = try #require(handOver(desk))
        #expect(texts(second.content).contains("REPRINT 2"))
        desk.scan(LoopDesk.card(.undo), with: LoopDesk.pack)
        #expect(try desk.scans().last?.verdict == .refused(.nothingToUndo))
    }

    /// Prints vouchers.
    private func voucherDesk() throws -> LoopDesk {
        let desk = try LoopDesk(
            try LoopFolder(), lanes: "labels:\n  print: [bag, voucher]\n" + LoopDesk.lanes)
        desk.begin()
        return desk
    }

    @Test func `A person's voucher says when and in which tube, and nobody's number`() throws {
        let desk = try voucherDesk()
        for code in [LoopDesk.person(1), LoopDesk.tube(1)] { desk.scan(code) }
        let binding = Binding(
            person: try #require(desk.loop.state.debts.first.flatMap(person)), tube: TubeCode(LoopDesk.tube(1)), slot: 1
        )
        #expect(desk.loop.state.debts.map(\.subject) == [.voucher(binding)])
        let voucher = try #require(handOver(desk)?.content)
        #expect(texts(voucher).contains("采样凭证") && texts(voucher).contains("\(LoopDesk.tube(1)) / 1"))
        let all = voucher.elements.map { "\($0)" }.joined()
        #expect(!all.contains(LoopDesk.person(1)) && all.contains("2022-03-05 "))
    }

    private func person(_ debt: LabelDebt) -> PersonToken? {
        if case .voucher(let binding) = debt.subject { binding.person } else { nil }
    }

    @Test func `A voucher asked for again says so, and one of somebody who left the tube is not printed`() throws {
        let desk = try voucherDesk()
        for code in [LoopDesk.person(1), LoopDesk.tube(1)] { desk.scan(code) }
        let first = try #require(handOver(desk)?.label)
        _ = desk.loop.labelEnded(first, .printed, at: desk.clock.now)
        for code in [LoopDesk.card(.reprint), LoopDesk.person(1)] { desk.scan(code) }
        let again = texts(handOver(desk)?.content)
        #expect(again.contains("REPRINT 2"))
        let other = try voucherDesk()
        for code in [LoopDesk.person(1), LoopDesk.tube(1), LoopDesk.card(.notSampled), LoopDesk.person(1)] {
            other.scan(code)
        }
        #expect(handOver(other) == nil && other.loop.state.debts.isEmpty)
        for code in [LoopDesk.card(.reprint), LoopDesk.person(1)] { other.scan(code) }
        #expect(try other.scans().last?.verdict == .refused(.notBound))
    }

    @Test func `Vouchers that nobody prints do not push out bags' labels`() throws {
        let desk = try voucherDesk()
        desk.plug(LoopDesk.pack)
        seal(1, at: desk)
        for number in 2...60 { for code in [LoopDesk.person(number), LoopDesk.tube(number)] { desk.scan(code) } }
        let kinds = desk.loop.state.debts.map(\.subject.kind)
        #expect(kinds.count { $0 == .voucher } == 20 && kinds.contains(.bag))
        desk.scan(LoopDesk.card(.handwritten))
        #expect(!desk.loop.state.debts.map(\.subject.kind).contains(.bag), "the bag's comes before vouchers")
    }

    @Test func `Rows of labels pass verify`() throws {
        let folder = try LoopFolder()
        do {
            let desk = try desk(bags: 2, folder)
            let first = try #require(handOver(desk))
            _ = desk.loop.labelEnded(first.label, .printed, at: desk.clock.now)
            _ = try #require(handOver(desk))
            try desk.loop.stop(at: desk.clock.now)
        }
        #expect(try JournalFile.verify(path: folder.journal).isSound)
    }
}
