import Devices
import Drivers
import Testing

private typealias Bench = SSIBench

@Suite("An SSI driver and the switch to packets")
struct SSIModeTests {
    @Test func `asks for packets, then for the revision, one command after the other`() {
        var driver = SSIDriver()
        #expect(driver.started(at: Bench.at(0)) == [Bench.setPackets])
        #expect(!driver.isProven && !driver.isPacketed && driver.tellsVerdicts)
        #expect(driver.received(Bench.answered, at: Bench.at(10)) == [Bench.askRevision])
        #expect(driver.isProven && driver.isPacketed)
        let reply = driver.received(Bench.revision, at: Bench.at(20))
        #expect(reply == [.note("SSI: the scanner is NBRPUAAM 20 D")])
        #expect(driver.deadline == nil)
    }

    @Test func `without packets only the revision is asked for, and readings are raw`() {
        var driver = SSIDriver(settings: SSISettings(usesPackets: false))
        #expect(driver.started(at: Bench.at(0)) == [Bench.askRevision])
        #expect(driver.received(Bench.bytes("TUBE-1\r"), at: Bench.at(1)) == [Bench.scan("TUBE-1", nil)])
        #expect(driver.isProven)
        let packet = driver.received(Bench.decode("TUBE-2"), at: Bench.at(2))
        #expect(packet == [Bench.ack, Bench.scan("TUBE-2")], "a packet that comes all the same is a reading")
        #expect(driver.received(Bench.bytes("TUBE-3\r"), at: Bench.at(3)).isEmpty)
        #expect(Bench.pass(&driver, until: 1900).map(\.output) == [Bench.scan("TUBE-3", nil)])
    }

    @Test(
        "a refusal leaves the device raw, and it is not asked again", arguments: [SSICause.denied, SSICause.badContext])
    func staysRaw(cause: UInt8) {
        var driver = SSIDriver()
        _ = driver.started(at: Bench.at(0))
        let refusal = driver.received(Bench.refused(cause), at: Bench.at(10))
        #expect(refusal.notes == 1 && refusal.withoutNotes == [Bench.askRevision])
        _ = driver.received(Bench.revision, at: Bench.at(20))
        for step in 1...3 {
            let outputs = driver.received(Bench.bytes("TUBE-\(step)\r"), at: Bench.at(Int64(step) * 100_000))
            #expect(outputs == [Bench.scan("TUBE-\(step)", nil)])
        }
    }

    @Test func `no answer in three sends leaves the device raw, and its readings are never answered`() {
        var driver = SSIDriver()
        _ = driver.started(at: Bench.at(0))
        let again = Bench.host(SSIOpcode.parameters, [0xFF, 0xEE, 1], again: true)
        #expect(driver.received(Bench.bytes("TUBE-1\r"), at: Bench.at(500)) == [Bench.scan("TUBE-1", nil)])
        #expect(!driver.isProven)
        let sent = Bench.pass(&driver, until: 10_000)
        #expect(sent.withoutNotes == [Bench.Timed(2000, again), Bench.Timed(4000, again)])
        #expect(sent.last?.milliseconds == 6000)
        #expect(driver.isProven && !driver.isPacketed && driver.deadline == nil)
        #expect(driver.received(Bench.bytes("TUBE-2\r"), at: Bench.at(65_999)) == [Bench.scan("TUBE-2", nil)])
        let retry = driver.received(Bench.bytes("TUBE-3\r"), at: Bench.at(66_000))
        #expect(retry == [Bench.scan("TUBE-3", nil), Bench.setPackets], "once a minute it is asked again")
    }

    @Test("takes every reading once while the device is switched over, wherever the bytes are cut")
    func switchesOver() {
        let wire = Bench.bytes("TUBE-1\r\n") + Bench.answered + Bench.decode("TUBE-2")
        for cut in 0...wire.count {
            var driver = SSIDriver()
            _ = driver.started(at: Bench.at(0))
            var outputs = driver.received(Array(wire[..<cut]), at: Bench.at(1))
            outputs += driver.received(Array(wire[cut...]), at: Bench.at(50))
            #expect(outputs.readings == [Bench.scan("TUBE-1", nil), Bench.scan("TUBE-2")], "cut at \(cut)")
            #expect(outputs.withoutNotes.filter { $0 == Bench.ack }.count == 1)
            #expect(driver.isPacketed && driver.heldBytes == 0)
        }
        var driver = SSIDriver()
        _ = driver.started(at: Bench.at(0))
        let dripped = wire.flatMap { driver.received([$0], at: Bench.at(1)) }
        #expect(dripped.readings.count == 2 && driver.isPacketed)
    }

