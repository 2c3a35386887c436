import Devices
import Drivers
import FakeDevices
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private let code128 = AIMIdentifier(code: UInt8(ascii: "C"), modifier: UInt8(ascii: "0"))
private let exact = HIDPOSSettings(mayOmitLastReport: false)

/// A driver and the firmware it talks to, with a clock between them.
private struct Desk {
    var driver: HIDPOSDriver
    var fake: FakeHIDPOSScanner
    var now: Int64 = 0
    var scans: [Scan] = []
    var damaged = 0
    var notes = 0
    var heard: [Feedback] = []

    init(_ configuration: FakeHIDPOSScanner.Configuration, settings: HIDPOSSettings = exact) {
        driver = HIDPOSDriver(settings: settings)
        fake = FakeHIDPOSScanner(configuration)
    }

    init(_ form: FakeReportForm, settings: HIDPOSSettings = exact) {
        self.init(.init(identity: DeviceIdentity(node: "usb"), form: form), settings: settings)
    }

    mutating func plugIn() { carry(driver.started(at: at(now))) }

    /// Carries out what the driver ordered, until nothing is left.
    mutating func carry(_ outputs: [DriverOutput]) {
        for output in outputs {
            switch output {
            case .scan(let scan): scans.append(scan)
            case .damaged: damaged += 1
            case .note: notes += 1
            case .send(let report):
                for reply in fake.hostSent(report, at: at(now)) { carry(driver.received(reply, at: at(now))) }
            case .request(let request):
                carry(driver.answered(request, fake.answer(request, at: at(now)), at: at(now)))
            default: #expect(Bool(false), "\(output) is nothing of a scanner")
            }
        }
    }

    mutating func scan(_ payload: [UInt8], aim: AIMIdentifier? = code128) {
        for report in fake.scan(payload, aim: aim) {
            now += 2
            carry(driver.received(report, at: at(now)))
        }
    }

    mutating func pass(_ milliseconds: Int64) {
        let end = now + milliseconds
        while let deadline = driver.deadline, deadline <= at(end) {
            now = max(now, deadline.nanoseconds / 1_000_000)
            carry(driver.deadlinePassed(at: at(now)))
        }
        now = end
        heard += fake.heard(at: at(now))
    }
}

private func payload(_ count: Int, _ random: inout Seeded) -> [UInt8] {
    (0..<count).map { _ in UInt8(0x30 + random.next() % 75) }
}

/// A fault and how many readings must come of one with it: none where a part is missing.
private struct FaultSample: Sendable, CustomTestStringConvertible {
    var fault: ReportFault
    /// For a reading of one report, and of three.
    var short: Int
    var long: Int
    var testDescription: String { "\(fault)" }
}

private let faults = [
    FaultSample(fault: .silent, short: 0, long: 0), FaultSample(fault: .repeated, short: 2, long: 2),
    FaultSample(fault: .duplicate(0), short: 2, long: 0), FaultSample(fault: .duplicate(1), short: 1, long: 0),
    FaultSample(fault: .duplicate(2), short: 1, long: 1), FaultSample(fault: .lastLost, short: 0, long: 0),
    FaultSample(fault: .lost(2), short: 1, long: 0), FaultSample(fault: .short(bytes: 0), short: 0, long: 0),
    FaultSample(fault: .short(bytes: 1), short: 0, long: 0), FaultSample(fault: .short(bytes: 30), short: 0, long: 0),
    FaultSample(fault: .wrongID, short: 0, long: 0), FaultSample(fault: .garbage(seed: 3), short: 0, long: 0),
    FaultSample(fault: .babble(count: 50, seed: 4), short: 0, long: 0),
]

@Suite("A fake HID POS scanner and its driver")
struct FakeHIDPOSTests {
    @Test("agree about every form of report, and every length", arguments: FakeReportForm.all)
    func agree(form: FakeReportForm) {
        var random = Seeded(seed: 1)
        for exactEnd in FakeHIDPOSScanner.ExactEnd.allCases {
            let configuration = FakeHIDPOSScanner.Configuration(
                identity: DeviceIdentity(node: "usb"), form: form, exactEnd: exactEnd)
            var desk = Desk(configuration, settings: HIDPOSSettings(mayOmitLastReport: exactEnd == .omitted))
            desk.plugIn()
            #expect(desk.driver.isProven && desk.driver.layout?.isAssumed == false)
            let aim = form.aim == nil ? nil : code128
            for count in [1, 18, 27, 28, 29, 39, 40, 41, 55, 56, 57, 60, 80, 84, 111, 112, 113, 168, 1000, 2953] {
                let sent = payload(count, &random)
                desk.scan(sent)
                desk.pass(300)
                #expect(desk.scans == [Scan(payload: sent, aim: aim)], "\(count) bytes, \(exactEnd)")
                desk.scans = []
            }
            #expect(desk.damaged == 0 && desk.notes == 0 && desk.fake.notUnderstood == 0)
        }
    }

