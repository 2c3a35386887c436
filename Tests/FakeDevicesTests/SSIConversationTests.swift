import Devices
import Drivers
import FakeDevices
import Testing

/// The driver and the fake scanner on one wire, in virtual time: chunks are cut anywhere, and both get every deadline.
private struct Conversation {
    var driver: SSIDriver
    var fake: FakeSSIScanner
    var random: Seeded
    var now = Instant.start
    var scans: [Scan] = []
    var damages = 0
    private var toHost: [[UInt8]] = []
    private var toDevice: [[UInt8]] = []

    init(_ settings: SSISettings, _ configuration: FakeSSIScanner.Configuration, seed: UInt64) {
        driver = SSIDriver(settings: settings)
        fake = FakeSSIScanner(configuration)
        random = Seeded(seed: seed)
        take(driver.started(at: now))
        settle(for: .seconds(20))
    }

    mutating func scan(_ payload: [UInt8], aim: AIMIdentifier?, faults: [FakeSSIFault]) {
        for fault in faults { fake.commit(fault) }
        toHost += fake.scan(payload, aim: aim, at: now)
    }

    mutating func tell(_ feedback: Feedback) { take(driver.tell(feedback, at: now)) }

    /// Lets so much time pass, with all that happens in it.
    mutating func settle(for duration: Duration) {
        let end = now.advanced(by: duration)
        while true {
            if !toHost.isEmpty || !toDevice.isEmpty {
                deliverOne()
                continue
            }
            guard let next = [driver.deadline, fake.deadline].compactMap({ $0 }).min(), next <= end else { break }
            now = max(now, next)
            take(driver.deadlinePassed(at: now))
            toHost += fake.deadlinePassed(at: now)
        }
        now = max(now, end)
    }

    /// One piece of a chunk arrives, a few milliseconds later.
    private mutating func deliverOne() {
        now = now.advanced(by: .milliseconds(Int(random.next() % 4)))
        let toStation = toDevice.isEmpty || (!toHost.isEmpty && random.next() % 2 == 0)
        if toStation {
            take(driver.received(Conversation.piece(of: &toHost, &random), at: now))
        } else {
            toHost += fake.hostSent(Conversation.piece(of: &toDevice, &random), at: now)
        }
        #expect(driver.heldBytes <= SSIDriver.mostHeldBytes)
    }

    private static func piece(of queue: inout [[UInt8]], _ random: inout Seeded) -> [UInt8] {
        if random.next() % 4 == 0, queue.count > 1 { queue[0] += queue.remove(at: 1) }
        let whole = queue.removeFirst()
        guard random.next() % 3 == 0, whole.count > 1 else { return whole }
        let cut = 1 + Int(random.next() % UInt64(whole.count - 1))
        queue.insert(Array(whole[cut...]), at: 0)
        return Array(whole[..<cut])
    }

    private mutating func take(_ outputs: [DriverOutput]) {
        for output in outputs {
            switch output {
            case .scan(let scan): scans.append(scan)
            case .send(let bytes): toDevice.append(bytes)
            case .damaged: damages += 1
            case .note: break
            case .key, .card, .cardTrouble, .printer, .request: Issue.record("no output of a scanner: \(output)")
            }
        }
    }
}

private func configuration(
    manner: FakeSSIScanner.Configuration.Manner = .polite, sendsAIM: Bool = false, tellsDecode: Bool = false
) -> FakeSSIScanner.Configuration {
    .init(
        identity: DeviceIdentity(node: "/dev/ttyACM0"), sendsAIM: sendsAIM, manner: manner, tellsDecode: tellsDecode)
}

extension Seeded {
    /// Text of all lengths, now and then with GS, now and then long.
    fileprivate mutating func payload(number: Int) -> [UInt8] {
        let count = next() % 8 == 0 ? Int(next() % 900) : Int(next() % 30)
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/ \u{1D}".utf8)
        let text = (0..<count).map { _ in letters[Int(next() % UInt64(letters.count))] }
        return Array("T\(number)".utf8) + text
    }

    fileprivate mutating func repairable() -> FakeSSIFault? {
        switch next() % 20 {
        case 0: .split(at: 1 + Int(next() % 12))
        case 1: .drip
        case 2: .mergeWithNext
        case 3: .wrongChecksum
        case 4: .half
        case 5: .garbage(seed: next())
        case 6: .lostACK
        case 7: .nak(cause: UInt8([1, 2, 6, 10][Int(next() % 4)]))
        case 8: .lostAnswer
        default: nil
        }
    }
}

private let symbologies = ["C0", "C1", "A0", "E0"].map { text in
    let letters = Array(text.utf8)
    return AIMIdentifier(code: letters[0], modifier: letters[1])
}

@Suite("An SSI driver in conversation with a fake scanner")
struct SSIConversationTests {
    @Test(
        "delivers every reading once and in order, whatever the protocol can repair",
        arguments: 1...40 as ClosedRange<UInt64>)
    func repairs(seed: UInt64) {
        let tellsDecode = seed % 3 == 0
        var talk = Conversation(
            SSISettings(), configuration(sendsAIM: seed % 2 == 0, tellsDecode: tellsDecode), seed: seed)
        var random = Seeded(seed: seed &* 977)
        var sent: [Scan] = []
        for number in 0..<60 {
            var payload = random.payload(number: number)
            if random.next() % 10 == 0, let last = sent.last { payload = last.payload }
            let aim = symbologies[Int(random.next() % 4)]
            sent.append(Scan(payload: payload, aim: aim))
            let fault = random.repairable()
            talk.scan(payload, aim: aim, faults: fault.map { [$0] } ?? [])
            if random.next() % 2 == 0 { talk.tell(Feedback.allCases[Int(random.next() % 4)]) }
            let waits = random.next() % 2 == 0 || fault == .mergeWithNext || fault == .lostACK
            talk.settle(for: waits ? .seconds(20) : .milliseconds(Int(random.next() % 900)))
        }
        talk.settle(for: .seconds(60))
        #expect(talk.scans == sent)
        #expect(talk.driver.isPacketed && talk.driver.deadline == nil && talk.driver.heldBytes == 0)
        #expect(talk.fake.givenUp == 0 && talk.fake.lost == 0 && talk.fake.deadline == nil)
    }

