import Codes
import Controller
import Devices
import Labels
import Station
import Testing

@Suite("Owed labels") struct OwedLabelsTests {
    private static let zpl = OwedLabels.Printer(
        device: DeviceID("0a5f:0080/P"), lane: LaneID(1), language: .zpl, dotsPerMillimetre: 8)

    private static func bag(_ number: Int) -> BagLabel {
        BagLabel(
            bag: BagCode("B\(number)"), seal: SealNumber("Q\(number)"), tubes: 2, category: "everyone",
            round: RoundID("R"), station: "S1", sealed: nil)
    }

    private func owing(_ count: Int, printer: OwedLabels.Printer? = OwedLabelsTests.zpl) -> OwedLabels {
        var owed = OwedLabels()
        for number in 0..<count { _ = owed.owe(Self.bag(number), lane: LaneID(1)) }
        if let printer { owed.ready(printer) }
        return owed
    }

    @Test func `wait for a printer of their lane, and are handed over one by one in its language`() {
        var owed = owing(2, printer: nil)
        #expect(owed.handovers().isEmpty)
        owed.ready(
            OwedLabels.Printer(device: DeviceID("other"), lane: LaneID(2), language: .cpcl, dotsPerMillimetre: 8))
        #expect(owed.handovers().isEmpty)
        owed.ready(Self.zpl)
        let first = owed.handovers()
        #expect(first.map(\.device) == [Self.zpl.device])
        #expect(first.map(\.job.bytes) == [Self.bag(0).label.bytes(for: .zpl, dotsPerMillimetre: 8)])
        #expect(owed.handovers().isEmpty, "the first is not out yet")
        owed.finished(first[0].job.label, .printed)
        let second = owed.handovers()
        #expect(second.map(\.job.bytes) == [Self.bag(1).label.bytes(for: .zpl, dotsPerMillimetre: 8)])
        owed.finished(second[0].job.label, .taken)
        #expect(owed.listed.isEmpty)
    }

    @Test func `that were never begun are handed over again`() {
        var owed = owing(1)
        let first = owed.handovers()
        owed.finished(first[0].job.label, .notPrinted(.paperOut))
        #expect(owed.listed == ["bag B0, lane 1: owed"])
        #expect(owed.handovers() == first)
    }

    @Test("whose outcome nobody knows are not printed a second time", arguments: [true, false])
    func doubtful(printerIsLost: Bool) {
        var owed = owing(2)
        let first = owed.handovers()
        if printerIsLost {
            owed.lost(Self.zpl.device)
            #expect(owed.handovers().isEmpty)
            owed.ready(Self.zpl)
        } else {
            owed.finished(first[0].job.label, .unknown(.paperOut))
        }
        #expect(owed.listed.first == "bag B0, lane 1: may be printed; look at the printer")
        #expect(owed.handovers().map(\.job.bytes) == [Self.bag(1).label.bytes(for: .zpl, dotsPerMillimetre: 8)])
    }

    @Test func `are bounded, and the doubtful give way first`() {
        var owed = owing(1)
        owed.finished(owed.handovers()[0].job.label, .unknown(.silent))
        for number in 1..<OwedLabels.most { #expect(owed.owe(Self.bag(number), lane: LaneID(1)) == nil) }
        #expect(owed.owe(Self.bag(500), lane: LaneID(1)) == Self.bag(0))
        #expect(owed.owe(Self.bag(501), lane: LaneID(1)) == Self.bag(1))
        #expect(owed.listed.count == OwedLabels.most)
    }
}
