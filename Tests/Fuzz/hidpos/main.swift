import Devices
import Drivers

/// Any reports in any order with any answers, for both languages of HID scanners: no crash, bounded memory, never more
/// bytes out than in, notes that are short.
///
/// The first byte chooses the settings, the second what the device answers about itself. Then each step is an order, a
/// pause in units of 4 ms, a length, and so many bytes; a report is filled up to 64 bytes where the order says so.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzHIDPOS(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count > 2 else { return 0 }
    let choice = input[0]
    let settings = HIDPOSSettings(
        fallback: choice & 1 == 0 ? .aimFirst : .plain, redirectsOutput: choice & 2 != 0,
        mayOmitLastReport: choice & 4 != 0, suffix: choice & 8 != 0 ? .none : .lineEnd)
    var hidPOS = HIDPOSDriver(settings: settings)
    run(&hidPOS, input)
    precondition(hidPOS.heldBytes <= LineLimit.frameBytes + HIDPOSLimit.keptBytes, "the memory is bounded")
    var ibm = IBMDriver(
        settings: IBMSettings(
            digits: choice & 16 != 0 ? .values : .ascii, commands: .init(atStart: [[0x11]], beep: [0x14])))
    run(&ibm, input)
    return 0
}

private let askDescriptor = ControlRequest(type: 0x81, request: 6, value: 0x2200, asking: 4096)
private let redirect = ControlRequest(type: 0x21, request: 9, value: 0x03FE, payload: [0xFE, 1])

/// Length, identifier, data, more and two beeps, in reports with id 2 of 64 bytes.
private let description: [UInt8] = [
    0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01, 0x0B, 0x3B, 0x00, 0x01,
    0x00,
    0x81, 0x02, 0x95, 0x03, 0x19, 0xFB, 0x29, 0xFD, 0x81, 0x02, 0x95, 0x3A, 0x09, 0xFE, 0x82, 0x02, 0x01, 0x75, 0x01,
    0x95, 0x08, 0x09, 0xFF, 0x81, 0x02, 0x85, 0x04, 0x09, 0x85, 0x09, 0x86, 0x91, 0x06, 0xC0,
]

private func run(_ driver: inout some Driver, _ input: [UInt8]) {
    let descriptions: [ControlAnswer] = [.done(description), .stalled, .failed, .done(input)]
    let about = descriptions[Int(input[1]) % descriptions.count]
    var now = Instant.start
    var sent = 0
    var got = 0
    got += size(driver.started(at: now))
    if input[1] & 0x80 == 0 { got += size(driver.answered(askDescriptor, about, at: now)) }
    var position = 2
    while position + 3 <= input.count {
        let order = input[position]
        now = now.advanced(by: .milliseconds(Int(input[position + 1]) * 4))
        let end = min(position + 3 + Int(input[position + 2]), input.count)
        var report = Array(input[(position + 3)..<end])
        position = end
        switch order & 0x0F {
        case 0: got += size(driver.deadlinePassed(at: now))
        case 1: got += size(driver.tell(Feedback.allCases[Int(order >> 4) % Feedback.allCases.count], at: now))
        case 2: got += size(driver.answered(askDescriptor, about, at: now))
        case 3: got += size(driver.answered(redirect, [.done([]), .stalled, .failed][Int(order >> 4) % 3], at: now))
        case 4: got += size(driver.started(at: now))
        default:
            if order & 0x0F > 5, report.count < 64 {
                report += [UInt8](repeating: order >> 4, count: 64 - report.count)
            }
            // A run of the same kind of report, as a long reading is.
            for turn in 0...(order & 0x0F == 15 ? 80 : 0) {
                if report.count > 20 { report[20] = UInt8(turn) }
                sent += report.count
                got += size(driver.received(report, at: now))
            }
        }
        precondition(got <= sent, "a driver makes no bytes up")
        precondition(driver.deadline.map { $0 <= now.advanced(by: .seconds(20)) } ?? true, "a deadline is near")
    }
    got += size(driver.deadlinePassed(at: now.advanced(by: .seconds(60))))
    precondition(got <= sent, "a driver makes no bytes up")
}

/// The bytes of readings and damage.
private func size(_ outputs: [DriverOutput]) -> Int {
    var size = 0
    for output in outputs {
        switch output {
        case .scan(let scan):
            precondition(!scan.payload.isEmpty && scan.payload.count <= LineLimit.frameBytes, "a reading has bytes")
            size += scan.payload.count
        case .damaged(_, let bytes):
            precondition(bytes.count <= LineLimit.frameBytes, "damage is cut")
            size += bytes.count
        case .note(let text): precondition(text.count <= 200, "a note is short")
        case .send(let report): precondition(!report.isEmpty, "a report has bytes")
        case .request: break
        default: preconditionFailure("a scanner has readings only")
        }
    }
    return size
}
