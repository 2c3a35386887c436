/// The machine readable zone of a passport: ICAO 9303 part 4, form TD3, two lines of 44 characters.
///
/// Second line: number 0-8, check 9, nationality 10-12, birth 13-18, check 19, sex 20, expiry 21-26, check 27, personal
/// number 28-41, check 42, and at 43 a check over 0-9, 13-19 and 21-42. Weights 7, 3, 1; `<` counts 0, A = 10 ... Z = 35.
/// The person is named by nationality and number of the second line, the same whether one line was read or both.
enum MachineReadableZone {
    static let lineBytes = 44
    /// Both lines, with no, one or two line ends' bytes between them.
    static let bothLines = 88...90

    private static let filler = UInt8(ascii: "<")
    private static let letters = ByteSet.upperCase.union(ByteSet.of("<"))
    private static let all = letters.union(.digits)
    private static let dates = ByteSet.digits.union(ByteSet.of("<"))
    private static let checks = [9, 19, 27]

    static func read(_ text: [UInt8]) -> Reading {
        guard let line = secondLine(text), hasForm(line) else { return .nothing }
        guard passes(line) else { return .nearMiss(.checkDigit(.person)) }
        let number = (line[10..<13] + line[0..<9]).filter { $0 != filler }
        return .code(.person(PersonCode(kind: .passport, number: number)))
    }

    private static func secondLine(_ text: [UInt8]) -> [UInt8]? {
        if text.count == lineBytes { return text }
        let first = text.prefix(lineBytes)
        guard first.first == UInt8(ascii: "P"), first.allSatisfy(all.contains) else { return nil }
        let between = text.dropFirst(lineBytes).dropLast(lineBytes)
        return between.allSatisfy { $0 == 0x0D || $0 == 0x0A } ? Array(text.suffix(lineBytes)) : nil
    }

    /// What kinds of characters stand where; only the fields TD3 fixes to digits or letters are looked at.
    private static func hasForm(_ line: [UInt8]) -> Bool {
        guard line.allSatisfy(all.contains), line[0] != filler, line[10..<13].allSatisfy(letters.contains),
            line[13..<19].allSatisfy(dates.contains), line[21..<27].allSatisfy(dates.contains),
            ByteSet.of("MF<").contains(line[20]), dates.contains(line[42])
        else { return false }
        return (checks + [43]).allSatisfy { line[$0].digit != nil }
    }

    /// An empty personal number may have `<` for its check.
    private static func passes(_ line: [UInt8]) -> Bool {
        let personal = value(line, [28..<42])
        return line[9] == value(line, [0..<9]) && line[19] == value(line, [13..<19])
            && line[27] == value(line, [21..<27])
            && (line[42] == personal || line[42] == filler && line[28..<42].allSatisfy { $0 == filler })
            && line[43] == value(line, [0..<10, 13..<20, 21..<43])
    }

    /// The check digit over the ranges taken as one row.
    private static func value(_ line: [UInt8], _ ranges: [Range<Int>]) -> UInt8 {
        var sum = 0
        for (place, index) in ranges.joined().enumerated() { sum += (line[index].base36 ?? 0) * [7, 3, 1][place % 3] }
        return UInt8(ascii: "0") + UInt8(sum % 10)
    }

    /// The line with all five check digits made right; for the search for codes that two classes share.
    static func mended(_ text: [UInt8]) -> [UInt8] {
        guard text.count == lineBytes else { return text }
        var line = text
        line[9] = value(line, [0..<9])
        line[19] = value(line, [13..<19])
        line[27] = value(line, [21..<27])
        line[42] = value(line, [28..<42])
        line[43] = value(line, [0..<10, 13..<20, 21..<43])
        return line
    }
}
