import Codes
import Crypto
import Foundation

/// Which field of a row was sealed; bound into the seal, so that no field can stand in for another.
enum SealedField: UInt8 {
    case raw = 1
    case person = 2
}

/// Seals fields with AES-GCM under the round's key (1.3 us a field; ChaChaPoly takes 1.5).
///
/// A nonce is 4 bytes boot number and 8 bytes count of seals in this boot, big endian. The boot number is durable before
/// the first seal and the count is never set back, not even when a row was rolled back, so no nonce occurs twice. The
/// sealed field is nonce, ciphertext and tag. The additional data is station, row and field: a sealed field that was moved
/// to another row does not open.
struct Sealer {
    let station: [UInt8]
    let boot: UInt32
    private(set) var count: UInt64 = 0

    init(station: String, boot: UInt32) {
        self.station = Array(station.utf8)
        self.boot = boot
    }

    mutating func seal(
        _ bytes: [UInt8], _ field: SealedField, row: Int64, under key: SymmetricKey
    ) throws(JournalError) -> [UInt8] {
        count += 1
        var sealed = [UInt8]()
        sealed.reserveCapacity(12 + bytes.count + 16)
        withUnsafeBytes(of: boot.bigEndian) { sealed.append(contentsOf: $0) }
        withUnsafeBytes(of: count.bigEndian) { sealed.append(contentsOf: $0) }
        do {
            let box = try AES.GCM.seal(
                bytes, using: key, nonce: AES.GCM.Nonce(data: sealed),
                authenticating: Sealer.context(station, row, field))
            box.ciphertext.withUnsafeBytes { sealed.append(contentsOf: $0) }
            box.tag.withUnsafeBytes { sealed.append(contentsOf: $0) }
            return sealed
        } catch {
            throw .other(code: 0, reason: "\(error)", attempt: "seal a field")
        }
    }

    static func open(
        _ sealed: [UInt8], _ field: SealedField, row: Int64, station: String, under key: SymmetricKey
    ) throws(JournalError) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return Array(try AES.GCM.open(box, using: key, authenticating: context(Array(station.utf8), row, field)))
        } catch {
            throw .damaged(row: row, reason: "a sealed field does not open: \(error)")
        }
    }

    private static func context(_ station: [UInt8], _ row: Int64, _ field: SealedField) -> [UInt8] {
        var bytes = station
        bytes.append(0)
        withUnsafeBytes(of: row.bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(field.rawValue)
        return bytes
    }
}

/// What the field `person` holds when it is opened: JSON.
struct SealedPerson: Codable {
    var kind: PersonCode.Kind
    /// The identifying bytes as text; nil when they are no UTF-8.
    var number: String?
    /// The identifying bytes in hexadecimal when they are no text.
    var hex: String?
    var opaque: OpaqueClass?
    var proxy: Int?
    /// Nil where nothing else is known.
    var details: PersonDetails?

    init(_ person: PersonCode, _ details: PersonDetails? = nil) {
        self.details = details.flatMap { $0.isEmpty ? nil : $0 }
        kind = person.kind
        opaque = person.opaqueClass
        proxy = person.proxy
        let text = String(decoding: person.number, as: UTF8.self)
        if Array(text.utf8) == person.number { number = text } else { hex = person.number.hex }
    }

    var person: PersonCode {
        PersonCode(kind: kind, number: number.map { Array($0.utf8) } ?? bytes, opaqueClass: opaque, proxy: proxy)
    }

    private var bytes: [UInt8] {
        let digits = (hex ?? "").utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