    @Test func `a raw reading does not wait, also when its end could begin a packet`() {
        var driver = Bench.raw()
        let wire = Bench.bytes("TUBE-1\r")
        #expect(wire.flatMap { driver.received([$0], at: Bench.at(1)) } == [Bench.scan("TUBE-1", nil)])
        #expect(driver.deadline == nil)
        var idle = Bench.raw(LineFormat(suffix: .idle(.milliseconds(30))))
        _ = idle.received(Bench.bytes("TUBE-1"), at: Bench.at(1))
        #expect(idle.deadline == Bench.at(31), "the last byte could begin a packet, but not for long")
        #expect(idle.deadlinePassed(at: Bench.at(31)) == [Bench.scan("TUBE-1", nil)])
    }

    @Test func `a packet in the middle of a raw line leaves both whole or reported`() {
        var driver = Bench.raw()
        _ = driver.tell(.accepted, at: Bench.at(1))
        let cut = driver.received(Bench.bytes("TUBE") + Bench.answered + Bench.bytes("TUBE-2\r"), at: Bench.at(2))
        #expect(cut == [Bench.damage(.missingSuffix, "TUBE"), Bench.scan("TUBE-2", nil)])
        var idle = Bench.raw(LineFormat(suffix: .idle(.milliseconds(30))))
        #expect(idle.received(Bench.bytes("TUBE") + Bench.answered, at: Bench.at(2)) == [Bench.scan("TUBE", nil)])
    }

    @Test func `a broken packet is never a raw reading`() {
        var driver = Bench.raw()
        _ = driver.received(Bench.spoiled(Bench.answered), at: Bench.at(1))
        _ = driver.received(Array(Bench.decode("AB").prefix(8)), at: Bench.at(1000))
        #expect(Bench.pass(&driver, until: 9000).map(\.output).readings.isEmpty)
    }

    @Test func `a power-up switches to packets again, and its event is answered each time it comes`() {
        var driver = Bench.ready()
        #expect(driver.received(Bench.event(SSIEvent.powerUp), at: Bench.at(1)) == [Bench.ack, Bench.setPackets])
        #expect(!driver.isPacketed)
        #expect(driver.received(Bench.event(SSIEvent.powerUp, again: true), at: Bench.at(2)) == [Bench.ack])
        #expect(driver.received(Bench.answered, at: Bench.at(3)).isEmpty)
        #expect(driver.isPacketed)
        #expect(driver.received(Bench.event(SSIEvent.decode), at: Bench.at(4)) == [Bench.ack])
        #expect(driver.received(Bench.event(SSIEvent.defaultsSet), at: Bench.at(5)) == [Bench.ack, Bench.setPackets])
    }

