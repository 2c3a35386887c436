/// What an ID-card reader read from one card. Texts are without the padding of the card; person data is kept only where
/// the sequence asks for it.
package struct CardRead: Hashable, Sendable {
    /// Which card. The marks are those of the text block at offset 248 (GA/T 490 and its successors).
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Resident identity card.
        case resident
        /// Foreign permanent resident identity card, version of 2017, mark `I`.
        case permanentResident2017
        /// Foreign permanent resident identity card, version of 2023, mark `Y`.
        case permanentResident2023
        /// Residence permit for Hong Kong, Macau and Taiwan residents, mark `J`.
        case hongKongMacauTaiwanResident
    }

    package enum Sex: String, Hashable, Sendable { case unknown, male, female, unspecified }

    package var kind: Kind
    /// 18 characters, or 15 for a permanent resident's card of 2017. Not checked: that is the classifier's business.
    package var number: String
    /// The name in the card's first language: Chinese, for the card of 2017 English.
    package var name: String
    /// The other name where the card has two.
    package var otherName: String?
    /// Where the holder lives; nil on cards that do not say.
    package var address: String?
    package var sex: Sex
    /// `YYYYMMDD` as the card has it.
    package var birth: String
    /// `YYYYMMDD`.
    package var validFrom: String
    /// `YYYYMMDD`; nil for a card that does not expire (长期).
    package var validUntil: String?
    /// The proprietary photo (1,024 bytes of WLT), opaque; nil where the policy drops it.
    package var photo: [UInt8]?

    package init(
        kind: Kind, number: String, name: String, otherName: String? = nil, address: String? = nil, sex: Sex,
        birth: String, validFrom: String, validUntil: String?, photo: [UInt8]? = nil
    ) {
        self.kind = kind
        self.number = number
        self.name = name
        self.otherName = otherName
        self.address = address
        self.sex = sex
        self.birth = birth
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.photo = photo
    }
}

/// Why a card was not read, each with a message of its own.
package enum CardTrouble: String, Hashable, Codable, Sendable, CaseIterable {
    /// It was lifted too early, or lies badly.
    case lifted
    /// A card that is not an identity card, or one that is broken.
    case unreadable
    /// The reader's security module and the card do not accept one another: another reader has to be used.
    case rejected
    /// The card's text is not what its kind has to be.
    case malformed
    /// The reader itself is out of order.
    case readerFault
}
