/// Cuts what a printer sends into the parts of one reply, byte by byte. What stands outside of a part is dropped; a
/// part of more than `PrinterLimit.replyBytes` bytes is dropped whole, and of more than `PrinterLimit.replyParts`
/// parts the oldest go.
///
/// ```
///              STX                ETX: a part               too long
///   outside ─────────► inside ─────────────────► outside, ───────────► outside
///                       │  ▲ STX begins anew
///                       └──┘
/// ```
/// That is form `framed`; the other forms have no outside. Not modelled: two replies at once; only one is ever asked
/// for.
struct PrinterReply: Hashable {
    enum Form: Hashable {
        /// Every byte is a part.
        case byte
        /// Two bytes are a part.
        case pair
        /// A part stands between STX and ETX.
        case framed
        /// A part ends with NUL, CR or LF.
        case text
        /// A byte of the form `0xx1xx10` is a part; the four bytes of an automatic status (`0xx1xx00` first) are
        /// skipped.
        case realTime
    }

    private enum Phase: Hashable {
        case outside
        case inside([UInt8])
        /// So many bytes of an automatic status are still to come.
        case skipping(Int)
    }

    let form: Form
    private(set) var parts: [[UInt8]] = []
    private var phase: Phase

    init(_ form: Form) {
        self.form = form
        phase = PrinterReply.beginning(of: form)
    }

    /// How many bytes are kept.
    var heldBytes: Int {
        let open = if case .inside(let bytes) = phase { bytes.count } else { 0 }
        return parts.reduce(open) { $0 + $1.count }
    }

    /// Takes the next byte; true when a part is complete.
    mutating func take(_ byte: UInt8) -> Bool {
        switch phase {
        case .skipping(let count):
            phase = count > 1 ? .skipping(count - 1) : PrinterReply.beginning(of: form)
            return false
        case .outside:
            if byte == PrinterByte.stx { phase = .inside([]) }
            return false
        case .inside(let bytes): return take(byte, after: bytes)
        }
    }

    private mutating func take(_ byte: UInt8, after bytes: [UInt8]) -> Bool {
        switch form {
        case .byte: return complete([byte])
        case .pair: return bytes.isEmpty ? hold([byte]) : complete(bytes + [byte])
        case .realTime:
            if byte & 0x93 == 0x10 { phase = .skipping(3) }
            return byte & 0x93 == 0x12 ? complete([byte]) : false
        case .text:
            let isEnd = byte == 0 || byte == PrinterByte.cr || byte == PrinterByte.lf
            if isEnd { return bytes.isEmpty ? false : complete(bytes) }
            return hold(bytes + [byte])
        case .framed:
            if byte == PrinterByte.etx { return complete(bytes) }
            return hold(byte == PrinterByte.stx ? [] : bytes + [byte])
        }
    }

    private mutating func hold(_ bytes: [UInt8]) -> Bool {
        phase = bytes.count > PrinterLimit.replyBytes ? PrinterReply.beginning(of: form) : .inside(bytes)
        return false
    }

    private mutating func complete(_ part: [UInt8]) -> Bool {
        if parts.count == PrinterLimit.replyParts { parts.removeFirst() }
        parts.append(part)
        phase = PrinterReply.beginning(of: form)
        return true
    }

    private static func beginning(of form: Form) -> Phase { form == .framed ? .outside : .inside([]) }
}

/// Bytes that have a name in printers' languages.
enum PrinterByte {
    static let stx: UInt8 = 0x02
    static let etx: UInt8 = 0x03
    static let eot: UInt8 = 0x04
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let dle: UInt8 = 0x10
    static let esc: UInt8 = 0x1B
}
