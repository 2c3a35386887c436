import Devices

/// Readings within the frames of scanners. Each function keeps the number of bytes.
extension Redactor {
    private static let newlandReply: [UInt8] = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30]
    /// The longest answer to a command that is taken for one.
    private static let replyBytes = 128

    // MARK: Line

    /// A stream of lines: prefix, reading, and whatever ends it. All line ends end a reading here: where one of them is
    /// data, the parts of the reading are replaced one by one.
    mutating func line(_ bytes: inout [UInt8]) {
        let prefix = (setting("prefix")).flatMap(Redactor.bytes(ofHex:)) ?? []
        let isNewland = setting("reply") == "newland"
        var start = 0
        while start < bytes.count {
            if isNewland, let end = Redactor.endOfReply(in: bytes, from: start) {
                start = end
                continue
            }
            if !prefix.isEmpty, bytes[start...].starts(with: prefix) { start += prefix.count }
            let end = bytes[start...].firstIndex(where: Redactor.endsLine) ?? bytes.count
            bytes.replaceSubrange(start..<end, with: reading(Array(bytes[start..<end])))
            start = end + 1
        }
    }

    private static func endsLine(_ byte: UInt8) -> Bool { [0x02, 0x03, 0x09, 0x0A, 0x0D].contains(byte) }

    /// Where an answer to a command ends that begins here; nil when none does.
    private static func endOfReply(in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes[start...].starts(with: newlandReply) else { return nil }
        let body = bytes[start...].dropFirst(newlandReply.count).prefix(replyBytes)
        guard let end = body.firstIndex(of: 0x03) else { return nil }
        // No command has so many digits in a row; a number would.
        return longestRunOfDigits(in: body[..<end]) < 8 ? end + 1 : nil
    }

    private static func bytes(ofHex text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    // MARK: SSI

    private static let decodeData: UInt8 = 0xF3
    /// What else a decoder sends: EVENT, ACK, NAK, REPLY_REVISION, REPLY_ID, PARAM_SEND, CAPABILITIES_REPLY, SSI_MGMT.
    private static let otherOpcodes: Set<UInt8> = [0xF6, 0xD0, 0xD1, 0xA4, 0xA6, 0xC6, 0xD4, 0x80]

    /// Packets; what is none is read as lines. A reading in several packets is one. A checksum that was wrong stays as
    /// wrong as it was.
    mutating func ssi(_ bytes: inout [UInt8]) {
        var position = 0
        var raw = 0
        var places: [Int] = []
        var frames: [(frame: Range<Int>, error: UInt16)] = []
        while position < bytes.count {
            guard let frame = Redactor.ssiFrame(in: bytes, from: position) else {
                position += 1
                continue
            }
            lines(&bytes, raw..<position)
            position = min(frame.upperBound + 2, bytes.count)
            raw = position
            guard bytes[frame.lowerBound + 1] == Redactor.decodeData else { continue }
            frames.append((frame, Redactor.ssiError(of: frame, in: bytes)))
            places += frame.dropFirst(5)
            if bytes[frame.lowerBound + 3] & 0x02 == 0 {
                reading(in: &bytes, at: places, hasAIM: true)
                places = []
            }
        }
        if !places.isEmpty { reading(in: &bytes, at: places, hasAIM: true) }
        lines(&bytes, raw..<bytes.count)
        for (frame, error) in frames { Redactor.mendSSI(frame, error, in: &bytes) }
    }

    private mutating func lines(_ bytes: inout [UInt8], _ range: Range<Int>) {
        if range.isEmpty { return }
        var part = Array(bytes[range])
        line(&part)
        bytes.replaceSubrange(range, with: part)
    }

    /// The bytes a checksum covers, of a packet that begins here; the last one of a stretch may be cut off.
    private static func ssiFrame(in bytes: [UInt8], from start: Int) -> Range<Int>? {
        let length = Int(bytes[start])
        guard length >= 4, start + 4 <= bytes.count, bytes[start + 2] == 0 else { return nil }
        let opcode = bytes[start + 1]
        guard opcode == decodeData && length >= 5 || otherOpcodes.contains(opcode) else { return nil }
        return start..<min(start + length, bytes.count)
    }

    private static func ssiSum(of frame: Range<Int>, in bytes: [UInt8]) -> UInt16 {
        0 &- bytes[frame].reduce(0) { $0 &+ UInt16($1) }
    }

    /// By how much the packet's checksum is wrong; 0 for one without.
    private static func ssiError(of frame: Range<Int>, in bytes: [UInt8]) -> UInt16 {
        guard frame.upperBound + 2 <= bytes.count else { return 0 }
        let sum = UInt16(bytes[frame.upperBound]) << 8 | UInt16(bytes[frame.upperBound + 1])
        return sum &- ssiSum(of: frame, in: bytes)
    }

    private static func mendSSI(_ frame: Range<Int>, _ error: UInt16, in bytes: inout [UInt8]) {
        guard frame.upperBound + 2 <= bytes.count else { return }
        let sum = ssiSum(of: frame, in: bytes) &+ error
        bytes[frame.upperBound] = UInt8(sum >> 8)
        bytes[frame.upperBound + 1] = UInt8(sum & 0xFF)
    }

    // MARK: HID reports

    /// `[02][length][AIM 3][data 56][61 62 63]` or `[02][length][data 56][58...63]`; answers to menu commands (`]Z6`)
    /// stay.
    mutating func posReports(_ chunks: inout Chunks) {
        var places: [Int] = []
        for range in chunks.ranges {
            let report = PosReport(chunks.bytes, range, isPlain: setting("fallback") == "plain")
            if report.isMenuReply { continue }
            places += report.data
            if !report.hasMore {
                reading(in: &chunks.bytes, at: places)
                places = []
            }
            reading(in: &chunks.bytes, at: Array(report.padding))
        }
        reading(in: &chunks.bytes, at: places)
    }

    /// `[count][status 3][data][symbology id]`, or three bytes `00 xx 0B` for the symbology. Digits may be ASCII or 0
    /// to 9.
    mutating func ibmReports(_ chunks: inout Chunks) {
        for range in chunks.ranges where range.count > 5 {
            let data = range.lowerBound + 4
            reading(in: &chunks.bytes, at: Array((data - 3)..<data))
            let end = min(range.lowerBound + Int(chunks.bytes[range.lowerBound]), range.upperBound)
            let isLong = end - 3 >= data && chunks.bytes[end - 1] == 0x0B && chunks.bytes[end - 3] == 0
            let places = Array(data..<max(end - (isLong ? 3 : 1), data))
            let areBare = !places.isEmpty && places.allSatisfy { chunks.bytes[$0] < 10 }
            if areBare { for place in places { chunks.bytes[place] += 0x30 } }
            reading(in: &chunks.bytes, at: places)
            if areBare { for place in places { chunks.bytes[place] -= 0x30 } }
            reading(in: &chunks.bytes, at: Array(max(end, data)..<range.upperBound))
        }
    }
}

