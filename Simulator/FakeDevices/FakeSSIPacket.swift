import Devices

/// A packet as the scanner's firmware has it. Written from the protocol document, not from the driver.
struct FakeSSIPacket: Hashable, Sendable {
    /// Opcodes the firmware sends or obeys.
    enum Code {
        static let requestRevision: UInt8 = 0xA3
        static let replyRevision: UInt8 = 0xA4
        static let aimOff: UInt8 = 0xC4
        static let aimOn: UInt8 = 0xC5
        static let parameters: UInt8 = 0xC6
        static let parameterRequest: UInt8 = 0xC7
        static let defaults: UInt8 = 0xC8
        static let ack: UInt8 = 0xD0
        static let nak: UInt8 = 0xD1
        static let flush: UInt8 = 0xD2
        static let capabilities: UInt8 = 0xD3
        static let capabilitiesReply: UInt8 = 0xD4
        static let start: UInt8 = 0xE4
        static let stop: UInt8 = 0xE5
        static let beep: UInt8 = 0xE6
        static let ledOn: UInt8 = 0xE7
        static let ledOff: UInt8 = 0xE8
        static let enable: UInt8 = 0xE9
        static let disable: UInt8 = 0xEA
        static let sleep: UInt8 = 0xEB
        static let decode: UInt8 = 0xF3
        static let event: UInt8 = 0xF6
    }

    enum Bit {
        static let resent: UInt8 = 1
        static let continues: UInt8 = 2
        static let permanent: UInt8 = 8
    }

    enum Cause {
        static let resend: UInt8 = 1
        static let badContext: UInt8 = 2
        static let denied: UInt8 = 6
    }

    var code: UInt8
    var source: UInt8 = 0
    var status: UInt8 = 0
    var data: [UInt8] = []

    var bytes: [UInt8] {
        var bytes = [UInt8(truncatingIfNeeded: data.count + 4), code, source, status] + data
        let sum = bytes.reduce(0) { $0 + Int($1) }
        let check = (0x1_0000 - sum % 0x1_0000) % 0x1_0000
        bytes += [UInt8(check / 256), UInt8(check % 256)]
        return bytes
    }

    /// What is at the front of the host's bytes.
    enum Front {
        /// Nothing yet, or a packet that is not whole.
        case incomplete
        /// The WAKEUP byte, or a byte that begins no packet.
        case wakeup
        case noise
        case packet(FakeSSIPacket, length: Int)
        case wrongChecksum(length: Int)
    }

    static func front(of bytes: [UInt8]) -> Front {
        guard let length = bytes.first else { return .incomplete }
        if length == 0 { return .wakeup }
        if length < 4 || (bytes.count > 2 && bytes[2] != 4) { return .noise }
        let whole = Int(length) + 2
        guard bytes.count >= whole else { return .incomplete }
        let packet = FakeSSIPacket(
            code: bytes[1], source: bytes[2], status: bytes[3], data: Array(bytes[4..<Int(length)]))
        return packet.bytes == Array(bytes[..<whole]) ? .packet(packet, length: whole) : .wrongChecksum(length: whole)
    }

    /// The code type byte of a symbology; 00 where the table has none. The 2D ones are not confirmed by a document.
    static func codeType(_ aim: AIMIdentifier?) -> UInt8 {
        guard let aim else { return 0 }
        return switch (Unicode.Scalar(aim.code), Unicode.Scalar(aim.modifier)) {
        case ("A", _): 0x01
        case ("F", _): 0x02
        case ("C", "1"): 0x0F
        case ("C", _): 0x03
        case ("I", _): 0x06
        case ("G", _): 0x07
        case ("E", "4"): 0x0A
        case ("E", "3"): 0x4B
        case ("E", _): 0x0B
        case ("H", _): 0x0C
        case ("M", _): 0x0E
        case ("e", _): 0x25
        case ("L", _): 0x11
        case ("d", _): 0x1B
        case ("Q", _): 0x1C
        case ("z", _): 0x2D
        default: 0x00
        }
    }
}
