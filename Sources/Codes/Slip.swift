/// What a printed QR of a station says by itself, so that whoever has the site's slip key can check it without a network
/// (WORKFLOW.md 3.4): no persons, and a seal that nobody else can make.
///
///     SSB1*station*bag*seal*category*capacity*round*oldest*tube:count/tube:countS/...*seal
///     SSM1*station*box*version*temperature*bags*tubes*people*hash*seal
///     SSC1*station*number*tube*place*what*bag*seal
///     SSR1*laboratory*box*version*bag/bag/...*tubes*kind:code/...*seal
///
/// The letters are those of QR's alphanumeric mode (ISO/IEC 18004, 7.4.4), which takes 5.5 bits for each. Anything else in a
/// field, and what parts fields, is written `%XX`, a byte of its UTF-8. `S` behind a count says short. Times are minutes since
/// 1970-01-01 UTC, empty where no clock was trusted.
package enum Slip: Hashable, Codable, Sendable {
    case bag(BagSlip)
    case manifest(ManifestSlip)
    case receipt(ReceiptSlip)
    case correction(CorrectionSlip)

    /// Letters of the seal.
    package static let sealLetters = 16
    /// The longest slip: a QR of version 40 at level M holds 3,391 of its letters.
    package static let longest = 3_391

    /// The text of the QR.
    ///
    /// - Parameter seal: `sealLetters` letters for a text, by the site's slip key.
    package func text(seal: (String) -> String) -> String {
        let body = fields.joined(separator: "*") + "*"
        return body + seal(body)
    }

    private var fields: [String] {
        switch self {
        case .bag(let slip): ["SSB1"] + slip.fields
        case .manifest(let slip): ["SSM1"] + slip.fields
        case .receipt(let slip): ["SSR1"] + slip.fields
        case .correction(let slip): ["SSC1"] + slip.fields
        }
    }

    /// Whether a text is meant as a slip, right or wrong.
    package static func isMarked(_ text: [UInt8]) -> Bool {
        text.count > 5 && text.starts(with: Array("SS".utf8)) && "BMRC".utf8.contains(text[2])
            && (0x30...0x39).contains(text[3]) && text[4] == UInt8(ascii: "*")
    }

    /// Nil for a text that is no slip of a version that is known, or whose seal is not by this key.
    package init?(_ text: [UInt8], seal: (String) -> String) {
        guard Slip.isMarked(text), text.count <= Slip.longest, text.count > Slip.sealLetters,
            text.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        let body = String(decoding: text.dropLast(Slip.sealLetters), as: UTF8.self)
        guard body.utf8.last == UInt8(ascii: "*"), seal(body).utf8.elementsEqual(text.suffix(Slip.sealLetters))
        else { return nil }
        let fields = body.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
        switch fields.first {
        case "SSB1":
            guard let slip = BagSlip(Array(fields.dropFirst())) else { return nil }
            self = .bag(slip)
        case "SSM1":
            guard let slip = ManifestSlip(Array(fields.dropFirst())) else { return nil }
            self = .manifest(slip)
        case "SSR1":
            guard let slip = ReceiptSlip(Array(fields.dropFirst())) else { return nil }
            self = .receipt(slip)
        case "SSC1":
            guard let slip = CorrectionSlip(Array(fields.dropFirst())) else { return nil }
            self = .correction(slip)
        default: return nil
        }
    }
}

/// A tube of a sealed bag.
package struct BaggedTube: Hashable, Codable, Sendable {
    package var code: TubeCode
    /// How many people's swabs it holds.
    package var count: Int
    package var isShort: Bool
    package init(code: TubeCode, count: Int, isShort: Bool) {
        self.code = code
        self.count = count
        self.isShort = isShort
    }
}

