/// Cuts what a decoder sends into packets and bytes that belong to none.
///
/// ```
///   bytes ──► may begin a packet? ── no ───────────────────────────► stray, one byte; look again
///                  │ yes
///                  ▼
///            whole? ── no ──► held until more bytes, or giveUp ────► broken (header seen) or stray
///                  │ yes
///                  ▼
///            checksum ── right ──► frame
///                     └─ wrong ──► broken, up to where the next packet begins inside it
/// ```
/// A header is taken for one when all of it fits: a known opcode of a decoder, a length that this opcode can have,
/// source 0, and no reserved status bit. Text has such bytes only where it has NUL right behind a byte of 80 or above;
/// in UTF-8 that is only possible for the opcodes 80, A4 and A6, which are the ends of longer characters.
///
/// Not modelled: time (the owner calls `giveUp`), and a raw reading whose data holds a whole packet with its checksum.
package struct SSISplitter: Hashable, Sendable {
    package enum Piece: Hashable, Sendable {
        /// A packet of the decoder with the right checksum.
        case frame(SSIFrame)
        /// A packet's header and what came with it; the checksum is wrong or did not come.
        case broken([UInt8])
        /// Bytes that are no packet.
        case stray([UInt8])
    }

    /// What may become a packet: empty, or the beginning of one, at most `SSILimit.frameBytes`.
    package private(set) var held: [UInt8] = []

    package init() {}

    /// Whether a whole header is held.
    package var holdsHeader: Bool { held.count >= SSILimit.headerBytes }

    /// Takes a chunk, cut anywhere; gives what is complete, in order, stray bytes between two packets in one piece.
    package mutating func take(_ bytes: [UInt8]) -> [Piece] {
        let window = held + bytes
        var pieces: [Piece] = []
        var done = 0
        var start = 0
        scanning: while start < window.count {
            switch Match(window[start...]) {
            case .no: start += 1
            case .partial: break scanning
            case .whole(let length):
                if done < start { pieces.append(.stray(Array(window[done..<start]))) }
                let piece = SSISplitter.piece(window[start...], length: length)
                pieces.append(piece.0)
                start += piece.length
                done = start
            }
        }
        if done < start { pieces.append(.stray(Array(window[done..<start]))) }
        held = Array(window[start...])
        return pieces
    }

    /// The rest of what is held does not come. A whole packet that was swallowed with it is still found.
    package mutating func giveUp() -> [Piece] {
        var pieces: [Piece] = []
        while !held.isEmpty {
            let window = held
            let isBroken = holdsHeader
            held = []
            let end = SSISplitter.next(in: window[...], before: window.count, partial: false)
            let lost = Array(window[..<end])
            pieces.append(isBroken ? .broken(lost) : .stray(lost))
            pieces += take(Array(window[end...]))
        }
        return pieces
    }

    /// The packet of so many bytes at the front, or what is broken of it, and how many bytes that takes.
    private static func piece(_ bytes: ArraySlice<UInt8>, length: Int) -> (Piece, length: Int) {
        if let frame = SSIFrame(bytes.prefix(length)) { return (.frame(frame), length) }
        let end = next(in: bytes, before: length, partial: true)
        return (.broken(Array(bytes.prefix(end))), end)
    }

    /// How many bytes lie before the next right packet, or the next one whose header is there and whose end is not;
    /// `limit` when none begins before it. The first byte is the one that was no use.
    private static func next(in bytes: ArraySlice<UInt8>, before limit: Int, partial: Bool) -> Int {
        for start in bytes.indices.prefix(limit).dropFirst() {
            switch Match(bytes[start...]) {
            case .no: continue
            case .partial(let hasHeader): if partial, hasHeader { return start - bytes.startIndex }
            case .whole(let length):
                if SSIFrame(bytes[start...].prefix(length)) != nil { return start - bytes.startIndex }
            }
        }
        return limit
    }

    /// How bytes compare with a packet that begins at the first of them.
    private enum Match {
        case no
        case partial(hasHeader: Bool)
        /// So many bytes, with the checksum.
        case whole(length: Int)

        init(_ bytes: ArraySlice<UInt8>) {
            var header = bytes.prefix(SSILimit.headerBytes)
            guard let length = header.popFirst(), length >= SSILimit.headerBytes else {
                self = .no
                return
            }
            if let opcode = header.popFirst(), SSIOpcode.lengths(of: opcode)?.contains(length) != true {
                self = .no
            } else if let source = header.popFirst(), source != SSISource.decoder {
                self = .no
            } else if let status = header.popFirst(), status & ~SSIStatus.known != 0 {
                self = .no
            } else if bytes.count < Int(length) + SSILimit.checksumBytes {
                self = .partial(hasHeader: bytes.count >= SSILimit.headerBytes)
            } else {
                self = .whole(length: Int(length) + SSILimit.checksumBytes)
            }
        }
    }
}
