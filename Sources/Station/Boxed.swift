/// A value that lies elsewhere: what holds it stays small to copy, with one reference to count. Written as the value alone.
package indirect enum Boxed<Value> {
    case of(Value)

    package init(_ value: Value) { self = .of(value) }

    package var value: Value {
        switch self {
        case .of(let value): value
        }
    }
}

extension Boxed: Sendable where Value: Sendable {}
extension Boxed: Equatable where Value: Equatable {}
extension Boxed: Hashable where Value: Hashable {}

extension Boxed: Encodable where Value: Encodable {
    package func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension Boxed: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws { self = .of(try Value(from: decoder)) }
}
