package import Devices

/// What the third status byte of a reply means. Codes 01, 02, 03, 05 and 09 are of the makers' host libraries and never
/// come over a wire.
package enum SAMStatus: UInt8, Hashable, Sendable, CaseIterable {
    case checksumError = 0x10
    case lengthError = 0x11
    case commandError = 0x21
    case noPrivilege = 0x23
    case unrecognisedCommand = 0x24
    case cardRejectsSAM = 0x31
    case samRejectsCard = 0x32
    case informationVerifyError = 0x33
    case fingerprintVerifyError = 0x37
    case dataLengthError = 0x3F
    case unknownCardType = 0x40
    case readFailed = 0x41
    case randomNumberFailed = 0x47
    case selfTestFailed = 0x60
    case notAuthorised = 0x66
    case noCardFound = 0x80
    case selectFailed = 0x81
    case done = 0x90
    case noSuchItem = 0x91
    case cardFound = 0x9F

    /// For the log.
    package var message: String {
        switch self {
        case .checksumError: "the reader received a command with a wrong checksum"
        case .lengthError: "the reader received a command with a wrong length"
        case .commandError: "the reader does not know the command, or not with these data"
        case .noPrivilege: "the reader does not permit the command"
        case .unrecognisedCommand: "the reader does not recognise the command"
        case .cardRejectsSAM: "the card does not accept the security module"
        case .samRejectsCard: "the security module does not accept the card"
        case .informationVerifyError: "the signature of the card's text or photo is wrong"
        case .fingerprintVerifyError: "the signature of the card's fingerprints is wrong"
        case .dataLengthError: "the data on the card have a wrong length"
        case .unknownCardType: "the card is of an unknown type"
        case .readFailed: "reading the card failed"
        case .randomNumberFailed: "the card gave no random number"
        case .selfTestFailed: "the security module failed its self-test"
        case .notAuthorised: "the security module is not authorised"
        case .noCardFound: "no card was found"
        case .selectFailed: "selecting the card failed"
        case .done: "done"
        case .noSuchItem: "the card has no such item"
        case .cardFound: "a card was found"
        }
    }

    /// What the holder of the card is to be told; nil where the code is no trouble, or is settled between driver and
    /// reader.
    package var trouble: CardTrouble? {
        switch self {
        case .readFailed, .randomNumberFailed: .lifted
        case .selectFailed, .unknownCardType, .noSuchItem, .informationVerifyError, .fingerprintVerifyError,
            .dataLengthError:
            .unreadable
        case .cardRejectsSAM, .samRejectsCard: .rejected
        case .selfTestFailed, .notAuthorised: .readerFault
        case .checksumError, .lengthError, .commandError, .noPrivilege, .unrecognisedCommand, .noCardFound, .done,
            .cardFound:
            nil
        }
    }
}

/// The content of a reader's frame: three status bytes and data.
struct SAMReply: Hashable, Sendable {
    /// SW1 and SW2: the card's own status words with codes 31, 41, 47 and 81, else 00 00.
    var cardStatus: UInt16
    /// SW3.
    var code: UInt8
    var data: ArraySlice<UInt8>

    /// `content` is a frame's, so it has at least three bytes; nil where it has not.
    init?(content: [UInt8]) {
        guard content.count >= 3 else { return nil }
        cardStatus = UInt16(content[0]) << 8 | UInt16(content[1])
        code = content[2]
        data = content.dropFirst(3)
    }

    /// nil for a code that no document names.
    var status: SAMStatus? { SAMStatus(rawValue: code) }

    /// For the log.
    var message: String {
        let text = status?.message ?? "unknown status \(hex(code, digits: 2))"
        return cardStatus == 0 ? text : text + " (card status \(hex(cardStatus, digits: 4)))"
    }

    /// Whether this can be the answer to `command`, and not a late answer to an earlier one. Replies carry no number,
    /// but come in order; what tells them apart is their code and how many data they have.
    func answers(_ command: SAMCommand) -> Bool {
        switch command {
        case .status: status == .done ? data.isEmpty : isGeneral
        case .id: status == .done ? data.count == SAMReply.idBytes : isGeneral
        case .find: status == .cardFound || status == .noCardFound || isGeneral
        case .select:
            status == .done ? data.count <= SAMLimit.selectBytes : status != .cardFound && status != .noCardFound
        case .readTextAndPhoto:
            status == .done
                ? data.count > SAMLimit.selectBytes
                : status != .cardFound && status != .noCardFound && status != .selectFailed
        }
    }

    /// A code that any command may be answered with.
    private var isGeneral: Bool {
        switch status {
        case .checksumError, .lengthError, .commandError, .noPrivilege, .unrecognisedCommand, .selfTestFailed,
            .notAuthorised, nil:
            true
        default: false
        }
    }
}

// MARK: Data of a reply

extension SAMReply {
    /// The data of a reply to the id command.
    static let idBytes = 16

    /// The name of the security module in the makers' form: `05.01-20220401-0000000042-0000000007-...`; nil where the
    /// data are not 16 bytes. Two numbers of two bytes and three of four, little-endian.
    var samID: String? {
        guard data.count == SAMReply.idBytes else { return nil }
        let bytes = Array(data)
        func number(_ range: Range<Int>) -> UInt64 { range.reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) } }
        let head = decimal(number(0..<2), digits: 2) + "." + decimal(number(2..<4), digits: 2)
        let tail = [decimal(number(4..<8), digits: 8)] + [8..<12, 12..<16].map { decimal(number($0), digits: 10) }
        return ([head] + tail).joined(separator: "-")
    }

    /// Text and photo of a read card; nil where the lengths in front of them do not fit the frame. The photo is empty
    /// where the card has none.
    ///
    /// `[text length][photo length][text][photo]`, each length two bytes big-endian; a third length and fingerprints in
    /// readers that send those too. Source: SAM_V protocol, commands 30 01 and 30 10.
    var textAndPhoto: (text: ArraySlice<UInt8>, photo: ArraySlice<UInt8>)? {
        guard data.count >= 4 else { return nil }
        let text = length(at: 0)
        let photo = length(at: 2)
        let isPlain = data.count == 4 + text + photo
        guard isPlain || (data.count >= 6 && data.count == 6 + text + photo + length(at: 4)) else { return nil }
        let rest = data.dropFirst(isPlain ? 4 : 6)
        return (rest.prefix(text), rest.dropFirst(text).prefix(photo))
    }

    private func length(at offset: Int) -> Int {
        let index = data.startIndex + offset
        return Int(data[index]) << 8 | Int(data[index + 1])
    }
}

private func decimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}

private func hex(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