    @Test func `agree without any description`() {
        for (form, fallback) in [
            (FakeReportForm.honeywell, HIDPOSSettings.Fallback.aimFirst), (.later, .aimFirst), (.plain, .plain),
        ] {
            var desk = Desk(form, settings: HIDPOSSettings(fallback: fallback, mayOmitLastReport: false))
            desk.fake.commit(.stallDescriptor)
            desk.plugIn()
            #expect(!desk.driver.isProven && desk.notes == 1)
            var random = Seeded(seed: 2)
            for count in [1, 56, 57, 200] {
                let sent = payload(count, &random)
                desk.scan(sent)
                #expect(desk.scans.last == Scan(payload: sent, aim: form.aim == nil ? nil : code128))
            }
            #expect(desk.driver.isProven && desk.damaged == 0)
        }
    }

    @Test func `agree although half of the description is missing`() {
        var desk = Desk(.honeywell)
        desk.fake.commit(.halfDescriptor)
        desk.plugIn()
        desk.scan(bytes("TUBE-1"))
        #expect(desk.scans == [Scan(payload: bytes("TUBE-1"), aim: code128)] && desk.notes == 1)
    }

    @Test func `bring readings here, also after replugging`() {
        let configuration = FakeHIDPOSScanner.Configuration(identity: DeviceIdentity(node: "usb"), needsRedirect: true)
        var desk = Desk(configuration)
        desk.scan(bytes("LOST"))
        #expect(desk.scans.isEmpty && !desk.fake.deliversHere)
        for _ in 0..<2 {
            desk.plugIn()
            desk.scan(bytes("TUBE-1"))
            #expect(desk.scans.count == 1 && desk.fake.deliversHere)
            desk.fake.replugged()
            desk.scans = []
        }
        var unasked = Desk(configuration, settings: HIDPOSSettings(redirectsIfOffered: false))
        unasked.plugIn()
        unasked.scan(bytes("TUBE-1"))
        #expect(unasked.scans.isEmpty)
    }

    @Test func `name the symbology by Honeywell's letter where the identifier is off`() {
        let configuration = FakeHIDPOSScanner.Configuration(identity: DeviceIdentity(node: "usb"), sendsAIM: false)
        var desk = Desk(configuration)
        desk.plugIn()
        let ean = AIMIdentifier(code: UInt8(ascii: "E"), modifier: UInt8(ascii: "0"))
        desk.scan(bytes("6901234567892"), aim: ean)
        desk.scan(bytes("TUBE-1"), aim: code128)
        #expect(desk.scans == [Scan(payload: bytes("6901234567892"), aim: ean), Scan(payload: bytes("TUBE-1"))])
    }