    @Test func `packets are not asked for again while the question is out`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.event(SSIEvent.powerUp), at: Bench.at(1))
        #expect(driver.received(Bench.event(SSIEvent.parameterStored), at: Bench.at(2)) == [Bench.ack])
        #expect(driver.received(Bench.answered, at: Bench.at(3)).isEmpty)
        #expect(
            driver.received(Bench.event(SSIEvent.parameterStored), at: Bench.at(4)) == [Bench.ack, Bench.setPackets])
    }

    @Test func `a reading that comes raw all of a sudden is delivered, and the device is switched again`() {
        var driver = Bench.ready()
        #expect(driver.received(Bench.bytes("TUBE-1\rTUBE-2\r"), at: Bench.at(1)).isEmpty)
        let outputs = Bench.pass(&driver, until: 1000).map(\.output)
        #expect(outputs == [Bench.scan("TUBE-1", nil), Bench.scan("TUBE-2", nil), Bench.setPackets])
        #expect(driver.received(Bench.bytes("TUBE-3\r"), at: Bench.at(1001)) == [Bench.scan("TUBE-3", nil)])
        _ = driver.received(Bench.answered, at: Bench.at(1002))
        #expect(driver.received(Bench.decode("TUBE-4"), at: Bench.at(1003)).last == Bench.scan("TUBE-4"))
    }

    @Test func `an answer right behind a raw reading does not spoil it`() {
        var driver = Bench.ready()
        _ = driver.tell(.accepted, at: Bench.at(0))
        let outputs = driver.received(Bench.bytes("TUBE-1\r") + Bench.answered, at: Bench.at(1))
        #expect(outputs == [Bench.scan("TUBE-1", nil), Bench.setPackets])
    }

    @Test(
        "noise in packet mode is no reading: it is damage, and the mode is set again",
        arguments: [[0xFF, 0x41, 0x0D], [0x41, 0x42], [0x0D], [0x09, 0xF3, 0x41, 0x00, 0x0D], [0x41, 0x07, 0x0D]]
            as [[UInt8]])
    func noiseIsDamage(noise: [UInt8]) {
        var driver = Bench.ready()
        #expect(driver.received(noise, at: Bench.at(0)).isEmpty)
        let outputs = Bench.pass(&driver, until: 400).map(\.output)
        #expect(outputs == [Bench.setPackets])
        _ = driver.received(Bench.answered, at: Bench.at(410))
        let later = Bench.pass(&driver, until: 9000).map(\.output)
        #expect(later == [.damaged(.brokenFrame, bytes: noise)])
    }

    @Test func `a device that sends packets and refuses to be asked for them still sends packets`() {
        var driver = Bench.ready()
        _ = driver.received([0xFF, 0xFE], at: Bench.at(0))
        _ = Bench.pass(&driver, until: 400)
        _ = driver.received(Bench.refused(SSICause.denied), at: Bench.at(410))
        #expect(driver.isPacketed)
    }

    @Test func `text right before a packet is noise, for a device that sends packets sent nothing raw`() {
        var driver = Bench.ready()
        let outputs = driver.received(Bench.bytes("AB\r") + Bench.decode("TUBE-1"), at: Bench.at(0))
        #expect(outputs == [Bench.ack, Bench.damage(.brokenFrame, "AB\r"), Bench.scan("TUBE-1")])
    }

    @Test func `endless noise in packet mode is cut, and the next packet is well`() {
        var driver = Bench.ready()
        var outputs: [DriverOutput] = []
        for step in 0..<20 {
            outputs += driver.received([UInt8](repeating: 0x02, count: 1000), at: Bench.at(Int64(step)))
            #expect(driver.heldBytes <= SSIDriver.mostHeldBytes)
        }
        #expect(outputs.count == 4)
        #expect(driver.received(Bench.decode("A"), at: Bench.at(30)).last == Bench.scan("A"))
    }

    @Test("survives 10,000 chunks of noise with bounded memory", arguments: [1, 2, 3] as [UInt64])
    func survivesNoise(seed: UInt64) {
        var random = DriverNoise(state: seed)
        for settings in [
            SSISettings(), SSISettings(usesPackets: false), SSISettings(needsWakeup: true, ledMask: 1),
            SSISettings(raw: LineFormat(prefix: [2], suffix: .idle(.milliseconds(5)), aim: .always)),
        ] {
            var driver = SSIDriver(settings: settings)
            var now = Bench.at(0)
            _ = driver.started(at: now)
            for _ in 0..<10_000 {
                now = now.advanced(by: .milliseconds(Int(random.next() % 40)))
                if random.next() % 9 == 0 { _ = driver.tell(.sealed, at: now) }
                _ = driver.received(random.chunk(), at: now)
                #expect(driver.heldBytes <= SSIDriver.mostHeldBytes)
                if let deadline = driver.deadline { #expect(deadline > now) }
            }
            now = now.advanced(by: .seconds(100))
            for _ in 0..<20 { _ = driver.deadlinePassed(at: now) + driver.received(Bench.answered, at: now) }
            #expect(driver.received(Bench.decode("A"), at: now).readings == [Bench.scan("A")])
        }
    }
}

private struct DriverNoise: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
    mutating func chunk() -> [UInt8] {
        switch next() % 8 {
        case 0: return SSIBench.decode("A\(next() % 10)", again: next() % 2 == 0, more: next() % 2 == 0)
        case 1: return SSIBench.answered
        case 2: return SSIBench.spoiled(SSIBench.decode("B"))
        case 3: return SSIBench.event(UInt8(next() % 12))
        case 4: return SSIBench.refused(UInt8(next() % 8))
        case 5: return SSIBench.bytes("C\(next() % 10)\r")
        case 6: return Array(SSIBench.revision.prefix(Int(next() % 20)))
        default: return (0..<(next() % 300)).map { _ in UInt8(truncatingIfNeeded: next() >> 3) }
        }
    }
}