/// Where the data of one HID POS report lies.
private struct PosReport {
    var data: Range<Int>
    /// Behind the data, where firmware may leave an earlier reading.
    var padding: Range<Int>
    var hasMore = false
    var isMenuReply = false

    init(_ bytes: [UInt8], _ range: Range<Int>, isPlain: Bool) {
        guard range.count > 8, bytes[range.lowerBound] == 0x02 else {
            data = range
            padding = range.upperBound..<range.upperBound
            return
        }
        let start = range.lowerBound
        let head = Array(bytes[(start + 2)..<(start + 6)])
        // Some put the identifier one byte later. Where there is none, data begins at once, unless its place is empty.
        let isAIMFirst = !isPlain && (head[0] == 0x5D || head[1] == 0x5D || head[..<3] == [0, 0, 0])
        let first = start + (!isAIMFirst ? 2 : head[0] != 0x5D && head[1] == 0x5D ? 6 : 5)
        let end = max(range.upperBound - (isPlain ? 6 : 3), first)
        data = first..<min(first + Int(bytes[start + 1]), end)
        padding = data.upperBound..<end
        hasMore = bytes[range.upperBound - 1] & 1 == 1
        isMenuReply = !isPlain && bytes[(start + 2)..<(start + 5)].elementsEqual("]Z6".utf8)
    }
}
