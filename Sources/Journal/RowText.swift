import Devices
import Station

/// The JSON of a row: compact, keys in the order the type declares them, no escapes but the necessary ones.
///
/// Foundation's encoder takes about 20 us for the three texts of a row, this one a fifth of that; `RowReader` reads them,
/// and so does Foundation's decoder. The dictionaries that facts hold are written in the order of their keys, so that the same
/// facts are the same bytes in every process; those of snapshots are not, and are compared by value.
/// Floating point numbers do not occur in rows and are not spoken.
enum RowText {
    static func encode(_ value: some Encodable) throws(JournalError) -> [UInt8] {
        let page = Page()
        do {
            try page.write(value)
        } catch {
            throw .other(code: 0, reason: "\(error)", attempt: "write \(type(of: value)) as JSON")
        }
        return page.bytes
    }
}

/// The text in the making and its open brackets. A container is closed by the next thing written outside of it, because
/// `Encoder` never says that a container ends.
private final class Page {
    // Unchecked: no access here ever spans another one's, and the checks were a tenth of an append.
    @exclusivity(unchecked) var bytes: [UInt8] = []
    /// Closing brackets of the open containers, outermost first, and whether each has an element yet.
    @exclusivity(unchecked) private var open: [(closing: UInt8, started: Bool)] = []

    init() {
        bytes.reserveCapacity(512)
        open.reserveCapacity(16)
    }

    func begin(_ opening: UInt8, _ closing: UInt8) -> Int {
        bytes.append(opening)
        open.append((closing, false))
        return open.count
    }

    func close(to depth: Int) {
        while open.count > depth { bytes.append(open.removeLast().closing) }
    }

    /// Makes ready for an element of the container at `depth`.
    func element(at depth: Int) {
        close(to: depth)
        if open[depth - 1].started { bytes.append(UInt8(ascii: ",")) }
        open[depth - 1].started = true
    }

    func key(_ key: some CodingKey, at depth: Int) {
        element(at: depth)
        write(text: key.stringValue)
        bytes.append(UInt8(ascii: ":"))
    }

    func write<Value: Encodable>(_ value: Value) throws {
        let depth = open.count
        if Value.self == [String: Int].self, let table = value as? [String: Int] {
            write(table)
        } else if Value.self == [DeviceID: LaneID].self, let places = value as? [DeviceID: LaneID] {
            try write(places)
        } else {
            try value.encode(to: Pen(page: self))
        }
        close(to: depth)
    }

    /// As an object: the categories that a site's settings expect.
    private func write(_ table: [String: Int]) {
        let depth = begin(UInt8(ascii: "{"), UInt8(ascii: "}"))
        for (key, value) in table.sorted(by: { $0.key < $1.key }) {
            element(at: depth)
            write(text: key)
            bytes.append(UInt8(ascii: ":"))
            write(number: value)
        }
    }

    /// As a list of keys and values by turns, which is what Swift makes of keys that are no texts: where scanners work.
    private func write(_ places: [DeviceID: LaneID]) throws {
        let depth = begin(UInt8(ascii: "["), UInt8(ascii: "]"))
        for (device, lane) in places.sorted(by: { $0.key.text < $1.key.text }) {
            element(at: depth)
            try write(device)
            element(at: depth)
            try write(lane)
        }
    }

    func write(word: StaticString) {
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    func write(number: some BinaryInteger) { bytes.append(contentsOf: String(number).utf8) }

    func write(text: String) {
        bytes.append(UInt8(ascii: "\""))
        let needsEscape = text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        if needsEscape { write(escaping: text) } else { bytes.append(contentsOf: text.utf8) }
        bytes.append(UInt8(ascii: "\""))
    }

    private func write(escaping text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                write(word: "\\u00")
                bytes.append(UInt8(ascii: "0") + byte >> 4)
                bytes.append(hexDigit(byte & 15))
            default: bytes.append(byte)
            }
        }
    }
}

/// Lower-case hexadecimal digit of a value below 16.
func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

private struct Pen: Encoder {
    let page: Page
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Fields(page: page, depth: page.begin(UInt8(ascii: "{"), UInt8(ascii: "}"))))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        Elements(page: page, depth: page.begin(UInt8(ascii: "["), UInt8(ascii: "]")))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(page: page) }
}

private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let page: Page
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        page.key(key, at: depth)
        page.write(word: "null")
    }
    func encode(_ value: Bool, forKey key: Key) {
        page.key(key, at: depth)
        page.write(word: value ? "true" : "false")
    }
    func encode(_ value: String, forKey key: Key) {
        page.key(key, at: depth)
        page.write(text: value)
    }
    func encode(_ value: Int, forKey key: Key) {
        page.key(key, at: depth)
        page.write(number: value)
    }
    func encode(_ value: Int64, forKey key: Key) {
        page.key(key, at: depth)
        page.write(number: value)
    }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        page.key(key, at: depth)
        try page.write(value)
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        page.key(key, at: depth)
        return Pen(page: page).container(keyedBy: keyType)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        page.key(key, at: depth)
        return Pen(page: page).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { Pen(page: page) }
    func superEncoder(forKey key: Key) -> any Encoder {
        page.key(key, at: depth)
        return Pen(page: page)
    }
}

private struct Elements: UnkeyedEncodingContainer {
    let page: Page
    let depth: Int
    var count = 0
    var codingPath: [any CodingKey] { [] }

    mutating func next() {
        page.element(at: depth)
        count += 1
    }
    mutating func encodeNil() {
        next()
        page.write(word: "null")
    }
    mutating func encode<T: Encodable>(_ value: T) throws {
        next()
        try page.write(value)
    }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        next()
        return Pen(page: page).container(keyedBy: keyType)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        next()
        return Pen(page: page).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder {
        next()
        return Pen(page: page)
    }
}

private struct Single: SingleValueEncodingContainer {
    let page: Page
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { page.write(word: "null") }
    func encode(_ value: Bool) { page.write(word: value ? "true" : "false") }
    func encode(_ value: String) { page.write(text: value) }
    func encode(_ value: Int) { page.write(number: value) }
    func encode(_ value: Int8) { page.write(number: value) }
    func encode(_ value: Int16) { page.write(number: value) }
    func encode(_ value: Int32) { page.write(number: value) }
    func encode(_ value: Int64) { page.write(number: value) }
    func encode(_ value: UInt) { page.write(number: value) }
    func encode(_ value: UInt8) { page.write(number: value) }
    func encode(_ value: UInt16) { page.write(number: value) }
    func encode(_ value: UInt32) { page.write(number: value) }
    func encode(_ value: UInt64) { page.write(number: value) }
    func encode(_ value: Double) throws { throw unspoken(value) }
    func encode(_ value: Float) throws { throw unspoken(value) }
    func encode<T: Encodable>(_ value: T) throws { try page.write(value) }

    private func unspoken(_ value: Any) -> EncodingError {
        .invalidValue(value, .init(codingPath: [], debugDescription: "rows hold no floating point numbers"))
    }
}
