package import Codes

/// A person as shared screens may show them: the last two characters of a number, never more; an opaque code as what it
/// is. Nothing that identifies anybody, enough to tell two people in a queue apart.
package func maskedName(of person: PersonCode?) -> String {
    guard let person else { return "..." }
    if person.kind == .opaque { return "QR" }
    let tail = person.number.suffix(2).filter { $0 >= 0x20 && $0 < 0x7f }
    return "..." + String(decoding: tail, as: UTF8.self)
}
