import Devices
import Drivers

/// Any bytes, cut anywhere, in any settings, with verdicts and restarts between: no crash, bounded memory, deadlines
/// that lie ahead, never more bytes read than were sent, and nothing sent but whole packets of the host and WAKEUP.
///
/// The first byte chooses the settings; then each chunk is a length, a pause in units of 16 ms, what else happens, and
/// its bytes. What else: bit 0 lets all deadlines pass before it, bit 1 tells a verdict, bit 2 starts anew, bit 3 makes
/// the bytes the data of a right packet, bits 4 to 7 choose its opcode and status.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzSSI(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    var bench = Bench(settings: Bench.settings[Int(choice) % Bench.settings.count])
    var position = 1
    while position + 3 <= input.count {
        let end = min(position + 3 + Int(input[position]), input.count)
        bench.step(pause: Int(input[position + 1]) * 16, what: input[position + 2], Array(input[(position + 3)..<end]))
        position = end
    }
    bench.end()
    return 0
}

private struct Bench {
    static let settings = [
        SSISettings(), SSISettings(usesPackets: false), SSISettings(needsWakeup: true, ledMask: 1),
        SSISettings(raw: LineFormat(prefix: [2], suffix: .etx, aim: .always)),
        SSISettings(raw: LineFormat(suffix: .idle(.milliseconds(30)), aim: .never)),
        SSISettings(raw: LineFormat(suffix: .crlf, missingSuffix: .damaged)),
    ]

    var driver: SSIDriver
    var now = Instant.start
    var sent = 0
    var got = 0

    init(settings: SSISettings) {
        driver = SSIDriver(settings: settings)
        take(driver.started(at: now))
    }

    mutating func step(pause: Int, what: UInt8, _ bytes: [UInt8]) {
        now = now.advanced(by: .milliseconds(pause))
        if what & 1 != 0 { passDeadlines() }
        if what & 2 != 0 { take(driver.tell(Feedback.allCases[Int(what >> 6)], at: now)) }
        if what & 4 != 0 { take(driver.started(at: now)) }
        let wire = what & 8 == 0 ? bytes : Bench.packet(what >> 4, bytes)
        sent += wire.count
        take(driver.received(wire, at: now))
        if let deadline = driver.deadline { precondition(deadline > now, "a deadline lies ahead") }
        precondition(driver.heldBytes <= SSIDriver.mostHeldBytes, "the memory is bounded")
    }

    mutating func end() {
        for _ in 0..<100 {
            guard let deadline = driver.deadline else { break }
            now = deadline
            passDeadlines()
        }
        precondition(driver.deadline == nil, "everything ends")
        precondition(driver.heldBytes == 0, "and nothing is kept")
    }

    private static func packet(_ choice: UInt8, _ data: [UInt8]) -> [UInt8] {
        let opcodes = [SSIOpcode.decodeData, SSIOpcode.event, SSIOpcode.ack, SSIOpcode.nak]
        let status = choice & 4 != 0 ? SSIStatus.continuation : choice & 8 != 0 ? SSIStatus.retransmit : 0
        return SSIFrame(
            opcodes[Int(choice & 3)], source: SSISource.decoder, status: status,
            data: Array(data.prefix(SSILimit.dataBytes))
        ).bytes
    }

    private mutating func passDeadlines() {
        guard let deadline = driver.deadline, deadline <= now else { return }
        take(driver.deadlinePassed(at: now))
        if let next = driver.deadline { precondition(next > now, "a deadline that passed is over") }
    }

    private mutating func take(_ outputs: [DriverOutput]) {
        for output in outputs {
            switch output {
            case .scan(let scan):
                precondition(!scan.payload.isEmpty, "a reading has bytes")
                got += scan.payload.count
            case .damaged(_, let bytes): got += bytes.count
            case .send(let bytes):
                let isWhole = bytes == [SSIOpcode.wakeup] || SSIFrame(bytes)?.source == SSISource.host
                precondition(isWhole, "the host sends whole packets")
            case .note(let text): precondition(text.count <= SSILimit.noteCharacters, "a note is short")
            default: preconditionFailure("a scanner has readings only")
            }
        }
        precondition(got <= sent, "a driver makes no bytes up")
    }
}
