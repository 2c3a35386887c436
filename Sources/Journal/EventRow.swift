import Crypto

/// One row of `event`, as it lies in the file.
///
/// The hash chain: `hash` is SHA-256 over the bytes of `canonical`, which are
///
///     "scanstation row 1\n"      18 bytes, names this encoding
///     then `previous` and every other column but `hash`, in the order of `EventRow.columns`, each as
///     00                                      NULL
///     01  value, 8 bytes big endian           INTEGER, two's complement
///     03  length, 8 bytes big endian, bytes   TEXT, UTF-8
///     04  length, 8 bytes big endian, bytes   BLOB
///
/// Tag and length come first, so that no two rows have the same encoding. `previous` of row 1 is 32 zero bytes.
struct EventRow {
    var sequence: Int64
    var boot: Int64
    var wall: Int64
    var utcOffset: Int64
    var monotonic: Int64
    var clockTrusted: Bool
    var rules: Int64
    var round: String
    var lane: Int64?
    var device: String?
    var track: String?
    var origin: String?
    var symbology: String?
    var raw: [UInt8]?
    var person: [UInt8]?
    var happening: [UInt8]
    var facts: [UInt8]
    var verdict: [UInt8]
    var repeats: Int64
    var previous: [UInt8]

    static let columns = [
        "previous", "sequence", "boot", "wall", "utc_offset", "monotonic", "clock_trusted", "rules", "round", "lane",
        "device", "track", "origin", "symbology", "raw", "person", "happening", "facts", "verdict", "repeats",
    ]
    static let genesis = [UInt8](repeating: 0, count: 32)
    static let insert =
        "INSERT INTO event (\(columns.joined(separator: ", ")), hash) VALUES ("
        + String(repeating: "?, ", count: columns.count) + "?)"
    static let select = "SELECT \(columns.joined(separator: ", ")), hash FROM event"

    /// Positions in `columns`, for readers.
    enum Column {
        static let previous: Int32 = 0
        static let sequence: Int32 = 1
        static let boot: Int32 = 2
        static let wall: Int32 = 3
        static let utcOffset: Int32 = 4
        static let monotonic: Int32 = 5
        static let clockTrusted: Int32 = 6
        static let rules: Int32 = 7
        static let round: Int32 = 8
        static let lane: Int32 = 9
        static let device: Int32 = 10
        static let track: Int32 = 11
        static let origin: Int32 = 12
        static let raw: Int32 = 14
        static let person: Int32 = 15
        static let happening: Int32 = 16
        static let facts: Int32 = 17
        static let verdict: Int32 = 18
        static let repeats: Int32 = 19
        static let hash: Int32 = 20
    }

    func hash() -> [UInt8] {
        var canonical = Canonical()
        canonical.add(blob: previous)
        canonical.add(integer: sequence)
        canonical.add(integer: boot)
        canonical.add(integer: wall)
        canonical.add(integer: utcOffset)
        canonical.add(integer: monotonic)
        canonical.add(integer: clockTrusted ? 1 : 0)
        canonical.add(integer: rules)
        canonical.add(text: round)
        canonical.add(integer: lane)
        canonical.add(text: device)
        canonical.add(text: track)
        canonical.add(text: origin)
        canonical.add(text: symbology)
        canonical.add(blob: raw)
        canonical.add(blob: person)
        canonical.add(text: happening)
        canonical.add(text: facts)
        canonical.add(text: verdict)
        canonical.add(integer: repeats)
        return canonical.hash
    }

    func bind(to insert: Statement, hash: [UInt8]) {
        insert.bind(1, blob: previous)
        insert.bind(2, sequence)
        insert.bind(3, boot)
        insert.bind(4, wall)
        insert.bind(5, utcOffset)
        insert.bind(6, monotonic)
        insert.bind(7, clockTrusted ? 1 : 0)
        insert.bind(8, rules)
        insert.bind(9, text: round)
        insert.bind(10, lane)
        insert.bind(11, text: device)
        insert.bind(12, text: track)
        insert.bind(13, text: origin)
        insert.bind(14, text: symbology)
        insert.bind(15, blob: raw)
        insert.bind(16, blob: person)
        insert.bind(17, text: happening)
        insert.bind(18, text: facts)
        insert.bind(19, text: verdict)
        insert.bind(20, repeats)
        insert.bind(21, blob: hash)
    }

    /// The hash of a row being read, over what the file holds, types included.
    static func hash(of row: Statement) -> [UInt8] {
        var canonical = Canonical()
        for column in 0..<Int32(columns.count) { canonical.add(column, of: row) }
        return canonical.hash
    }
}

/// The bytes a row's hash is taken over; see `EventRow`.
struct Canonical {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(2048)
        bytes.append(contentsOf: "scanstation row 1\n".utf8)
    }

    var hash: [UInt8] { SHA256.hash(data: bytes).withUnsafeBytes { [UInt8]($0) } }

    mutating func add(integer: Int64?) {
        guard let integer else { return bytes.append(0) }
        bytes.append(1)
        add(word: UInt64(bitPattern: integer))
    }

    mutating func add(text: String?) {
        guard let text else { return bytes.append(0) }
        bytes.append(3)
        add(word: UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(text: [UInt8]?) { add(3, text) }
    mutating func add(blob: [UInt8]?) { add(4, blob) }

    /// A column by the type it really has. REAL cannot occur in a strict table; it would hash as its text.
    mutating func add(_ column: Int32, of row: Statement) {
        switch row.type(column) {
        case ColumnType.integer: add(integer: row.integer(column))
        case ColumnType.null: add(integer: nil)
        case let type:
            bytes.append(UInt8(truncatingIfNeeded: type))
            row.withBytes(column) { value in
                add(word: UInt64(value.count))
                bytes.append(contentsOf: value)
            }
        }
    }

    private mutating func add(_ tag: UInt8, _ value: [UInt8]?) {
        guard let value else { return bytes.append(0) }
        bytes.append(tag)
        add(word: UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    private mutating func add(word: UInt64) {
        withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
