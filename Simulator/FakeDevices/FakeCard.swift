package import Devices

/// An ID card of a person who never was, as the chip holds it: 256 bytes of text and a photo that no decoder opens.
///
/// Written from the layouts of GA/T 490 (resident card) and of the later cards that share its block. Every person was
/// born before 1900, so that no number is anybody's; check digits are right.
package struct FakeCard: Hashable, Sendable {
    /// The whole text block.
    package static let textBytes = 256
    /// A photo in the makers' own coding.
    package static let photoBytes = 1024

    /// Decides which layout the text has.
    package var kind: CardRead.Kind
    /// 18 characters, 15 on a permanent resident's card of 2017.
    package var number: String
    /// The Chinese name, at most 15 UTF-16 units.
    package var chineseName: String
    /// The English name of a permanent resident, at most 60 units (2017) or 46 (2023).
    package var englishName: String
    /// On cards of residents and of those of Hong Kong, Macau and Taiwan; at most 35 units.
    package var address = "测试省样本市虚构路1号"
    /// One digit on the card.
    package var sex: CardRead.Sex
    /// `YYYYMMDD`.
    package var birth: String
    /// `YYYYMMDD`.
    package var validFrom: String
    /// nil for 长期.
    package var validUntil: String?
    /// Opaque, `photoBytes` long on real cards.
    package var photo: [UInt8]

    package init(
        kind: CardRead.Kind, number: String, chineseName: String, englishName: String = "", sex: CardRead.Sex,
        birth: String, validFrom: String = "20200101", validUntil: String? = "20400101",
        photo: [UInt8] = [UInt8](repeating: 0x57, count: FakeCard.photoBytes)
    ) {
        self.kind = kind
        self.number = number
        self.chineseName = chineseName
        self.englishName = englishName
        self.sex = sex
        self.birth = birth
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.photo = photo
    }

    /// What a driver has to make of the card.
    package func read(keepsPhoto: Bool = false) -> CardRead {
        let isEnglishFirst = kind == .permanentResident2017
        let first = isEnglishFirst ? englishName : chineseName
        let second = isEnglishFirst ? chineseName : englishName
        return CardRead(
            kind: kind, number: number, name: first.isEmpty ? second : first,
            otherName: first.isEmpty || second.isEmpty ? nil : second, address: hasAddress ? address : nil, sex: sex,
            birth: birth, validFrom: validFrom, validUntil: validUntil, photo: keepsPhoto ? photo : nil)
    }
}

// MARK: The chip's text

extension FakeCard {
    private var hasAddress: Bool { kind == .resident || kind == .hongKongMacauTaiwanResident }

    /// The text block, UTF-16LE, every field padded with spaces.
    package var text: [UInt8] {
        var block = (0..<FakeCard.textBytes).map { UInt8($0 % 2 == 0 ? 0x20 : 0) }
        for (offset, bytes, text) in fields {
            let units: [UInt8] = text.utf16.prefix(bytes / 2).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            block.replaceSubrange(offset..<(offset + units.count), with: units)
        }
        return block
    }

    private var fields: [(offset: Int, bytes: Int, text: String)] {
        let until = validUntil ?? "\u{957F}\u{671F}"
        let dates = [(188, 16, validFrom), (204, 16, until)]
        switch kind {
        case .resident:
            return [
                (0, 30, chineseName), (30, 2, sexDigit), (32, 4, "01"), (36, 16, birth), (52, 70, address),
                (122, 36, number), (158, 30, "样本市公安局"),
            ] + dates
        case .hongKongMacauTaiwanResident:
            return [
                (0, 30, chineseName), (30, 2, sexDigit), (36, 16, birth), (52, 70, address),
                (122, 36, number), (158, 30, "样本市公安局"), (220, 18, "H00000000"), (238, 4, "01"), (248, 2, "J"),
            ] + dates
        case .permanentResident2017:
            return [
                (0, 120, englishName), (120, 2, sexDigit), (122, 30, number), (152, 6, "UTO"), (158, 30, chineseName),
                (220, 16, birth), (236, 4, "01"), (240, 8, "1500"), (248, 2, "I"),
            ] + dates
        case .permanentResident2023:
            let units = Array(englishName.utf16)
            return [
                (0, 30, chineseName), (30, 2, sexDigit), (32, 4, "01"), (36, 16, birth),
                (52, 70, String(decoding: units.prefix(35), as: UTF16.self)), (122, 36, number),
                (220, 22, String(decoding: units.dropFirst(35), as: UTF16.self)), (242, 6, "UTO"), (248, 2, "Y"),
            ] + dates
        }
    }

    private var sexDigit: String {
        switch sex {
        case .unknown: "0"
        case .male: "1"
        case .female: "2"
        case .unspecified: "9"
        }
    }
}

// MARK: People who never were

extension FakeCard {
    /// A card made up from a seed: the same seed, the same card.
    package static func madeUp(_ kind: CardRead.Kind, seed: UInt64) -> FakeCard {
        var random = Seeded(seed: seed)
        let isMale = Bool.random(using: &random)
        let date = digits(Int.random(in: 1...12, using: &random), 2) + digits(Int.random(in: 1...28, using: &random), 2)
        let birth = digits(Int.random(in: 1850...1899, using: &random), 4) + date
        let order = Int.random(in: 0...498, using: &random) * 2 + (isMale ? 1 : 0)
        let region = Int.random(in: 0...2, using: &random)
        let number =
            switch kind {
            case .resident: checked("110101" + birth + digits(order, 3))
            case .hongKongMacauTaiwanResident:
                checked(["810000", "820000", "830000"][region] + birth + digits(order, 3))
            case .permanentResident2017: "UTO1500" + birth.dropFirst(2) + digits(order % 100, 2)
            case .permanentResident2023: checked("911999" + birth + digits(order, 3))
            }
        let given = ["一", "二", "三", "四", "五", "𠮷", "㐂", "七八"]
        let isForeign = kind == .permanentResident2017 || kind == .permanentResident2023
        return FakeCard(
            kind: kind, number: number, chineseName: "样" + given[Int.random(in: 0..<given.count, using: &random)],
            englishName: isForeign ? englishNames[Int.random(in: 0..<englishNames.count, using: &random)] : "",
            sex: isMale ? .male : .female, birth: birth, validUntil: random.next() % 4 == 0 ? nil : "20400101",
            photo: random.bytes(photoBytes))
    }

    private static let englishNames = [
        "SPECIMEN, ANNA", "SAMPLE-SPECIMEN, MAXIMILIAN ALEXANDER THE 1ST", "NOBODY, N", "TEST, PERSON",
    ]

    /// Seventeen digits with the check character of ISO 7064 MOD 11-2 (GB 11643) behind them.
    package static func checked(_ digits: String) -> String {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits.utf8, weights).reduce(0) { $0 + Int($1.0 &- 0x30) * $1.1 }
        let check = Array("10X98765432")[sum % 11]
        return digits + String(check)
    }

    private static func digits(_ value: Int, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
