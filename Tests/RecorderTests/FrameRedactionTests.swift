import Devices
import Recorder
import Testing

private let number = "110105188801010018"
private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// A DECODE_DATA packet of SSI.
private func packet(_ data: [UInt8], status: UInt8 = 0) -> [UInt8] {
    let frame = [UInt8(5 + data.count), 0xF3, 0, status, 0x03] + data
    let sum = 0 &- frame.reduce(UInt16(0)) { $0 &+ UInt16($1) }
    return frame + [UInt8(sum >> 8), UInt8(sum & 0xFF)]
}

private func sums(_ bytes: [UInt8]) -> Bool {
    let length = Int(bytes[0])
    let sum = bytes[..<length].reduce(UInt16(0)) { $0 &+ UInt16($1) }
    return length + 2 == bytes.count && sum &+ (UInt16(bytes[length]) << 8 | UInt16(bytes[length + 1])) == 0
}

@Suite("Redacted packets of SSI")
struct SSIRedactionTests {
    @Test func `keep their frames, and their checksums are right`() {
        let ack: [UInt8] = [0x04, 0xD0, 0, 0, 0xFF, 0x2C]
        let chunks = [
            ack, packet(bytes(number + "\r")), Array(packet(bytes(number)).prefix(9)),
            Array(packet(bytes(number)).dropFirst(9)),
        ]
        let found = Redaction.redacted(capture(.ssi, [], chunks))
        let stream = found.stream
        #expect(stream.starts(with: ack) && !text(stream).contains(number))
        let first = Array(stream[6..<32])
        #expect(sums(first) && sums(Array(stream.suffix(25))))
        #expect(first.dropFirst(5).prefix(18).elementsEqual(stream.suffix(25).dropFirst(5).prefix(18)))
        #expect(isResidentNumberOfNobody(text(Array(first.dropFirst(5).prefix(18)))))
    }

    @Test func `keep one reading in several packets one reading`() {
        let chunks = [packet(bytes(String(number.prefix(7))), status: 2), packet(bytes(String(number.dropFirst(7))))]
        let found = Redaction.redacted(capture(.ssi, [], chunks)).events.map { event -> [UInt8] in
            if case .received(let bytes) = event.kind { return bytes }
            return []
        }
        #expect(found.allSatisfy(sums))
        let whole = text(Array(found[0].dropFirst(5).dropLast(2) + found[1].dropFirst(5).dropLast(2)))
        #expect(whole != number && isResidentNumberOfNobody(whole))
    }

    @Test func `stay as wrong as they were, and raw readings go too`() {
        var broken = packet(bytes(number))
        broken[broken.count - 1] &+= 3
        let found = Redaction.redacted(capture(.ssi, [], [bytes(number + "\r"), broken])).stream
        #expect(!text(found).contains(number))
        var mended = Array(found.suffix(25))
        #expect(!sums(mended))
        mended[24] &-= 3
        #expect(sums(mended))
    }
}

@Suite("Redacted HID reports")
struct ReportRedactionTests {
    private func report(_ data: [UInt8], aim: String = "]C0", more: Bool = false, left: [UInt8] = []) -> [UInt8] {
        var report = [0x02, UInt8(data.count)] + bytes(aim) + data + left
        report += [UInt8](repeating: 0, count: 61 - report.count) + [0x6A, 0, more ? 1 : 0]
        return report
    }

    @Test func `keep length, identifier and symbology, and nothing left behind the data`() {
        let padding = bytes(String(repeating: "7", count: 30))
        let chunks = [report(bytes(number), left: padding), report(bytes("REVINF\u{6}."), aim: "]Z6")]
        let found = Redaction.redacted(capture(.hidpos, [], chunks))
        let first = Array(found.stream.prefix(64))
        #expect(first.starts(with: [0x02, 18] + bytes("]C0")) && first.suffix(3) == [0x6A, 0, 0])
        #expect(isResidentNumberOfNobody(text(Array(first[5..<23]))) && text(Array(first[5..<23])) != number)
        #expect(!text(first).contains("77777777"))
        #expect(found.stream.suffix(64) == chunks[1][...])
    }

