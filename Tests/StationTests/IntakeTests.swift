import Codes
import Devices
import Station
import Testing

/// A laboratory's desk, scan by scan.
struct IntakeTests {
    private let desk = Sample.scanner("lab")
    private let box = BoxCode("X1")
    private let manifest = ManifestSlip(
        station: "desk-1", box: BoxCode("X1"), version: 1, temperature: "room temperature", bags: 2, tubes: 3,
        people: 30,
        hash: "00")

    private func slip(_ bag: Int, tubes: [Int]) -> BagSlip {
        BagSlip(
            station: "desk-1", bag: Sample.bag(bag), seal: Sample.seal(bag), category: "everyone", capacity: 10,
            round: "1",
            oldest: nil, tubes: tubes.map { BaggedTube(code: Sample.tube($0), count: 10, isShort: false) })
    }

    private var world: World {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        settings.role = .intake
        return World(settings)
    }

    @discardableResult
    private func scan(_ world: inout World, _ happenings: [Happening]) -> Verdict {
        var last = Verdict.noted
        for happening in happenings { last = world.take(happening, at: desk).verdict }
        return last
    }

    private func bag(_ number: Int, tubes: [Int]) -> [Happening] {
        [.slipScanned(.bag(slip(number, tubes: tubes))), .sealScanned(Sample.seal(number))]
            + tubes.map { .tubeScanned(Sample.tube($0)) }
    }

    private var whole: [Happening] {
        [.slipScanned(.manifest(manifest))] + bag(1, tubes: [1, 2]) + [.slipScanned(.bag(slip(1, tubes: [1, 2])))]
            + bag(2, tubes: [3])
    }

    @Test func `A box that is as its labels say is received whole, and owes a receipt`() {
        var world = world
        #expect(scan(&world, whole) == .accepted(.intake(.tubeSeen(Sample.tube(3), seen: 1, of: 1))))
        let receipt = ReceiptSlip(
            laboratory: "test", box: box, version: 1, bags: [Sample.bag(1), Sample.bag(2)], tubes: 3, differences: [])
        #expect(scan(&world, [.boxScanned(box)]) == .accepted(.intake(.boxReceived(receipt))))
        #expect(world.state.lanes[LaneID(1)]?.intake == nil)
        #expect(world.state.debts.map(\.subject) == [.receipt(box)])
        // The same bags do not come twice.
        scan(&world, [.boxScanned(BoxCode("X2"))])
        #expect(scan(&world, [.slipScanned(.bag(slip(1, tubes: [1, 2])))]).name == "bag-used")
    }

    @Test func `Steps out of order are refused, and nobody is sampled`() {
        var world = world
        #expect(scan(&world, [.tubeScanned(Sample.tube(1))]) == .refused(.intake(.boxFirst)))
        #expect(scan(&world, [.slipScanned(.bag(slip(1, tubes: [1])))]) == .refused(.intake(.boxFirst)))
        #expect(scan(&world, [.personScanned(Sample.person(1))]) == .refused(.intake(.noSampling)))
        #expect(scan(&world, [.commandScanned(.category(1))]) == .refused(.notNow(.category(1))))
        scan(&world, [.boxScanned(box)])
        #expect(scan(&world, [.boxScanned(box)]) == .refused(.intake(.bagFirst)))
        #expect(scan(&world, [.boxScanned(BoxCode("X2"))]) == .refused(.intake(.boxInHand(box))))
        #expect(scan(&world, [.sealScanned(Sample.seal(1))]) == .refused(.intake(.bagFirst)))
        scan(&world, [.slipScanned(.bag(slip(1, tubes: [1])))])
        #expect(scan(&world, [.tubeScanned(Sample.tube(1))]) == .refused(.intake(.sealFirst(Sample.bag(1)))))
        let wrong = scan(&world, [.sealScanned(Sample.seal(9))])
        #expect(wrong == .refused(.intake(.sealBroken(Sample.bag(1), Sample.seal(1)))))
        #expect(wrong.name == "seal-broken")
    }

