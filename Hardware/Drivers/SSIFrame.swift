/// One packet of the Simple Serial Interface, either way.
///
/// ```
///   ┌────────┬────────┬────────┬────────┬────────────┬─────────────────┐
///   │ length │ opcode │ source │ status │ data 0-251 │ checksum hi, lo │
///   └────────┴────────┴────────┴────────┴────────────┴─────────────────┘
///     counts all but the checksum: 4 to 255
/// ```
/// The checksum is the two's complement of the sum of all bytes before it, in 16 bits.
/// Source: Zebra SE955 integration guide, "SSI packet format"; docs.zebra.com, "Command structure".
package struct SSIFrame: Hashable, Sendable {
    package var opcode: UInt8
    /// `SSISource.decoder` or `SSISource.host`.
    package var source: UInt8
    /// A sum of `SSIStatus`.
    package var status: UInt8
    /// At most `SSILimit.dataBytes`.
    package let data: [UInt8]

    package init(_ opcode: UInt8, source: UInt8 = SSISource.host, status: UInt8 = 0, data: [UInt8] = []) {
        precondition(data.count <= SSILimit.dataBytes, "an SSI packet carries at most SSILimit.dataBytes bytes")
        self.opcode = opcode
        self.source = source
        self.status = status
        self.data = data
    }

    /// Reads exactly one whole packet; nil when the length, or the checksum, is another.
    package init?(_ bytes: some BidirectionalCollection<UInt8>) {
        let all = Array(bytes)
        guard all.count >= SSILimit.headerBytes + SSILimit.checksumBytes else { return nil }
        guard Int(all[0]) == all.count - SSILimit.checksumBytes else { return nil }
        let sum = SSIFrame.checksum(all.dropLast(SSILimit.checksumBytes))
        guard all[all.count - 2] == UInt8(sum >> 8), all[all.count - 1] == UInt8(sum & 0xFF) else { return nil }
        self.init(
            all[1], source: all[2], status: all[3],
            data: Array(all[SSILimit.headerBytes..<(all.count - SSILimit.checksumBytes)]))
    }

    /// The packet as it is on the wire.
    package var bytes: [UInt8] {
        let body = [UInt8(SSILimit.headerBytes + data.count), opcode, source, status] + data
        let sum = SSIFrame.checksum(body)
        return body + [UInt8(sum >> 8), UInt8(sum & 0xFF)]
    }

    /// The two's complement of the sum of `bytes`.
    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        0 &- bytes.reduce(0) { $0 &+ UInt16($1) }
    }

    var isResent: Bool { status & SSIStatus.retransmit != 0 }
    var continues: Bool { status & SSIStatus.continuation != 0 }
}

/// Who sent a packet.
package enum SSISource {
    package static let decoder: UInt8 = 0
    package static let host: UInt8 = 4
}

/// Bits of the status byte. All others are 0.
package enum SSIStatus {
    /// This packet was sent before.
    package static let retransmit: UInt8 = 0x01
    /// More packets of the same message follow.
    package static let continuation: UInt8 = 0x02
    /// A changed parameter outlives the device's power.
    package static let permanent: UInt8 = 0x08
    /// What a packet may have set.
    static let known = retransmit | continuation | permanent
}

/// The packets that are sent or understood here.
/// Source: DS8108 and SE955 guides, "SSI commands".
package enum SSIOpcode {
    package static let management: UInt8 = 0x80
    package static let requestRevision: UInt8 = 0xA3
    package static let replyRevision: UInt8 = 0xA4
    package static let replyID: UInt8 = 0xA6
    package static let parameters: UInt8 = 0xC6
    package static let ack: UInt8 = 0xD0
    package static let nak: UInt8 = 0xD1
    package static let capabilitiesReply: UInt8 = 0xD4
    package static let beep: UInt8 = 0xE6
    package static let ledOn: UInt8 = 0xE7
    package static let ledOff: UInt8 = 0xE8
    package static let decodeData: UInt8 = 0xF3
    package static let event: UInt8 = 0xF6
    /// A byte of its own, no packet.
    package static let wakeup: UInt8 = 0x00

    /// How long a decoder's packet with this opcode may be, without the checksum; nil for what no decoder sends.
    static func lengths(of opcode: UInt8) -> ClosedRange<UInt8>? {
        switch opcode {
        case ack: 4...4
        case nak: 5...5
        case decodeData, event: 5...255
        case management, replyRevision, replyID, parameters, capabilitiesReply: 4...255
        default: nil
        }
    }
}

/// Why a packet was not taken.
package enum SSICause {
    /// The checksum is wrong: send it again.
    package static let resend: UInt8 = 1
    /// Not known, or not expected now.
    package static let badContext: UInt8 = 2
    /// Known, and not done.
    package static let denied: UInt8 = 6
}

/// What an EVENT packet tells of.
package enum SSIEvent {
    package static let decode: UInt8 = 0x01
    package static let powerUp: UInt8 = 0x03
    package static let parameterStored: UInt8 = 0x08
    package static let defaultsSet: UInt8 = 0x0A
}

package enum SSILimit {
    package static let headerBytes = 4
    package static let checksumBytes = 2
    /// The most data bytes of a packet.
    package static let dataBytes = 251
    /// The longest packet with its checksum.
    package static let frameBytes = 257
    /// The pause that ends a packet which is not whole. Source: Host Character Timeout, parameter EF, default.
    package static let characterTimeout: Duration = .milliseconds(200)
    /// How long an answer to a command may take. Source: Host Serial Response Timeout, parameter 9B, default.
    package static let responseTimeout: Duration = .seconds(2)
    /// How often a command is sent again.
    package static let resends = 2
    /// How often a decoder sends a packet altogether.
    package static let decoderSends = 3
    /// How long a retransmission can be one of the packet accepted last. The longest response time-out that a decoder
    /// can be set to is 9.9 s.
    package static let duplicateMemory: Duration = .seconds(10)
    /// How soon a reading comes that had to wait until the one before it was answered.
    package static let queued: Duration = .milliseconds(500)
    /// How long the next part of a reading may take when it is sent again, or a broken packet until it comes again. A
    /// decoder that was not answered gives up after three times 2 s; so nothing new can come within this time.
    package static let repair: Duration = .seconds(5)
    /// How long the next part may take when it is sent for the first time: as long as its decoder waits for an answer.
    package static let nextPart: Duration = .seconds(2)
    /// How old a verdict may be when it is first sent; a later one would be taken for that of the next scan.
    package static let verdictAge: Duration = .seconds(2)
    /// How long a device that never answered is left in peace before it is asked for packets again.
    package static let packetsRetry: Duration = .seconds(60)
    /// The longest note, in characters.
    package static let noteCharacters = 200
}