    @Test(
        "keep nothing of a reading without identifier",
        arguments: [[], [.init("fallback", "plain")]] as [[Capture.Setting]])
    func withoutIdentifier(settings: [Capture.Setting]) {
        let plain = [0x02, 18] + bytes(number) + [UInt8](repeating: 0, count: 44)
        let found = Redaction.redacted(capture(.hidpos, settings, [plain])).stream
        #expect(isResidentNumberOfNobody(text(Array(found[2..<20]))) && text(Array(found[2..<20])) != number)
        let empty = [0x02, 18, 0, 0, 0] + bytes(number) + [UInt8](repeating: 0, count: 41)
        let other = Redaction.redacted(capture(.hidpos, settings, [empty])).stream
        #expect(text(Array(other[5..<23])) != number && other.count == 64)
    }

    @Test func `keep a reading over two reports one reading`() {
        let data = bytes("x" + String(repeating: ".", count: 50) + number)
        let chunks = [report(Array(data.prefix(56)), more: true), report(Array(data.dropFirst(56)))]
        let found = Redaction.redacted(capture(.hidpos, [], chunks)).stream
        let whole = text(Array(found[5..<61] + found[69..<(69 + 13)]))
        #expect(isResidentNumberOfNobody(String(whole.dropFirst(51))) && !whole.contains(number))
    }

    @Test func `of IBM's form keep status and symbology`() {
        let scan = [0x11, 0x10, 0x03, 0x00] + bytes("071012107018") + [0x0D] + [UInt8](repeating: 0, count: 47)
        let bare: [UInt8] = [0x0B, 0x10, 3, 0, 1, 2, 3, 4, 5, 6, 0x0C] + [UInt8](repeating: 0, count: 53)
        let long =
            [UInt8(7 + 18), 0x10, 0x03, 0x00] + bytes(number) + [0, 0x18, 0x0B] + [UInt8](repeating: 0, count: 39)
        let found = Redaction.redacted(capture(.ibm, [], [scan, bare, long])).stream
        #expect(found.starts(with: [0x11, 0x10, 0x03, 0x00]) && found[16] == 0x0D)
        #expect(!text(found).contains("071012107018") && found[4..<16].allSatisfy { (48...57).contains($0) })
        #expect(found[68..<74] != [1, 2, 3, 4, 5, 6] && found[68..<74].allSatisfy { $0 < 10 } && found[74] == 0x0C)
        #expect(isResidentNumberOfNobody(text(Array(found[132..<150]))) && found[150..<153] == [0, 0x18, 0x0B])
    }
}

@Suite("Redacted keys")
struct KeyRedactionTests {
    private func usage(_ digit: Character) -> UInt8 {
        digit == "X" ? 0x1B : digit == "0" ? 0x27 : 0x1E + UInt8(digit.wholeNumberValue ?? 1) - 1
    }

    private func typed(_ usages: [UInt8]) -> String {
        usages.map { usage -> String in
            switch usage {
            case 0x1B: "X"
            case 0x27, 0x62: "0"
            case 0x1E...0x26: String(usage - 0x1D)
            case 0x59...0x61: String(usage - 0x58)
            default: "?"
            }
        }.joined()
    }

    /// A key goes down before the one before it is up.
    @Test func `are another number, also when keys overlap`() {
        let usages = number.map(usage)
        var chunks: [[UInt8]] = []
        var held: UInt8?
        for usage in usages + [0x28] {
            if held == usage { chunks.append([usage, 0]) }
            chunks.append([usage, 1])
            if let before = held, before != usage { chunks.append([before, 0]) }
            held = usage
        }
        chunks.append([0x28, 0])
        let found = Redaction.redacted(capture(.keyboard, [], chunks)).events.map { event -> [UInt8] in
            if case .received(let bytes) = event.kind { return bytes }
            return []
        }
        let down = found.filter { $0[1] == 1 }.map { $0[0] }
        let whole = typed(down.dropLast())
        #expect(whole != number && isResidentNumberOfNobody(whole) && down.last == 0x28)
        var pressed: Set<UInt8> = []
        for event in found {
            #expect(event[1] == 1 ? pressed.insert(event[0]).inserted : pressed.remove(event[0]) != nil)
        }
        #expect(pressed.isEmpty)
    }

