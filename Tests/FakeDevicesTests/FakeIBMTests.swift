import Devices
import Drivers
import FakeDevices
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private func aim(_ modifier: Unicode.Scalar) -> AIMIdentifier {
    AIMIdentifier(code: UInt8(ascii: "E"), modifier: UInt8(ascii: modifier))
}

@Suite("A fake IBM scanner and its driver")
struct FakeIBMTests {
    @Test("agree about labels", arguments: [false, true])
    func agree(values: Bool) {
        var fake = FakeIBMScanner(.init(identity: DeviceIdentity(node: "usb"), sendsValues: values))
        var driver = IBMDriver(settings: IBMSettings(digits: values ? .values : .ascii))
        for case .request(let request) in driver.started(at: at(0)) {
            #expect(driver.answered(request, fake.answer(request), at: at(0)).isEmpty)
        }
        #expect(driver.isProven)
        let labels: [(String, AIMIdentifier?)] = [
            ("071012107018", aim("0")), ("6901234567892", aim("0")), ("96385074", aim("4")), ("01234565", aim("0")),
            ("TUBE-1", nil), (String(repeating: "x", count: 57), nil),
        ]
        for (label, aim) in labels {
            let reports = fake.scan(bytes(label), aim: aim)
            #expect(
                reports.flatMap { driver.received($0, at: at(1)) } == [.scan(Scan(payload: bytes(label), aim: aim))])
        }
        #expect(fake.scan(bytes(String(repeating: "x", count: 58))).isEmpty, "it does not fit")
    }

    @Test func `sends the published frame`() {
        var fake = FakeIBMScanner(.init(identity: DeviceIdentity(node: "usb")))
        let frame: [UInt8] = [0x11, 0x10, 0x03, 0x00] + bytes("071012107018") + [0x0D]
        #expect(fake.scan(bytes("071012107018"), aim: aim("0")) == [frame + [UInt8](repeating: 0, count: 47)])
    }

    @Test("live through faults: every label once, none that was not sent", arguments: 1...3 as ClosedRange<UInt64>)
    func liveThroughFaults(seed: UInt64) {
        let faults: [ReportFault] = [
            .silent, .repeated, .duplicate(0), .lastLost, .short(bytes: 9), .wrongID, .garbage(seed: seed),
            .babble(count: 20, seed: seed),
        ]
        var fake = FakeIBMScanner(.init(identity: DeviceIdentity(node: "usb")))
        var driver = IBMDriver(settings: IBMSettings())
        var random = Seeded(seed: seed)
        for step in 0..<500 {
            let label = bytes("T\(random.next() % 1_000_000)")
            if step % 2 == 0 { fake.commit(faults[Int(random.next() % UInt64(faults.count))]) }
            var scans: [DriverOutput] = []
            for output in fake.scan(label).flatMap({ driver.received($0, at: at(Int64(step) * 300)) }) {
                if case .scan = output { scans.append(output) }
            }
            #expect(scans.allSatisfy { $0 == .scan(Scan(payload: label)) } && scans.count <= 2)
            if step % 2 == 1 { #expect(scans.count == 1) }
        }
    }

    @Test func `counts beeps where the configuration knows the order`() {
        var fake = FakeIBMScanner(.init(identity: DeviceIdentity(node: "usb"), beepOrder: 0x14))
        var driver = IBMDriver(settings: IBMSettings(commands: .init(beep: [0x14])))
        for (index, feedback) in Feedback.allCases.enumerated() {
            var now = at(Int64(index) * 5000)
            var outputs = driver.tell(feedback, at: now)
            while true {
                for case .send(let report) in outputs { fake.hostSent(report, at: now) }
                guard let deadline = driver.deadline else { break }
                now = deadline
                outputs = driver.deadlinePassed(at: now)
            }
            #expect(fake.heard(at: now.advanced(by: .seconds(1))) == [feedback])
        }
        fake.hostSent([0x14], at: at(60_000))
        #expect(fake.notUnderstood == 1, "an order has eleven bytes")
    }

    @Test func `refuses its description once when told to`() {
        var fake = FakeIBMScanner(.init(identity: DeviceIdentity(node: "usb")))
        fake.commit(.stallDescriptor)
        let request = ControlRequest(type: 0x81, request: 6, value: 0x2200, asking: 4096)
        #expect(fake.answer(request) == .stalled)
        #expect(fake.answer(request) == .done(FakeIBMScanner.descriptor))
    }
}
