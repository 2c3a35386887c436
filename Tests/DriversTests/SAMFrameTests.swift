import Devices
import Testing

@testable import Drivers

/// Bytes written in hexadecimal with spaces.
func hexBytes(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

/// A frame as a document prints it, and its content.
struct SAMExample: Sendable, CustomTestStringConvertible {
    var name: String
    var frame: [UInt8]
    var content: [UInt8]
    var testDescription: String { name }

    /// `rest` is what follows the preamble; the content lies between its two bytes of length and its checksum.
    init(_ name: String, _ rest: String) {
        self.name = name
        frame = hexBytes("AA AA AA 96 69 " + rest)
        content = Array(frame.dropFirst(7).dropLast())
    }
}

private let commands = [
    SAMExample("reset", "00 03 10 FF EC"), SAMExample("status", "00 03 11 FF ED"), SAMExample("id", "00 03 12 FF EE"),
    SAMExample("find", "00 03 20 01 22"), SAMExample("select", "00 03 20 02 21"),
    SAMExample("read text and photo", "00 03 30 01 32"), SAMExample("read with fingerprints", "00 03 30 10 23"),
    SAMExample("read newest address", "00 03 30 03 30"), SAMExample("read management number", "00 03 30 05 36"),
    SAMExample("RF bytes", "00 04 61 FF 50 CA"), SAMExample("115200 baud", "00 03 60 00 63"),
    SAMExample("9600 baud", "00 03 60 04 67"),
]

private let replies = [
    SAMExample("done", "00 04 00 00 90 94"), SAMExample("self-test failed", "00 04 00 00 60 64"),
    SAMExample("card found", "00 08 00 00 9F 00 00 00 00 97"), SAMExample("no card", "00 04 00 00 80 84"),
    SAMExample("selected", "00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"),
    SAMExample("select failed", "00 04 00 00 81 85"), SAMExample("read failed", "00 04 00 00 41 45"),
    SAMExample("SAM rejects card", "00 04 00 00 32 36"),
]

/// The content of a reply to a read; the third length only with fingerprints.
private func readContent(text: Int = 256, photo: Int = 1024, prints: Int? = nil) -> [UInt8] {
    var content: [UInt8] = [0, 0, 0x90]
    for length in [text, photo] + (prints.map { [$0] } ?? []) {
        content += [UInt8(length >> 8), UInt8(length & 0xFF)]
    }
    return content + [UInt8](repeating: 0x54, count: text) + [UInt8](repeating: 0x50, count: photo)
        + [UInt8](repeating: 0x46, count: prints ?? 0)
}

private func take(_ chunks: [[UInt8]], by splitter: inout SAMSplitter) -> [SAMSplitter.Piece] {
    chunks.flatMap { chunk in
        let pieces = splitter.take(chunk)
        #expect(splitter.heldBytes <= SAMLimit.frameBytes)
        return pieces
    }
}

@Suite("A SAM frame")
struct SAMFrameTests {
    @Test("of the host is encoded as the documents print it", arguments: commands)
    func encodes(example: SAMExample) { #expect(SAMFrame.encode(example.content) == example.frame) }

    @Test func `of each command the driver uses is one of those`() {
        let known = Set(commands.map(\.frame))
        for command in SAMCommand.allCases { #expect(known.contains(command.bytes)) }
    }

    @Test("of the reader comes out whole, byte by byte, cut anywhere, merged and after noise", arguments: replies)
    func splits(example: SAMExample) {
        var splitter = SAMSplitter()
        let frame = example.frame
        let expected = [SAMSplitter.Piece.frame(example.content)]
        #expect(take([frame], by: &splitter) == expected)
        #expect(take(frame.map { [$0] }, by: &splitter) == expected)
        for cut in 0...frame.count {
            #expect(take([Array(frame[..<cut]), Array(frame[cut...])], by: &splitter) == expected, "cut at \(cut)")
        }
        #expect(take([frame + frame + frame], by: &splitter) == expected + expected + expected)
        for noise in ["00", "AA", "AA AA", "AA AA AA", "AA AA AA 96", "AA AA AA AA 96", "96 69 AA", "FF AA AA 00"] {
            #expect(take([hexBytes(noise) + frame], by: &splitter) == expected, "after \(noise)")
            #expect(take((hexBytes(noise) + frame).map { [$0] }, by: &splitter) == expected, "dripping after \(noise)")
        }
        #expect(splitter.heldBytes == 0)
    }

    @Test(
        "of a read card has the length its kind has to have",
        arguments: [(nil, 1295, 0x0508), (0, 1297, 0x050A), (1024, 2321, 0x090A)] as [(Int?, Int, Int)])
    func splitsLong(prints: Int?, total: Int, length: Int) {
        let content = readContent(prints: prints)
        let frame = SAMFrame.encode(content)
        #expect(frame.count == total)
        #expect(Int(frame[5]) << 8 | Int(frame[6]) == length)
        var splitter = SAMSplitter()
        #expect(take([frame], by: &splitter) == [.frame(content)])
        #expect(take(frame.map { [$0] }, by: &splitter) == [.frame(content)])
        #expect(take([Array(frame[..<7]), Array(frame[7...])], by: &splitter) == [.frame(content)])
        let packets = stride(from: 0, to: total, by: 64).map { Array(frame[$0..<min($0 + 64, total)]) }
        #expect(take(packets, by: &splitter) == [.frame(content)])
    }

    @Test("with any one bit wrong behind the preamble is no frame", arguments: replies)
    func findsEveryBit(example: SAMExample) {
        for bit in (5 * 8)..<(example.frame.count * 8) {
            var frame = example.frame
            frame[bit / 8] ^= 1 << (bit % 8)
            var splitter = SAMSplitter()
            let pieces = splitter.take(frame)
            #expect(!pieces.contains { $0 != .broken }, "bit \(bit)")
            // A length that became longer leaves the frame waiting; any other bit shows at once.
            #expect(pieces == [.broken] || splitter.isInBody, "bit \(bit)")
        }
    }

    @Test func `with an impossible length is broken, and what follows it is found`() {
        for length in ["00 00", "00 03", "FF FF", "09 FA"] {
            var splitter = SAMSplitter()
            let wire = hexBytes("AA AA AA 96 69 " + length) + replies[0].frame
            #expect(take([wire], by: &splitter) == [.broken, .frame(replies[0].content)], "length \(length)")
        }
    }

    @Test func `that noise seemed to begin does not swallow the frame within it`() {
        var splitter = SAMSplitter()
        let wire = hexBytes("AA AA AA 96 69 00 10") + replies[0].frame + replies[3].frame
        #expect(
            take(wire.map { [$0] }, by: &splitter)
                == [.broken, .frame(replies[0].content), .frame(replies[3].content)])
    }

    @Test func `that stays half is forgotten on demand`() {
        var splitter = SAMSplitter()
        #expect(splitter.take(Array(replies[2].frame.dropLast())).isEmpty)
        #expect(splitter.isInBody)
        splitter.forget()
        #expect(!splitter.isInBody)
        #expect(splitter.take(replies[0].frame) == [.frame(replies[0].content)])
    }

    @Test("is never made of noise, and 10,000 chunks of it take bounded memory", arguments: [1, 2, 3] as [UInt64])
    func survivesNoise(seed: UInt64) {
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let letters: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x08, 0x05]
        var splitter = SAMSplitter()
        var broken = 0
        for step in 0..<10_000 {
            let size = Int(next() % (step % 100 == 0 ? 4096 : 40))
            let chunk = (0..<size).map { _ in next() % 5 == 0 ? UInt8(next() & 0xFF) : letters[Int(next() % 8)] }
            for piece in splitter.take(chunk) where piece == .broken { broken += 1 }
            #expect(splitter.heldBytes <= SAMLimit.frameBytes)
        }
        #expect(broken > 0)
    }
}

/// What a code of the documents means to the holder of the card.
struct SAMCode: Sendable {
    var code: UInt8
    var status: SAMStatus
    var trouble: CardTrouble?
    init(_ code: UInt8, _ status: SAMStatus, _ trouble: CardTrouble? = nil) {
        self.code = code
        self.status = status
        self.trouble = trouble
    }
}

private let codes = [
    SAMCode(0x90, .done), SAMCode(0x9F, .cardFound), SAMCode(0x91, .noSuchItem, .unreadable),
    SAMCode(0x10, .checksumError), SAMCode(0x11, .lengthError), SAMCode(0x21, .commandError),
    SAMCode(0x23, .noPrivilege), SAMCode(0x24, .unrecognisedCommand), SAMCode(0x31, .cardRejectsSAM, .rejected),
    SAMCode(0x32, .samRejectsCard, .rejected), SAMCode(0x33, .informationVerifyError, .unreadable),
    SAMCode(0x37, .fingerprintVerifyError, .unreadable), SAMCode(0x3F, .dataLengthError, .unreadable),
    SAMCode(0x40, .unknownCardType, .unreadable), SAMCode(0x41, .readFailed, .lifted),
    SAMCode(0x47, .randomNumberFailed, .lifted), SAMCode(0x60, .selfTestFailed, .readerFault),
    SAMCode(0x66, .notAuthorised, .readerFault), SAMCode(0x80, .noCardFound),
    SAMCode(0x81, .selectFailed, .unreadable),
]

@Suite("A SAM reply")
struct SAMReplyTests {
    @Test("has a status of its own with a message", arguments: codes)
    func hasStatus(code: SAMCode) {
        #expect(SAMStatus(rawValue: code.code) == code.status)
        #expect(code.status.trouble == code.trouble)
        #expect(!code.status.message.isEmpty)
    }

    @Test func `has no other statuses, and no message twice`() {
        #expect(Set(SAMStatus.allCases) == Set(codes.map(\.status)))
        #expect(Set(SAMStatus.allCases.map(\.message)).count == codes.count)
        for code in [0x00, 0x01, 0x02, 0x03, 0x05, 0x09] as [UInt8] { #expect(SAMStatus(rawValue: code) == nil) }
    }

    @Test func `tells an unknown code and the card's own status in the log`() {
        #expect(SAMReply(content: [0, 0, 0x0A])?.message == "unknown status 0A")
        #expect(SAMReply(content: [0x69, 0x82, 0x41])?.message == "reading the card failed (card status 6982)")
        #expect(SAMReply(content: [0, 0]) == nil)
    }

    @Test func `names the security module in the makers' form`() {
        let id = hexBytes("05 00 01 00 F1 89 34 01 2A 00 00 00 FF FF FF FF")
        #expect(SAMReply(content: [0, 0, 0x90] + id)?.samID == "05.01-20220401-0000000042-4294967295")
        #expect(SAMReply(content: [0, 0, 0x90] + id.dropLast())?.samID == nil)
    }

    @Test func `gives text and photo by the lengths in it, with and without fingerprints`() throws {
        for prints in [nil, 0, 512, 1024] as [Int?] {
            let reply = try #require(SAMReply(content: readContent(prints: prints)))
            let (text, photo) = try #require(reply.textAndPhoto)
            #expect(Array(text) == [UInt8](repeating: 0x54, count: 256))
            #expect(Array(photo) == [UInt8](repeating: 0x50, count: 1024))
        }
        let short = try #require(SAMReply(content: readContent(photo: 0))?.textAndPhoto)
        #expect(short.text.count == 256 && short.photo.isEmpty)
    }

    @Test func `whose lengths do not fit it gives nothing`() {
        for content in [
            Array(readContent().dropLast()), readContent() + [0], Array(readContent(prints: 1024).dropLast()),
            [0, 0, 0x90], [0, 0, 0x90, 1, 0, 4], [0, 0, 0x90, 1, 0, 4, 0],
            [0, 0, 0x90, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ] {
            #expect(SAMReply(content: content)?.textAndPhoto == nil)
        }
    }
}