/// What is in a sealed bag.
package struct BagSlip: Hashable, Codable, Sendable {
    package var station: String
    package var bag: BagCode
    package var seal: SealNumber
    /// The site's English name of it, in capitals.
    package var category: String
    /// People in a full tube; 0 where its tubes are of several modes.
    package var capacity: Int
    package var round: String
    /// Its oldest swab, in minutes since 1970-01-01 UTC.
    package var oldest: Int?
    package var tubes: [BaggedTube]

    package init(
        station: String, bag: BagCode, seal: SealNumber, category: String, capacity: Int, round: String, oldest: Int?,
        tubes: [BaggedTube]
    ) {
        self.station = station
        self.bag = bag
        self.seal = seal
        self.category = category
        self.capacity = capacity
        self.round = round
        self.oldest = oldest
        self.tubes = tubes
    }

    fileprivate var fields: [String] {
        [station, bag.text, seal.text, category, "\(capacity)", round, oldest.map(String.init) ?? ""].map(escaped)
            + [tubes.map { "\(escaped($0.code.text)):\($0.count)\($0.isShort ? "S" : "")" }.joined(separator: "/")]
    }

    fileprivate init?(_ fields: [String]) {
        guard fields.count == 8, let texts = plain(fields.prefix(7)), let capacity = Int(texts[4]) else { return nil }
        guard let oldest = numberIfAny(texts[6]) else { return nil }
        var tubes: [BaggedTube] = []
        for part in parts(fields[7]) {
            guard let (code, count) = pair(part) else { return nil }
            let isShort = count.hasSuffix("S")
            guard let number = Int(isShort ? String(count.dropLast()) : count), number >= 0 else { return nil }
            tubes.append(BaggedTube(code: TubeCode(code), count: number, isShort: isShort))
        }
        self.init(
            station: texts[0], bag: BagCode(texts[1]), seal: SealNumber(texts[2]), category: texts[3],
            capacity: capacity, round: texts[5], oldest: oldest.value, tubes: tubes)
    }
}

/// What went with a box.
package struct ManifestSlip: Hashable, Codable, Sendable {
    package var station: String
    package var box: BoxCode
    package var version: Int
    package var temperature: String
    package var bags: Int
    package var tubes: Int
    package var people: Int
    /// SHA-256 of the manifest's canonical text, in hexadecimal.
    package var hash: String

    package init(
        station: String, box: BoxCode, version: Int, temperature: String, bags: Int, tubes: Int, people: Int,
        hash: String
    ) {
        self.station = station
        self.box = box
        self.version = version
        self.temperature = temperature
        self.bags = bags
        self.tubes = tubes
        self.people = people
        self.hash = hash
    }

    fileprivate var fields: [String] {
        [
            station, box.text, "\(version)", temperature, "\(bags)", "\(tubes)", "\(people)", hash.uppercased(),
        ].map(escaped)
    }

    fileprivate init?(_ fields: [String]) {
        guard fields.count == 8, let texts = plain(fields[...]), let version = Int(texts[2]), let bags = Int(texts[4]),
            let tubes = Int(texts[5]), let people = Int(texts[6])
        else { return nil }
        self.init(
            station: texts[0], box: BoxCode(texts[1]), version: version, temperature: texts[3], bags: bags,
            tubes: tubes, people: people, hash: texts[7].lowercased())
    }
}