    @Test(
        "loses no reading to a loss of power, and switches to packets again", arguments: 1...20 as ClosedRange<UInt64>)
    func powerCycles(seed: UInt64) {
        var talk = Conversation(SSISettings(), configuration(), seed: seed)
        var random = Seeded(seed: seed &* 31)
        var sent: [[UInt8]] = []
        for number in 0..<60 {
            sent.append(random.payload(number: number))
            let cycles = random.next() % 4 == 0
            let event = random.next() % 2 == 0
            talk.scan(sent[number], aim: symbologies[0], faults: cycles ? [.powerCycle(event: event)] : [])
            if random.next() % 2 == 0 { talk.tell(.accepted) }
            talk.settle(for: .seconds(20))
            #expect(talk.driver.isPacketed && talk.fake.sendsPackets)
        }
        #expect(talk.scans.map(\.payload) == sent)
        #expect(talk.damages == 0)
    }

    @Test("doubles and invents nothing, whatever is lost for good", arguments: 1...40 as ClosedRange<UInt64>)
    func inventsNothing(seed: UInt64) {
        var talk = Conversation(SSISettings(), configuration(), seed: seed)
        var random = Seeded(seed: seed &* 131)
        var most: [[UInt8]] = []
        for number in 0..<60 {
            let payload = random.payload(number: number)
            var faults: [FakeSSIFault] = (0..<(random.next() % 3)).compactMap { _ in random.repairable() }
            switch random.next() % 8 {
            case 0: faults.append(.silent)
            case 1: faults.append(.babble(count: 1 + Int(random.next() % 30), seed: random.next()))
            case 2: faults.append(.repeated)
            default: break
            }
            most += faults.contains(.repeated) ? [payload, payload] : [payload]
            talk.scan(payload, aim: symbologies[0], faults: faults)
            talk.tell(.attention)
            talk.settle(for: .milliseconds(Int(random.next() % 9000)))
        }
        talk.settle(for: .seconds(60))
        var rest = most[...]
        for scan in talk.scans {
            let index = rest.firstIndex(of: scan.payload)
            #expect(index != nil, "doubled, invented or out of order")
            if let index { rest = rest[(index + 1)...] }
        }
        #expect(talk.scans.count > 20 && talk.scans.count < most.count)
    }

    @Test(
        "delivers raw readings of a device that does not send packets",
        arguments: [.rawOnly, .mute, .deaf] as [FakeSSIScanner.Configuration.Manner])
    func readsRaw(manner: FakeSSIScanner.Configuration.Manner) {
        var talk = Conversation(SSISettings(), configuration(manner: manner), seed: 3)
        var random = Seeded(seed: 5)
        var sent: [[UInt8]] = []
        for number in 0..<200 {
            sent.append(random.payload(number: number))
            let faults: [FakeSSIFault] = random.next() % 4 == 0 ? [random.next() % 2 == 0 ? .drip : .split(at: 2)] : []
            talk.scan(sent[number], aim: nil, faults: faults)
            talk.settle(for: .milliseconds(Int(random.next() % 9000)))
        }
        talk.settle(for: .seconds(60))
        #expect(talk.scans.map(\.payload) == sent)
        #expect(!talk.driver.isPacketed && talk.driver.isProven && talk.damages == 0)
    }

    @Test(
        "lets the operator hear every verdict once",
        arguments: [.polite, .rawOnly, .mute] as [FakeSSIScanner.Configuration.Manner])
    func isHeard(manner: FakeSSIScanner.Configuration.Manner) {
        var talk = Conversation(SSISettings(), configuration(manner: manner), seed: 9)
        var random = Seeded(seed: 1)
        var said: [Feedback] = []
        var heard: [Feedback] = []
        for number in 0..<200 {
            if manner == .polite, random.next() % 5 == 0 { talk.fake.commit(.lostAnswer) }
            if manner != .mute, random.next() % 5 == 0 { talk.fake.commit(.nak(cause: 1)) }
            if random.next() % 3 == 0 { talk.scan(Array("T\(number)".utf8), aim: nil, faults: []) }
            let feedback = Feedback.allCases[Int(random.next() % 4)]
            said.append(feedback)
            talk.tell(feedback)
            talk.settle(for: .seconds(8))
            heard += talk.fake.heard(at: talk.now)
        }
        #expect(heard == said)
    }

    @Test func `wakes a device that sleeps`() {
        var sleepy = configuration()
        sleepy.sleeps = true
        var talk = Conversation(SSISettings(needsWakeup: true), sleepy, seed: 2)
        #expect(talk.driver.isPacketed)
        for step in 0..<20 {
            talk.tell(.sealed)
            talk.settle(for: .milliseconds(step * 300))
        }
        talk.settle(for: .seconds(9))
        #expect(talk.fake.heard(at: talk.now).count > 15)
        #expect(talk.fake.notUnderstood == 0)
    }
}
