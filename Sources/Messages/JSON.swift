/// A value of JSON (RFC 8259), made piece by piece.
enum JSON: Encodable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSON])
    case object([String: JSON])

    init(stringLiteral value: String) { self = .text(value) }

    /// An object without what is nil: FHIR has no empty elements.
    static func having(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(Dictionary(uniqueKeysWithValues: members.compactMap { key, value in value.map { (key, $0) } }))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }
}