/// What a laboratory found in a box.
package struct ReceiptSlip: Hashable, Codable, Sendable {
    /// A tube or bag that was not as its label said.
    package struct Difference: Hashable, Codable, Sendable {
        package enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
            case missing = "M", unexpected = "U", rejected = "R"
        }
        package var kind: Kind
        package var code: String
        package init(kind: Kind, code: String) {
            self.kind = kind
            self.code = code
        }
    }

    package var laboratory: String
    package var box: BoxCode
    /// Of the manifest; 0 where its slip was not read.
    package var version: Int
    /// The bags that came.
    package var bags: [BagCode]
    package var tubes: Int
    package var differences: [Difference]

    package init(
        laboratory: String, box: BoxCode, version: Int, bags: [BagCode], tubes: Int, differences: [Difference]
    ) {
        self.laboratory = laboratory
        self.box = box
        self.version = version
        self.bags = bags
        self.tubes = tubes
        self.differences = differences
    }

    package var isWhole: Bool { differences.isEmpty }

    fileprivate var fields: [String] {
        [laboratory, box.text, "\(version)"].map(escaped)
            + [bags.map { escaped($0.text) }.joined(separator: "/"), "\(tubes)"]
            + [differences.map { "\($0.kind.rawValue):\(escaped($0.code))" }.joined(separator: "/")]
    }

    fileprivate init?(_ fields: [String]) {
        guard fields.count == 6, let texts = plain(fields.prefix(3)), let version = Int(texts[2]),
            let tubes = Int(fields[4])
        else { return nil }
        let codes = parts(fields[3]).map { unescaped($0) }
        let bags = codes.compactMap { $0.map { BagCode($0) } }
        if bags.count != codes.count { return nil }
        var differences: [Difference] = []
        for part in parts(fields[5]) {
            guard let (kind, code) = pair(part), let kind = Difference.Kind(rawValue: kind) else { return nil }
            differences.append(Difference(kind: kind, code: code))
        }
        self.init(
            laboratory: texts[0], box: BoxCode(texts[1]), version: version, bags: bags, tubes: tubes,
            differences: differences)
    }
}

/// What was found of a tube, or of somebody in it, after its bag was sealed: a numbered correction for the laboratory.
package struct CorrectionSlip: Hashable, Codable, Sendable {
    package var station: String
    /// Of the station; a higher one is later.
    package var number: Int
    package var tube: TubeCode
    /// Whom it is about; nil for the whole tube.
    package var slot: Int?
    /// One word, in capitals: `NOT-SAMPLED`, `LEAKED`, `BROKEN`, `OTHER`.
    package var what: String
    /// That holds the tube.
    package var bag: BagCode

    package init(station: String, number: Int, tube: TubeCode, slot: Int?, what: String, bag: BagCode) {
        self.station = station
        self.number = number
        self.tube = tube
        self.slot = slot
        self.what = what
        self.bag = bag
    }

    fileprivate var fields: [String] {
        [station, "\(number)", tube.text, slot.map(String.init) ?? "", what, bag.text].map(escaped)
    }

    fileprivate init?(_ fields: [String]) {
        guard fields.count == 6, let texts = plain(fields[...]), let number = Int(texts[1]),
            let slot = numberIfAny(texts[3])
        else { return nil }
        self.init(
            station: texts[0], number: number, tube: TubeCode(texts[2]), slot: slot.value, what: texts[4],
            bag: BagCode(texts[5]))
    }
}

// MARK: Fields

private func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."): bytes.append(byte)
        default:
            let digits = Array("0123456789ABCDEF".utf8)
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Nil for what `escaped` does not write, or what is no UTF-8.
private func unescaped(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
            return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    let decoded = String(decoding: bytes, as: UTF8.self)
    return Array(decoded.utf8) == bytes && escaped(decoded) == String(text) ? decoded : nil
}

private func plain(_ fields: ArraySlice<String>) -> [String]? {
    let texts = fields.compactMap { unescaped($0) }
    return texts.count == fields.count ? texts : nil
}

private func parts(_ field: String) -> [Substring] {
    field.isEmpty ? [] : field.split(separator: "/", omittingEmptySubsequences: false)
}

private func pair(_ part: Substring) -> (String, String)? {
    let halves = part.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, let first = unescaped(halves[0]), let second = unescaped(halves[1]) else { return nil }
    return (first, second)
}

/// Nil for a text that is no number; an empty one has no value.
private func numberIfAny(_ text: String) -> (value: Int?, Void)? {
    if text.isEmpty { return (nil, ()) }
    return Int(text).map { ($0, ()) }
}
