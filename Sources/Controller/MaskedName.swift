package import Codes
import Foundation

/// A person as shared screens may show them: the last two characters of a number, never more; an opaque code as what it
/// is. Nothing that identifies anybody, enough to tell two people in a queue apart.
package func maskedName(of person: PersonCode?) -> String {
    guard let person else { return "..." }
    let proxy = person.proxy.map { " (PROXY-\($0))" } ?? ""
    if person.kind == .opaque { return "QR" + proxy }
    let tail = person.number.suffix(2).filter { $0 >= 0x20 && $0 < 0x7f }
    return "..." + String(decoding: tail, as: UTF8.self) + proxy
}

/// How much of a person screens show (WORKFLOW.md 3.9).
package enum PersonNaming: String, Hashable, Sendable, CaseIterable {
    /// The last two characters of the number.
    case digits
    /// With the surname in front, where a card or the roster has said it.
    case surname
    /// With the whole name.
    case name

    /// - Parameter name: of their document or of the roster; nil where nobody has said it.
    package func text(of person: PersonCode?, name: String?) -> String {
        let masked = maskedName(of: person)
        let name = name?.trimmingCharacters(in: .whitespaces) ?? ""
        guard let first = name.first else { return masked }
        switch self {
        case .digits: return masked
        case .name: return "\(name) \(masked)"
        // Chinese names begin with the surname, of one character for nearly everybody; of others the initial has to do.
        case .surname: return "\(first)\(first.isASCII ? "." : "*") \(masked)"
        }
    }
}

/// The birth date inside a number, `1896-03-05`, to read a typed number back; empty where the number has none.
package func birthDate(in person: PersonCode?) -> String {
    guard let person else { return "" }
    let text = String(decoding: person.number, as: UTF8.self)
    let digits: String
    switch person.kind {
    // The 18-character form of the permanent resident card has the resident number's places.
    case .resident,
        .permanentResident where text.utf8.count == 18:
        digits = String(text.dropFirst(6).prefix(8))
    case .resident15: digits = "19" + text.dropFirst(6).prefix(6)
    case .permanentResident, .hongKongMacau, .taiwan, .passport, .gsrn, .opaque: return ""
    }
    guard digits.utf8.count == 8 else { return "" }
    return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
}
