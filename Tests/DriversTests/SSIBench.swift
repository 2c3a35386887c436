import Devices
import Drivers
import Testing

/// What the tests of the SSI driver have in common: the decoder's packets, the host's, and a driver that is ready.
enum SSIBench {
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
    static func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    /// A packet of the decoder.
    static func packet(_ opcode: UInt8, _ data: [UInt8] = [], status: UInt8 = 0) -> [UInt8] {
        SSIFrame(opcode, source: SSISource.decoder, status: status, data: data).bytes
    }

    static func decode(
        _ text: String, type: UInt8 = 0x03, again: Bool = false, more: Bool = false
    ) -> [UInt8] {
        let status = (again ? SSIStatus.retransmit : 0) | (more ? SSIStatus.continuation : 0)
        return packet(SSIOpcode.decodeData, [type] + bytes(text), status: status)
    }

    /// The same packet with a checksum that is wrong.
    static func spoiled(_ wire: [UInt8]) -> [UInt8] { wire.dropLast() + [(wire.last ?? 0) ^ 1] }

    static let answered = packet(SSIOpcode.ack)
    static let revision = packet(SSIOpcode.replyRevision, bytes("NBRPUAAM 20 D"))
    static func refused(_ cause: UInt8) -> [UInt8] { packet(SSIOpcode.nak, [cause]) }
    static func event(_ code: UInt8, again: Bool = false) -> [UInt8] {
        packet(SSIOpcode.event, [code], status: again ? SSIStatus.retransmit : 0)
    }

    static func host(_ opcode: UInt8, _ data: [UInt8] = [], again: Bool = false) -> DriverOutput {
        .send(SSIFrame(opcode, status: again ? SSIStatus.retransmit : 0, data: data).bytes)
    }

    static let ack = host(SSIOpcode.ack)
    static let sendAgain = host(SSIOpcode.nak, [SSICause.resend])
    static let setPackets = host(SSIOpcode.parameters, [0xFF, 0xEE, 1])
    static let askRevision = host(SSIOpcode.requestRevision)

    static func scan(_ text: String, _ aim: String? = "C0") -> DriverOutput {
        let letters = aim.map { Array($0.utf8) }
        return .scan(Scan(payload: bytes(text), aim: letters.map { AIMIdentifier(code: $0[0], modifier: $0[1]) }))
    }

    static func damage(_ damage: Damage, _ text: String) -> DriverOutput { .damaged(damage, bytes: bytes(text)) }

    /// A driver whose device has switched to packets and told its revision, at 0 ms.
    static func ready(_ settings: SSISettings = SSISettings()) -> SSIDriver {
        var driver = SSIDriver(settings: settings)
        _ = driver.started(at: at(0))
        _ = driver.received(answered, at: at(0))
        _ = driver.received(revision, at: at(0))
        #expect(driver.isPacketed && driver.isProven && driver.deadline == nil && driver.heldBytes == 0)
        return driver
    }

    /// A driver whose device does not send packets, at 0 ms.
    static func raw(_ format: LineFormat = LineFormat()) -> SSIDriver {
        var driver = SSIDriver(settings: SSISettings(raw: format))
        _ = driver.started(at: at(0))
        _ = driver.received(refused(SSICause.denied), at: at(0))
        _ = driver.received(revision, at: at(0))
        #expect(!driver.isPacketed && driver.deadline == nil)
        return driver
    }

    /// Lets every deadline pass that comes up to `end`; the outputs with their milliseconds.
    static func pass(_ driver: inout SSIDriver, until end: Int64) -> [Timed] {
        var outputs: [Timed] = []
        var last = Instant.start
        while let deadline = driver.deadline, deadline <= at(end) {
            #expect(deadline > last, "a deadline that has passed is over")
            last = deadline
            let milliseconds = deadline.nanoseconds / 1_000_000
            outputs += driver.deadlinePassed(at: deadline).map { Timed(milliseconds, $0) }
        }
        return outputs
    }

    struct Timed: Equatable, CustomStringConvertible {
        var milliseconds: Int64
        var output: DriverOutput
        init(_ milliseconds: Int64, _ output: DriverOutput) {
            self.milliseconds = milliseconds
            self.output = output
        }
        var description: String { "\(milliseconds): \(output)" }
    }
}

extension [DriverOutput] {
    /// Without notes, whose words are for people.
    var withoutNotes: [DriverOutput] {
        filter { output in
            if case .note = output { return false }
            return true
        }
    }

    var notes: Int { count - withoutNotes.count }

    var readings: [DriverOutput] {
        filter { output in
            if case .scan = output { return true }
            return false
        }
    }
}

extension [SSIBench.Timed] {
    var withoutNotes: [SSIBench.Timed] { filter { [$0.output].notes == 0 } }
}