    @Test("in boot reports are another number", arguments: [["form": "bootReports"], ["form": "numberedReports"]])
    func inReports(settings: [String: String]) {
        let id: [UInt8] = settings["form"] == "numberedReports" ? [3] : []
        let chunks = number.flatMap { digit in
            [id + [0, 0, usage(digit), 0, 0, 0, 0, 0], id + [UInt8](repeating: 0, count: 8)]
        }
        let before = capture(.keyboard, settings.map { .init($0.key, $0.value) }, chunks)
        let stream = Redaction.redacted(before).stream
        let step = (8 + id.count) * 2
        let whole = typed(stride(from: id.count + 2, to: stream.count, by: step).map { stream[$0] })
        #expect(whole != number && isResidentNumberOfNobody(whole))
    }

    @Test func `several in a report stay several`() {
        let chunks: [[UInt8]] = [
            [0, 0, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23], [UInt8](repeating: 0, count: 8),
            [0, 0, 0x24, 0x25, 0x26, 0x27, 0, 0], [0, 0, 0x1E, 0x1F, 0, 0, 0, 0], [UInt8](repeating: 0, count: 8),
        ]
        let found = Redaction.redacted(capture(.keyboard, [.init("form", "bootReports")], chunks)).stream
        #expect(Set(found[2..<8]).count == 6 && Set(found[18..<22] + found[26..<28]).count == 6)
        #expect(found != chunks.flatMap(\.self))
    }

    @Test func `typed with Alt become X`() {
        let alt: [[UInt8]] = [[0xE2, 1], [0x5A, 1], [0x5A, 0], [0x61, 1], [0x61, 0], [0xE2, 0]]
        let found = Redaction.redacted(capture(.keyboard, [], alt + alt)).stream
        #expect(found == [0xE2, 1, 0x60, 1, 0x60, 0, 0x60, 1, 0x60, 0, 0xE2, 0] + found.suffix(12))
        #expect(found.prefix(12) == found.suffix(12))
    }

    @Test func `keep line ends typed with Ctrl`() {
        let keys: [[UInt8]] = [
            [0x04, 1], [0x04, 0], [0xE0, 1], [0x10, 1], [0x10, 0], [0x30, 1], [0x30, 0], [0xE0, 0],
        ]
        let found = Redaction.redacted(capture(.keyboard, [], keys + keys)).stream
        #expect(found[4..<16] == keys.flatMap(\.self)[4..<16])
        let boot: [[UInt8]] = [[0x01, 0, 0x10, 0, 0, 0, 0, 0], [UInt8](repeating: 0, count: 8)]
        #expect(
            Redaction.redacted(capture(.keyboard, [.init("form", "bootReports")], boot)).stream == boot.flatMap(\.self))
    }

    @Test func `that are letters of another country go too`() {
        let keys: [[UInt8]] = [[0x33, 1], [0x33, 0], [0x2F, 1], [0x2F, 0]]
        let german = Redaction.redacted(capture(.keyboard, [.init("layout", "german")], keys)).stream
        #expect(german == [0x1B, 1, 0x1B, 0, 0x1B, 1, 0x1B, 0])
        #expect(Redaction.redacted(capture(.keyboard, [.init("layout", "us")], keys)).stream == keys.flatMap(\.self))
    }

    @Test func `of a keypad are other keys of the keypad`() {
        let chunks = number.flatMap { digit -> [[UInt8]] in
            let usage: UInt8 = digit == "0" ? 0x62 : 0x58 + UInt8(digit.wholeNumberValue ?? 1)
            return [[usage, 1], [usage, 0]]
        }
        let found = Redaction.redacted(capture(.keypad, [], chunks)).stream
        let whole = typed(stride(from: 0, to: found.count, by: 4).map { found[$0] })
        #expect(whole != number && isResidentNumberOfNobody(whole))
        #expect(stride(from: 0, to: found.count, by: 4).allSatisfy { found[$0] >= 0x59 && found[$0] == found[$0 + 2] })
    }
}