    @Test func `A laboratory has badges too, and labels do not interrupt an enrolment`() {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        settings.role = .intake
        settings.badges = BadgeRules(required: [])
        var world = World(settings)
        let boss = BadgeCode("K-1")
        scan(&world, [.commandScanned(.enrol), .badgeScanned(boss)])
        #expect(scan(&world, [.slipScanned(.manifest(manifest))]) == .refused(.enrolmentStands))
        #expect(scan(&world, [.boxScanned(box)]) == .refused(.enrolmentStands))
        let holder = Sample.person(1)
        let asked = scan(&world, [.personScanned(holder)])
        #expect(asked == .asked(.enrolling(.newPIN(boss, holder.token, by: nil, again: false))))
        let enrolled = scan(&world, [.pinEntered(.chosen), .pinEntered(.repeated(isSame: true))])
        #expect(enrolled == .accepted(.badgeEnrolled(boss, .supervisor)))
        #expect(scan(&world, [.slipScanned(.manifest(manifest))]) == .accepted(.intake(.boxCame(box, bags: 2))))
    }

    @Test func `What is missing and what is too many is asked about, and stands on the receipt`() {
        var world = world
        scan(&world, [.boxScanned(box)])
        scan(
            &world,
            [.slipScanned(.bag(slip(1, tubes: [1, 2]))), .sealScanned(Sample.seal(1)), .tubeScanned(Sample.tube(1))])
        #expect(
            scan(&world, [.tubeScanned(Sample.tube(7))])
                == .accepted(.intake(.tubeUnexpected(Sample.tube(7), Sample.bag(1)))))
        let differs = Verdict.asked(
            .intake(.bagDiffers(Sample.bag(1), missing: [Sample.tube(2)], unexpected: [Sample.tube(7)])))
        #expect(scan(&world, [.boxScanned(box)]) == differs)
        #expect(
            scan(&world, [.slipScanned(.bag(slip(2, tubes: [3])))]) == differs, "no next bag before this one is settled"
        )
        #expect(scan(&world, [.commandScanned(.confirm)]) == .accepted(.intake(.bagReceived(Sample.bag(1), tubes: 2))))
        guard case .accepted(.intake(.boxReceived(let receipt))) = scan(&world, [.boxScanned(box)]) else {
            Issue.record("not received")
            return
        }
        #expect(
            receipt.differences == [
                .init(kind: .missing, code: Sample.tube(2).text), .init(kind: .unexpected, code: Sample.tube(7).text),
            ])
        #expect(!receipt.isWhole)
    }

    @Test func `Fewer bags than the manifest counts is asked about`() {
        var world = world
        scan(&world, [.slipScanned(.manifest(manifest))] + bag(1, tubes: [1]))
        #expect(scan(&world, [.boxScanned(box)]) == .asked(.intake(.boxDiffers(box, bags: 1, of: 2))))
        #expect(scan(&world, [.commandScanned(.confirm)]).feedback == .sealed)
    }

    @Test func `A REASON card rejects the last tube, or a bag whose seal is broken`() {
        var world = world
        scan(&world, [.boxScanned(box)] + bag(1, tubes: [1]))
        #expect(scan(&world, [.commandScanned(.reason(5))]) == .accepted(.intake(.rejected(Sample.tube(1).text))))
        scan(&world, [.slipScanned(.bag(slip(2, tubes: [2])))])
        #expect(scan(&world, [.commandScanned(.reason(6))]) == .accepted(.intake(.rejected(Sample.bag(2).text))))
        scan(&world, [.tubeScanned(Sample.tube(2))])
        guard case .accepted(.intake(.boxReceived(let receipt))) = scan(&world, [.boxScanned(box)]) else {
            Issue.record("not received")
            return
        }
        #expect(receipt.differences.map(\.code) == [Sample.tube(1).text, Sample.bag(2).text])
        #expect(receipt.differences.allSatisfy { $0.kind == .rejected })
    }

    @Test func `The wrong box is left by CANCEL, or by UNDO of its manifest`() {
        var world = world
        scan(&world, [.slipScanned(.manifest(manifest)), .commandScanned(.undo)])
        #expect(world.state.lanes[LaneID(1)]?.intake == nil)
        scan(&world, [.boxScanned(box)])
        #expect(scan(&world, [.commandScanned(.cancel)]) == .accepted(.intake(.boxLeft(box))))
        #expect(scan(&world, [.boxScanned(BoxCode("X2"))]).name == "accepted")
    }

    @Test func `A box whose bags are all missing is received with none`() {
        var world = world
        scan(&world, [.slipScanned(.manifest(manifest))])
        #expect(scan(&world, [.boxScanned(box)]) == .asked(.intake(.boxDiffers(box, bags: 0, of: 2))))
        #expect(scan(&world, [.commandScanned(.confirm)]).feedback == .sealed)
    }

    @Test func `Two desks do not receive the same box, nor the same bag`() {
        var settings = Sample.settings(capacity: 1, order: .personFirst, lanes: 2)
        settings.role = .intake
        var world = World(settings)
        let other = Sample.scanner("other", lane: 2)
        scan(&world, [.boxScanned(box), .slipScanned(.bag(slip(1, tubes: [1])))])
        #expect(world.take(.boxScanned(box), at: other).verdict == .refused(.intake(.elsewhere(box.text, LaneID(1)))))
        world.take(.boxScanned(BoxCode("X2")), at: other)
        let bag = world.take(.slipScanned(.bag(slip(1, tubes: [1]))), at: other).verdict
        #expect(bag == .refused(.intake(.elsewhere(Sample.bag(1).text, LaneID(1)))))
    }

    @Test func `REPRINT prints a receipt again, and a received box does not come twice`() {
        var world = world
        scan(&world, whole + [.boxScanned(box)])
        world.take(.labelHanded(world.state.debts[0].id, DeviceID("P")), at: nil)
        world.take(.labelEnded(world.state.debts[0].id, .printed), at: nil)
        #expect(scan(&world, [.boxScanned(box)]).name == "box-used")
        #expect(scan(&world, [.commandScanned(.reprint), .boxScanned(box)]) == .accepted(.labelAgain(.receipt(box))))
        #expect(world.state.debts.map(\.mark) == [.copy(2)])
    }

    @Test func `The desk says what comes next`() {
        var world = world
        func prompt() -> Prompt { world.state.prompt(lane: LaneID(1)) }
        #expect(prompt() == .receiveBox)
        scan(&world, [.boxScanned(box)])
        #expect(prompt() == .scanBagLabel(box, received: 0))
        scan(&world, [.slipScanned(.bag(slip(1, tubes: [1, 2])))])
        #expect(prompt() == .scanSealOf(Sample.bag(1), Sample.seal(1)))
        scan(&world, [.sealScanned(Sample.seal(1)), .tubeScanned(Sample.tube(1))])
        #expect(prompt() == .scanTubesOf(Sample.bag(1), seen: 1, of: 2))
    }

    @Test func `UNDO takes back each scan of an intake, and none of a receipt`() {
        var world = world
        scan(&world, [.boxScanned(box), .slipScanned(.bag(slip(1, tubes: [1]))), .sealScanned(Sample.seal(1))])
        let before = world.state.lanes[LaneID(1)]?.intake
        scan(&world, [.tubeScanned(Sample.tube(1)), .commandScanned(.undo)])
        #expect(world.state.lanes[LaneID(1)]?.intake == before)
        scan(&world, [.tubeScanned(Sample.tube(1)), .boxScanned(box)])
        #expect(scan(&world, [.commandScanned(.undo)]) == .refused(.nothingToUndo))
    }
}
