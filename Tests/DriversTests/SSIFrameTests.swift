import Drivers
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Bytes as manuals print them: `04 A3 04 00 FF 55`.
private func hex(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

/// A packet of the protocol notes beside its bytes.
struct PacketSample: Sendable, CustomTestStringConvertible {
    var name: String
    var wire: [UInt8]
    var frame: SSIFrame
    var testDescription: String { name }

    init(_ name: String, _ wire: String, _ frame: SSIFrame) {
        self.name = name
        self.wire = hex(wire)
        self.frame = frame
    }

    /// From the decoder.
    init(
        decoder name: String, _ wire: String, _ opcode: UInt8, status: UInt8 = 0, data: [UInt8] = []
    ) {
        self.init(name, wire, SSIFrame(opcode, source: SSISource.decoder, status: status, data: data))
    }
}

private let fromHost = [
    PacketSample("REQUEST_REVISION", "04 A3 04 00 FF 55", SSIFrame(SSIOpcode.requestRevision)),
    PacketSample("ACK", "04 D0 04 00 FF 28", SSIFrame(SSIOpcode.ack)),
    PacketSample("NAK RESEND", "05 D1 04 00 01 FF 25", SSIFrame(SSIOpcode.nak, data: [SSICause.resend])),
    PacketSample("BEEP one short high", "05 E6 04 00 00 FF 11", SSIFrame(SSIOpcode.beep, data: [0])),
    PacketSample("BEEP two short high", "05 E6 04 00 01 FF 10", SSIFrame(SSIOpcode.beep, data: [1])),
    PacketSample("LED_ON", "05 E7 04 00 01 FF 0F", SSIFrame(SSIOpcode.ledOn, data: [1])),
    PacketSample("LED_OFF", "05 E8 04 00 01 FF 0E", SSIFrame(SSIOpcode.ledOff, data: [1])),
    PacketSample("SCAN_ENABLE", "04 E9 04 00 FF 0F", SSIFrame(0xE9)),
    PacketSample("SCAN_DISABLE", "04 EA 04 00 FF 0E", SSIFrame(0xEA)),
    PacketSample("START_DECODE", "04 E4 04 00 FF 14", SSIFrame(0xE4)),
    PacketSample("STOP_DECODE", "04 E5 04 00 FF 13", SSIFrame(0xE5)),
    PacketSample("SLEEP", "04 EB 04 00 FF 0D", SSIFrame(0xEB)),
    PacketSample("AIM_ON", "04 C5 04 00 FF 33", SSIFrame(0xC5)),
    PacketSample("FLUSH_QUEUE", "04 D2 04 00 FF 26", SSIFrame(0xD2)),
    PacketSample("CAPABILITIES_REQUEST", "04 D3 04 00 FF 25", SSIFrame(0xD3)),
    PacketSample("PARAM_DEFAULTS", "04 C8 04 00 FF 30", SSIFrame(0xC8)),
    PacketSample(
        "PARAM_SEND temporary", "07 C6 04 00 FF EE 01 FD 41", SSIFrame(SSIOpcode.parameters, data: [0xFF, 0xEE, 1])),
    PacketSample(
        "PARAM_SEND permanent", "07 C6 04 08 FF EE 01 FD 39",
        SSIFrame(SSIOpcode.parameters, status: SSIStatus.permanent, data: [0xFF, 0xEE, 1])),
    PacketSample("PARAM_REQUEST", "05 C7 04 00 EE FE 42", SSIFrame(0xC7, data: [0xEE])),
]

private let fromDecoder = [
    PacketSample(decoder: "ACK", "04 D0 00 00 FF 2C", SSIOpcode.ack),
    PacketSample(decoder: "NAK DENIED", "05 D1 00 00 06 FF 24", SSIOpcode.nak, data: [SSICause.denied]),
    PacketSample(
        decoder: "DECODE_DATA", "09 F3 00 00 03 31 32 33 34 FE 37", SSIOpcode.decodeData, data: [3] + bytes("1234")),
    PacketSample(
        decoder: "DECODE_DATA again", "09 F3 00 01 03 31 32 33 34 FE 36", SSIOpcode.decodeData,
        status: SSIStatus.retransmit, data: [3] + bytes("1234")),
    PacketSample(
        decoder: "DECODE_DATA, a part", "0B F3 00 02 1C 54 55 42 45 2D 31 FD 56", SSIOpcode.decodeData,
        status: SSIStatus.continuation, data: [0x1C] + bytes("TUBE-1")),
    PacketSample(decoder: "EVENT decode", "05 F6 00 00 01 FF 04", SSIOpcode.event, data: [SSIEvent.decode]),
    PacketSample(decoder: "EVENT power-up", "05 F6 00 00 03 FF 02", SSIOpcode.event, data: [SSIEvent.powerUp]),
]

@Suite("An SSI packet")
struct SSIFrameTests {
    @Test("is written and read as the protocol notes have it", arguments: fromHost + fromDecoder)
    func isBothWays(sample: PacketSample) {
        #expect(sample.frame.bytes == sample.wire)
        #expect(SSIFrame(sample.wire) == sample.frame)
    }

    @Test("is not read with any one byte changed, missing, or too many", arguments: fromHost + fromDecoder)
    func isNotReadWhenBroken(sample: PacketSample) {
        for index in sample.wire.indices {
            var wire = sample.wire
            wire[index] ^= 0x20
            #expect(SSIFrame(wire) == nil, "byte \(index)")
        }
        #expect(SSIFrame(sample.wire.dropLast()) == nil)
        #expect(SSIFrame(sample.wire.dropFirst()) == nil)
        #expect(SSIFrame(sample.wire + [0]) == nil)
    }

    @Test func `has at most 257 bytes, and its length byte then is FF`() {
        let longest = SSIFrame(SSIOpcode.decodeData, data: [UInt8](repeating: 0xFF, count: SSILimit.dataBytes))
        #expect(longest.bytes.count == SSILimit.frameBytes)
        #expect(longest.bytes[0] == 0xFF)
        #expect(SSIFrame(longest.bytes) == longest)
    }
}

/// What stands for a piece in a sample: the text of stray bytes, or the packet.
private func stray(_ text: String) -> SSISplitter.Piece { .stray(bytes(text)) }

private let one = fromDecoder[2]
private let part = fromDecoder[4]
private let ack = fromDecoder[0]

/// Bytes of a decoder and the pieces they are, however they are cut.
struct SplitSample: Sendable, CustomTestStringConvertible {
    var name: String
    var wire: [UInt8]
    var pieces: [SSISplitter.Piece]
    var testDescription: String { name }
}

private let splits =
    fromDecoder.map { SplitSample(name: $0.name, wire: $0.wire, pieces: [.frame($0.frame)]) } + [
        SplitSample(
            name: "three merged", wire: ack.wire + one.wire + part.wire,
            pieces: [.frame(ack.frame), .frame(one.frame), .frame(part.frame)]),
        SplitSample(
            name: "noise before, between and after",
            wire: [0xFF, 0x00] + ack.wire + [0x13, 0x09, 0xF3, 0x01] + one.wire + [0x03],
            pieces: [
                .stray([0xFF, 0]), .frame(ack.frame), .stray([0x13, 0x09, 0xF3, 1]), .frame(one.frame), .stray([3]),
            ]),
        SplitSample(
            name: "noise that ends like a header", wire: hex("09 09 F3 09 F3 00 04") + ack.wire,
            pieces: [.stray(hex("09 09 F3 09 F3 00 04")), .frame(ack.frame)]),
        SplitSample(
            name: "a line, a packet, a line", wire: bytes("TUBE-1\r") + ack.wire + bytes("TUBE-2"),
            pieces: [stray("TUBE-1\r"), .frame(ack.frame), stray("TUBE-2")]),
        SplitSample(
            name: "a wrong checksum, then well", wire: one.wire.dropLast() + [0] + one.wire,
            pieces: [.broken(one.wire.dropLast() + [0]), .frame(one.frame)]),
        SplitSample(
            name: "half a packet swallows none", wire: one.wire.prefix(6) + ack.wire + one.wire,
            pieces: [.broken(Array(one.wire.prefix(6))), .frame(ack.frame), .frame(one.frame)]),
        SplitSample(
            name: "the host's own packets are strays", wire: fromHost[0].wire + ack.wire,
            pieces: [.stray(fromHost[0].wire), .frame(ack.frame)]),
        SplitSample(
            name: "an ACK has no data, an unknown opcode and status are none",
            wire: hex("05 D0 00 00 00 FF 2B 04 D9 00 00 FF 23 04 D0 00 10 FF 1C"),
            pieces: [.stray(hex("05 D0 00 00 00 FF 2B 04 D9 00 00 FF 23 04 D0 00 10 FF 1C"))]),
    ]

/// Joins what only the cuts between chunks have separated.
private func joined(_ pieces: [SSISplitter.Piece]) -> [SSISplitter.Piece] {
    pieces.reduce(into: []) { all, piece in
        if case .stray(let more) = piece, case .stray(let before)? = all.last {
            all[all.count - 1] = .stray(before + more)
        } else {
            all.append(piece)
        }
    }
}

private func split(_ chunks: [[UInt8]]) -> [SSISplitter.Piece] {
    var splitter = SSISplitter()
    var pieces: [SSISplitter.Piece] = []
    for chunk in chunks {
        pieces += splitter.take(chunk)
        #expect(splitter.held.count < SSILimit.frameBytes)
    }
    pieces += splitter.giveUp()
    #expect(splitter.held.isEmpty)
    return joined(pieces)
}

@Suite("The SSI splitter")
struct SSISplitterTests {
    @Test("finds the same pieces whole, byte by byte, and cut everywhere", arguments: splits)
    func splitsAllWays(sample: SplitSample) {
        #expect(split([sample.wire]) == sample.pieces)
        #expect(split(sample.wire.map { [$0] }) == sample.pieces)
        for cut in 0...sample.wire.count {
            #expect(split([Array(sample.wire[..<cut]), Array(sample.wire[cut...])]) == sample.pieces, "cut at \(cut)")
        }
    }

    @Test("is in step again after any beginning of a packet", arguments: fromDecoder)
    func resynchronises(sample: PacketSample) {
        for kept in 1..<sample.wire.count {
            let pieces = split([sample.wire.prefix(kept) + one.wire + ack.wire])
            #expect(pieces.contains(.frame(one.frame)), "after \(kept) bytes")
            #expect(pieces.last == .frame(ack.frame))
        }
    }

    @Test func `gives up half a packet as broken, less than a header as stray`() {
        #expect(split([Array(one.wire.prefix(4))]) == [.broken(Array(one.wire.prefix(4)))])
        #expect(split([Array(one.wire.prefix(3))]) == [.stray(Array(one.wire.prefix(3)))])
    }

    @Test func `finds a packet that a false length has swallowed`() {
        let lying = [0xFF] + one.wire.dropFirst()
        #expect(split([lying + one.wire]) == [.broken(lying), .frame(one.frame)])
    }

    @Test("loses and makes up no byte of 10,000 chunks of noise", arguments: [1, 2, 3] as [UInt64])
    func survivesNoise(seed: UInt64) {
        var random = PacketNoise(state: seed)
        var splitter = SSISplitter()
        var sent: [UInt8] = []
        var got: [UInt8] = []
        var frames = 0
        for _ in 0..<10_000 {
            let chunk = random.chunk()
            sent += chunk
            for piece in splitter.take(chunk) + (random.next() % 50 == 0 ? splitter.giveUp() : []) {
                switch piece {
                case .frame(let frame):
                    frames += 1
                    got += frame.bytes
                case .broken(let bytes), .stray(let bytes): got += bytes
                }
            }
            #expect(splitter.held.count < SSILimit.frameBytes)
        }
        #expect(got + splitter.held == sent)
        #expect(frames > 100)
    }
}

private struct PacketNoise: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
    /// Noise, right packets, and beginnings of packets.
    mutating func chunk() -> [UInt8] {
        let sample = fromDecoder[Int(next() % UInt64(fromDecoder.count))].wire
        switch next() % 4 {
        case 0: return sample
        case 1: return Array(sample.prefix(Int(next() % 8)))
        case 2: return sample.map { next() % 20 == 0 ? $0 ^ 1 : $0 }
        default: return (0..<(next() % 12)).map { _ in UInt8(truncatingIfNeeded: next() >> 3) }
        }
    }
}
