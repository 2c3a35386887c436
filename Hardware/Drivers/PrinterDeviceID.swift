/// The IEEE 1284 device id a printer gives to `GET_DEVICE_ID`: two bytes of length, then `KEY:value;` pairs such as
/// `MFG:Zebra;MDL:ZD420;CMD:ZPL;`.
///
/// Read with care, for many are wrong: the length (high byte first, itself included) is sometimes low byte first,
/// without itself, or nonsense; keys come short or long, in any case. At most `PrinterLimit.deviceIDBytes` bytes and
/// `PrinterDeviceID.mostPairs` pairs are read, and each value is cut to `PrinterLimit.nameCharacters`.
package struct PrinterDeviceID: Hashable, Sendable {
    /// The most pairs that are read.
    package static let mostPairs = 32

    /// `MFG` or `MANUFACTURER`; empty when the printer gives none.
    package let manufacturer: String
    /// `MDL` or `MODEL`, else `DES` or `DESCRIPTION`; empty when the printer gives none.
    package let model: String
    /// `CMD` or `COMMAND SET`: the languages the printer names.
    package let commands: [String]

    /// Reads the answer with its length; nil where there is not one pair in it.
    package init?(_ answer: [UInt8]) {
        let pairs = PrinterDeviceID.pairs(in: PrinterDeviceID.text(of: answer.prefix(PrinterLimit.deviceIDBytes)))
        if pairs.isEmpty { return nil }
        let value = { (keys: [String]) in keys.lazy.compactMap { pairs[$0] }.first ?? "" }
        manufacturer = value(["MFG", "MANUFACTURER"])
        model = value(["MDL", "MODEL", "DES", "DESCRIPTION"])
        commands = value(["CMD", "COMMAND SET"]).split { $0 == "," || $0 == " " }.map(String.init)
    }

    /// Maker and model, the maker once; at most `PrinterLimit.nameCharacters` characters.
    package var name: String {
        if model.isEmpty || model.hasPrefix(manufacturer) { return model.isEmpty ? manufacturer : model }
        return String("\(manufacturer) \(model)".prefix(PrinterLimit.nameCharacters))
    }
}

extension PrinterDeviceID {
    /// The shortest length that is believed, in bytes.
    private static let leastLength = 14

    /// What the length leaves. One that cannot be right leaves everything.
    private static func text(of answer: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard answer.count > 2 else { return [] }
        let high = Int(answer[answer.startIndex])
        let low = Int(answer[answer.startIndex + 1])
        let rest = answer.dropFirst(2)
        for length in [high << 8 | low, low << 8 | high] where length >= leastLength && length <= answer.count {
            // Two bytes short: the length does not count itself.
            return length + 2 == answer.count ? rest : rest.prefix(length - 2)
        }
        return rest
    }

    private static func pairs(in bytes: ArraySlice<UInt8>) -> [String: String] {
        var pairs: [String: String] = [:]
        for part in bytes.split(separator: UInt8(ascii: ";"), maxSplits: mostPairs).prefix(mostPairs) {
            guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = PrinterText.plain(part[..<colon]).uppercased()
            let value = PrinterText.plain(part[(colon + 1)...])
            if !key.isEmpty, !value.isEmpty, pairs[key] == nil { pairs[key] = value }
        }
        return pairs
    }
}

/// Text as printers send it.
enum PrinterText {
    /// The printable ASCII of `bytes`, trimmed and cut to `PrinterLimit.nameCharacters`.
    static func plain(_ bytes: some Sequence<UInt8>) -> String {
        let printable = bytes.lazy.filter { (0x20...0x7E).contains($0) }.drop { $0 == 0x20 }
        var text = String(decoding: Array(printable.prefix(PrinterLimit.nameCharacters)), as: UTF8.self)
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// The fields between commas, trimmed.
    static func fields(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { plain($0) }
    }
}
