import Devices
import Drivers
import Testing

private typealias Bench = SSIBench

private func beep(_ code: UInt8, again: Bool = false) -> DriverOutput {
    Bench.host(SSIOpcode.beep, [code], again: again)
}

@Suite("An SSI driver and its commands")
struct SSICommandTests {
    @Test(
        "beeps differently for each verdict",
        arguments: zip(Feedback.allCases, [0, 9, 7, 1] as [UInt8]))
    func beeps(feedback: Feedback, code: UInt8) {
        var driver = Bench.ready()
        #expect(driver.tell(feedback, at: Bench.at(0)) == [beep(code)])
        #expect(Set(Feedback.allCases.map { SSIBeeps()[$0] }).count == Feedback.allCases.count)
    }

    @Test func `one command is out at a time, and a new verdict replaces one that waits`() {
        var driver = Bench.ready()
        #expect(driver.tell(.accepted, at: Bench.at(0)) == [beep(0)])
        #expect(driver.tell(.refused, at: Bench.at(10)).isEmpty)
        #expect(driver.tell(.sealed, at: Bench.at(20)).isEmpty)
        #expect(driver.received(Bench.answered, at: Bench.at(30)) == [beep(1)])
        #expect(driver.received(Bench.answered, at: Bench.at(40)).isEmpty)
        #expect(driver.deadline == nil)
    }

    @Test func `a command without an answer is sent twice more, and then given up`() {
        var driver = Bench.ready()
        _ = driver.tell(.accepted, at: Bench.at(0))
        #expect(driver.deadline == Bench.at(2000))
        #expect(driver.deadlinePassed(at: Bench.at(1999)).isEmpty)
        #expect(driver.deadlinePassed(at: Bench.at(2000)) == [beep(0, again: true)])
        #expect(driver.deadlinePassed(at: Bench.at(4000)) == [beep(0, again: true)])
        let end = driver.deadlinePassed(at: Bench.at(6000))
        #expect(end.notes == 1 && end.withoutNotes.isEmpty)
        #expect(driver.deadline == nil && driver.isPacketed)
    }

    @Test func `an answer that came in time is not overtaken by its time-out`() {
        var driver = Bench.ready()
        _ = driver.tell(.accepted, at: Bench.at(0))
        #expect(driver.received(Bench.answered, at: Bench.at(2500)).isEmpty)
        #expect(driver.deadline == nil)
    }

    @Test func `a verdict that has to be sent again gives way to a newer one`() {
        var driver = Bench.ready()
        _ = driver.tell(.accepted, at: Bench.at(0))
        _ = driver.tell(.refused, at: Bench.at(1000))
        #expect(driver.deadlinePassed(at: Bench.at(2000)) == [beep(9)])
        _ = driver.tell(.attention, at: Bench.at(2001))
        #expect(driver.received(Bench.refused(SSICause.resend), at: Bench.at(2002)) == [beep(7)])
    }

    @Test func `RESEND sends again at once, twice at most`() {
        var driver = Bench.ready()
        _ = driver.tell(.accepted, at: Bench.at(0))
        #expect(driver.received(Bench.refused(SSICause.resend), at: Bench.at(1)) == [beep(0, again: true)])
        #expect(driver.received(Bench.refused(SSICause.resend), at: Bench.at(2)) == [beep(0, again: true)])
        let end = driver.received(Bench.refused(SSICause.resend), at: Bench.at(3))
        #expect(end.notes == 1 && end.count == 1)
        #expect(driver.deadline == nil)
    }

    @Test("any other cause drops the command, and is noted", arguments: [2, 6, 10, 77] as [UInt8])
    func drops(cause: UInt8) {
        var driver = Bench.ready()
        _ = driver.tell(.accepted, at: Bench.at(0))
        let outputs = driver.received(Bench.refused(cause), at: Bench.at(1))
        #expect(outputs.notes == 1 && outputs.count == 1)
        #expect(driver.deadline == nil)
    }

    @Test func `a verdict goes before the other commands, and readings are answered meanwhile`() {
        var driver = SSIDriver()
        _ = driver.started(at: Bench.at(0))
        #expect(driver.tell(.accepted, at: Bench.at(1)).isEmpty)
        #expect(driver.received(Bench.decode("A"), at: Bench.at(2)) == [Bench.ack, Bench.scan("A")])
        #expect(driver.received(Bench.answered, at: Bench.at(3)) == [beep(0)])
        #expect(driver.received(Bench.answered, at: Bench.at(4)) == [Bench.askRevision])
    }

    @Test func `a verdict that waited longer than 2 s is not told`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.event(SSIEvent.powerUp), at: Bench.at(0))
        _ = driver.tell(.accepted, at: Bench.at(1))
        let late = driver.received(Bench.answered, at: Bench.at(2002))
        #expect(late.notes == 1 && late.withoutNotes.isEmpty)
    }

    @Test func `a device that never answered is told each verdict once, without waiting`() {
        var driver = SSIDriver()
        _ = driver.started(at: Bench.at(0))
        _ = driver.tell(.refused, at: Bench.at(1500))
        #expect(driver.deadlinePassed(at: Bench.at(2000)).last == beep(9), "not after the third send only")
        _ = Bench.pass(&driver, until: 9000)
        #expect(driver.tell(.accepted, at: Bench.at(9000)) == [beep(0)])
        #expect(driver.tell(.sealed, at: Bench.at(9001)) == [beep(1)])
        #expect(driver.deadline == nil)
    }

    @Test func `lights follow the verdict where there is a mask`() {
        var driver = Bench.ready(SSISettings(ledMask: 0x01))
        #expect(driver.tell(.accepted, at: Bench.at(0)) == [beep(0)])
        #expect(driver.received(Bench.answered, at: Bench.at(1)) == [Bench.host(SSIOpcode.ledOn, [1])])
        _ = driver.tell(.refused, at: Bench.at(2))
        #expect(driver.received(Bench.answered, at: Bench.at(3)) == [beep(9)])
        #expect(driver.received(Bench.answered, at: Bench.at(4)) == [Bench.host(SSIOpcode.ledOff, [1])])
        #expect(driver.received(Bench.answered, at: Bench.at(5)).isEmpty)
    }

    @Test func `a sleeping device is woken, and gets its command after a pause`() {
        var driver = SSIDriver(settings: SSISettings(needsWakeup: true))
        #expect(driver.started(at: Bench.at(0)) == [.send([0])])
        #expect(driver.deadline == Bench.at(10))
        #expect(driver.deadlinePassed(at: Bench.at(9)).isEmpty)
        #expect(driver.deadlinePassed(at: Bench.at(10)) == [Bench.setPackets])
        #expect(driver.received(Bench.answered, at: Bench.at(400)) == [Bench.askRevision], "it is awake")
        #expect(driver.deadlinePassed(at: Bench.at(2400)) == [.send([0])], "it slept again")
        #expect(driver.deadlinePassed(at: Bench.at(2410)) == [Bench.host(SSIOpcode.requestRevision, again: true)])
        _ = driver.received(Bench.revision, at: Bench.at(2420))
        #expect(driver.tell(.accepted, at: Bench.at(2919)) == [beep(0)])
        _ = driver.received(Bench.answered, at: Bench.at(2920))
        #expect(driver.tell(.accepted, at: Bench.at(3420)) == [.send([0])])
    }
}