    @Test("take no part for a whole", arguments: faults)
    fileprivate func takeNoPart(sample: FaultSample) {
        for form in FakeReportForm.all {
            var random = Seeded(seed: 5)
            for (count, expected) in [(10, sample.short), (form.data.count * 2 + 9, sample.long)] {
                var desk = Desk(form)
                desk.plugIn()
                let sent = payload(count, &random)
                desk.fake.commit(sample.fault)
                desk.scan(sent)
                desk.pass(300)
                let aim = form.aim == nil ? nil : code128
                #expect(
                    desk.scans == Array(repeating: Scan(payload: sent, aim: aim), count: expected),
                    "\(form.name), \(count) bytes")
                desk.scans = []
                desk.scan(bytes("NEXT"))
                #expect(desk.scans == [Scan(payload: bytes("NEXT"), aim: aim)], "the next reading is well")
            }
        }
    }

    /// Reports carry no number: this is what check digits are for.
    @Test func `cannot see that a first or middle report is missing`() {
        var desk = Desk(.honeywell)
        desk.plugIn()
        let sent = (0..<120).map { UInt8(0x30 + $0 % 70) }
        desk.fake.commit(.lost(1))
        desk.scan(sent)
        desk.fake.commit(.lost(0))
        desk.scan(sent)
        #expect(desk.scans.map(\.payload) == [Array(sent[..<56] + sent[112...]), Array(sent[56...])])
    }

    @Test(
        "live through a day of faults: every reading once, none that was not sent",
        arguments: 1...6 as ClosedRange<UInt64>)
    func liveThroughADay(seed: UInt64) {
        var random = Seeded(seed: seed)
        let form = FakeReportForm.all[Int(seed) % FakeReportForm.all.count]
        let aim = form.aim == nil ? nil : code128
        // A lost report can be seen only where it is the last.
        let seen = faults.map(\.fault).filter { $0 != .lost(2) }
        var desk = Desk(form)
        desk.plugIn()
        for step in 0..<600 {
            let sent = payload(1 + Int(random.next() % 200), &random)
            let fault = step % 3 == 0 ? seen[Int(random.next() % UInt64(seen.count))] : nil
            if let fault { desk.fake.commit(fault) }
            desk.scan(sent)
            desk.pass(250)
            let isWhole = desk.scans.allSatisfy { $0 == Scan(payload: sent, aim: aim) }
            #expect(isWhole, "\(String(describing: fault)) makes nothing up")
            #expect(desk.scans.count <= 2)
            if fault == nil { #expect(desk.scans.count == 1, "step \(step)") }
            desk.scans = []
            if random.next() % 40 == 0 {
                desk.fake.replugged()
                if random.next() % 2 == 0, form != .shifted, form != .unnumbered, form != .plain {
                    desk.fake.commit(.stallDescriptor)
                }
                desk.plugIn()
            }
        }
    }

    @Test func `take no answer to a menu command for a reading`() {
        var desk = Desk(.honeywell)
        desk.plugIn()
        let command: [UInt8] = [0x16, 0x4D, 0x0D] + bytes("REVINF.")
        let replies = desk.fake.hostSent([0xFD, UInt8(command.count)] + command, at: at(0))
        #expect(replies.count == 3)
        #expect(replies.first?.prefix(5) == [2, 56, 0x5D, 0x58, 0x30])
        #expect(replies.last?.prefix(13) == [2, 8, 0x5D, 0x5A, 0x36] + bytes("REVINF\u{6}.")[...])
        for reply in replies { desk.carry(desk.driver.received(reply, at: at(1))) }
        desk.scan(bytes("A"))
        #expect(desk.scans == [Scan(payload: bytes("A"), aim: code128)] && desk.notes == 2 && desk.damaged == 0)
    }

    @Test func `is told by a menu command too, whole and cut, and refuses what it does not know`() {
        var fake = Desk(.honeywell).fake
        #expect(fake.hostSent([0xFD, 2, 0x16, 0x07], at: at(0)).isEmpty)
        fake.hostSent([0xFD, 1, 0x0D], at: at(1))
        #expect(fake.heard(at: at(600)) == [.accepted])
        let reply = fake.hostSent([0xFD, 6, 0x16, 0x4D, 0x0D] + bytes("A?."), at: at(700))
        #expect(reply.first?.dropFirst(5).prefix(4) == bytes("A?\u{5}.")[...])
        fake.hostSent([0x55], at: at(800))
        #expect(fake.answer(ControlRequest(type: 0x21, request: 9, value: 0x0305, payload: [5, 1])) == .stalled)
        #expect(fake.notUnderstood == 2)
    }
}

@Suite("The beeps of a fake HID POS scanner")
struct FakeHIDPOSBeepTests {
    @Test("are understood, one verdict after the other", arguments: FakeReportForm.all)
    func areUnderstood(form: FakeReportForm) {
        var desk = Desk(form)
        desk.plugIn()
        #expect(desk.driver.tellsVerdicts == (form.beeps != nil))
        guard form.beeps != nil else { return }
        var random = Seeded(seed: 9)
        var said: [Feedback] = []
        for _ in 0..<200 {
            let feedback = Feedback.allCases[Int(random.next() % 4)]
            said.append(feedback)
            desk.carry(desk.driver.tell(feedback, at: at(desk.now)))
            desk.pass(1500 + Int64(random.next() % 900))
        }
        desk.pass(20_000)
        #expect(desk.fake.beeper.lost == 0 && desk.fake.notUnderstood == 0 && !desk.fake.isPrevented)
        #expect(desk.heard == said)
    }

