import Devices

/// ZPL II: `~HI` names the printer, `~HS` tells its status and what it has still to print, `~HQES` its errors.
///
/// Zebra's guide says that `~HS` is not answered while media or ribbon is out, the head is open or too hot; then
/// `~HQES` is asked. A printer that never answers `~HS` although `~HQES` says that it is well is asked `~HQES` only;
/// whether it prints is then not known. (docs.zebra.com, ZPL guide, ~HI, ~HS, ~HQ.)
struct ZPLDialect: PrinterDialect {
    static let identification = PrinterQuery(bytes: Array("~HI".utf8), form: .framed, isOptional: true)
    static let hostStatus = PrinterQuery(bytes: Array("~HS".utf8), form: .framed)
    static let hostErrors = PrinterQuery(bytes: Array("~HQES".utf8), form: .framed)

    var identity: [PrinterQuery] { [ZPLDialect.identification] }

    func status(_ memory: PrinterMemory) -> [PrinterQuery] {
        [memory.isOut(ZPLDialect.hostStatus) ? ZPLDialect.hostErrors : ZPLDialect.hostStatus]
    }

    func fallback(for query: PrinterQuery) -> PrinterQuery? {
        query == ZPLDialect.hostStatus ? ZPLDialect.hostErrors : nil
    }

    func read(_ parts: [[UInt8]], of query: PrinterQuery) -> PrinterReading? {
        switch query {
        case ZPLDialect.identification: parts.last.flatMap { ZPLDialect.readIdentification($0) }
        case ZPLDialect.hostStatus: ZPLDialect.readStatus(parts)
        default: parts.last.flatMap { ZPLDialect.readErrors($0) }
        }
    }
}

// MARK: ~HI

extension ZPLDialect {
    /// `MODEL,VERSION,DPMM,MEMORY,OPTIONS`, at least the first three. A frame of `~HS` begins with a number.
    private static func readIdentification(_ part: [UInt8]) -> PrinterReading? {
        let fields = PrinterText.fields(of: part)
        guard fields.count >= 3, !fields[0].isEmpty, UInt32(fields[0]) == nil else { return nil }
        let digits = fields[2].prefix { ("0"..."9").contains($0) }
        return PrinterReading(model: fields[0], dotsPerMillimetre: Int(digits))
    }
}

// MARK: ~HS

extension ZPLDialect {
    /// The first two frames, one behind the other, hold all that is of use; the third (password and RAM) is not waited
    /// for.
    private static func readStatus(_ parts: [[UInt8]]) -> PrinterReading? {
        guard let second = parts.last, let first = parts.dropLast().last else { return nil }
        guard let one = numbers(of: first, atLeast: 12), let two = numbers(of: second, atLeast: 9) else { return nil }
        return reading(one, two)
    }

    /// The fields as numbers, 0 for what is none (the print mode may be a letter); nil for too few, or a frame that
    /// does not begin with a number.
    private static func numbers(of part: [UInt8], atLeast least: Int) -> [UInt32]? {
        let fields = PrinterText.fields(of: part)
        guard fields.count >= least, fields.count <= 24, UInt32(fields[0]) != nil else { return nil }
        return fields.map { UInt32($0) ?? 0 }
    }

    /// Letters as in Zebra's guide: `one` is `aaa,b,c,dddd,eee,f,g,h,iii,j,k,l`, `two` is
    /// `mmm,n,o,p,q,r,s,t,uuuuuuuu,...`.
    private static func reading(_ one: [UInt32], _ two: [UInt32]) -> PrinterReading {
        var reading = PrinterReading()
        let faults: [(Bool, PrinterFault)] = [
            (one[1] != 0, .paperOut), (one[2] != 0, .paused), (one[5] != 0, .bufferFull), (one[6] != 0, .other),
            (one[9] != 0, .other), (one[11] != 0, .overheated), (two[2] != 0, .headOpen), (two[3] != 0, .ribbonOut),
        ]
        reading.faults = Set(faults.filter(\.0).map(\.1))
        reading.labelWaits = two[7] != 0
        let hasLabels = one[4] != 0 || two[8] != 0
        reading.progress = hasLabels ? .printing : one[7] != 0 ? .receiving : .idle
        return reading
    }
}

// MARK: ~HQES

extension ZPLDialect {
    /// Error bits of group 1.
    private static let errors = FaultBits([
        (0x1, .paperOut), (0x2, .ribbonOut), (0x4, .headOpen), (0x8, .cutter), (0x30, .overheated), (0x3C0, .other),
        (0xF000, .jam), (0x1_0000, .paused), (0xE_0000, .other),
    ])
    /// Warning bit of group 1: the media is near its end.
    private static let nearEnd: UInt32 = 0x8

    /// Lines `ERRORS:` and `WARNINGS:`, each with a flag, group 2 and group 1 in hexadecimal; older firmware has one
    /// group.
    private static func readErrors(_ part: [UInt8]) -> PrinterReading? {
        var reading = PrinterReading()
        var found = false
        for line in part.split(whereSeparator: { $0 == PrinterByte.cr || $0 == PrinterByte.lf }) {
            let words = PrinterText.plain(line).split(separator: " ", omittingEmptySubsequences: true)
            guard let groups = groups(words.dropFirst()) else { continue }
            if words[0] == "ERRORS:" {
                found = true
                reading.faults = errors.faults(in: groups.one)
                if reading.faults.isEmpty, groups.isSet || groups.one != 0 || groups.two != 0 {
                    reading.faults = [.other]
                }
            } else if words[0] == "WARNINGS:" {
                reading.isRunningLow = groups.one & nearEnd != 0
            }
        }
        return found ? reading : nil
    }

    private static func groups(_ words: ArraySlice<Substring>) -> (isSet: Bool, two: UInt32, one: UInt32)? {
        guard words.count >= 2, words.count <= 3, let flag = words.first, flag == "0" || flag == "1" else { return nil }
        let values = words.dropFirst().map { UInt32($0, radix: 16) }
        guard let last = values.last, let one = last, let next = values.first, let two = next else { return nil }
        return (flag == "1", values.count == 2 ? two : 0, one)
    }
}