    @Test("that run into one another are never heard as something better", arguments: [true, false])
    func getNoBetter(hasError: Bool) {
        let order: [Feedback] = [.accepted, .sealed, .attention, .refused]
        let sounds: (Feedback) -> [FakeBeeper.Sound] = { feedback in
            switch feedback {
            case .accepted: [.good]
            case .sealed: [.good, .good]
            case .attention: hasError ? [.error] : [.good, .good, .good]
            case .refused: Array(repeating: hasError ? .error : .good, count: hasError ? 2 : 5)
            }
        }
        for (first, one) in order.enumerated() {
            for (second, other) in order.enumerated() {
                var beeper = FakeBeeper(hasErrorSound: hasError)
                for (index, sound) in (sounds(one) + sounds(other)).enumerated() {
                    beeper.sound(sound, at: at(Int64(index) * 200))
                }
                beeper.silence(until: at(10_000))
                let heard = beeper.takeUnderstood()
                #expect(heard.count == 1)
                let worst = heard.compactMap { order.firstIndex(of: $0) }.max() ?? -1
                #expect(worst >= max(first, second), "\(one) and \(other)")
            }
        }
    }

    @Test func `that come too fast are lost, as on a real one`() {
        var beeper = FakeBeeper(hasErrorSound: false)
        beeper.sound(.good, at: at(0))
        beeper.sound(.good, at: at(99))
        beeper.sound(.good, at: at(100))
        #expect(beeper.lost == 1 && beeper.deadline == at(500))
        beeper.silence(until: at(499))
        #expect(beeper.takeUnderstood().isEmpty)
        beeper.silence(until: at(500))
        #expect(beeper.takeUnderstood() == [.sealed])
    }

    @Test func `come by SET_REPORT too`() {
        var fake = Desk(.honeywell).fake
        let request = ControlRequest(type: 0x21, request: 9, value: 0x0204, payload: [4, 0x20])
        #expect(fake.answer(request, at: at(0)) == .done([]))
        #expect(fake.heard(at: at(400)) == [.attention])
        let feature = ControlRequest(type: 0xA1, request: 1, value: 0x03FE, asking: 2)
        #expect(fake.answer(feature, at: at(500)) == .done([0xFE, 1]))
    }

    @Test func `stop reading while the host prevents it`() {
        var fake = Desk(.honeywell).fake
        fake.hostSent([4, 0x02], at: at(0))
        #expect(fake.scan(bytes("A")).isEmpty)
        fake.hostSent([4, 0x00], at: at(1))
        #expect(fake.scan(bytes("A")).count == 1)
    }
}

@Suite("A report fault as text")
struct ReportFaultTests {
    @Test(
        "is read with its arguments",
        arguments: [
            ("silent", ReportFault.silent), ("repeat", .repeated), ("duplicate:1", .duplicate(1)), ("lose:0", .lost(0)),
            ("lose-last", .lastLost), ("short:30", .short(bytes: 30)), ("wrong-id", .wrongID),
            ("garbage:7", .garbage(seed: 7)), ("babble:30:7", .babble(count: 30, seed: 7)), ("stall", .stallDescriptor),
            ("half-descriptor", .halfDescriptor),
        ])
    func isRead(text: String, fault: ReportFault) {
        #expect(ReportFault(text) == fault)
        #expect(ReportFault.verbs.contains { text.hasPrefix($0.name) })
    }

    @Test(
        "is refused when it is wrong",
        arguments: [
            "", "loose", "lose", "lose:", "lose:-1", "lose:65535", "stall:1", "babble:0:1", "babble:1001:1", ":",
        ])
    func isRefused(text: String) { #expect(ReportFault(text) == nil) }

    @Test func `every verb of the table is understood`() {
        let numbers = ["": "", "BYTES": ":3", "REPORT": ":1", "SEED": ":3", "COUNT:SEED": ":3:3"]
        for verb in ReportFault.verbs { #expect(ReportFault(verb.name + (numbers[verb.arguments] ?? "?")) != nil) }
    }
}
