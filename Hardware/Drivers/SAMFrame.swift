/// What is bounded in the language of card readers with a SAM ("SAM_V" protocol).
package enum SAMLimit {
    /// The longest frame of a reader that is waited for, in bytes with its preamble. The longest known one, text, photo
    /// and fingerprints, has 2,321.
    package static let frameBytes = 2560
    /// How long a reader may take until the header of its reply is there; the makers' own library waits as long.
    package static let headerTimeout: Duration = .seconds(2)
    /// How long no byte may come in the middle of a frame. At 9600 baud a byte takes 1 ms.
    package static let gap: Duration = .seconds(1)
    /// How often a command is sent in all while its replies come broken.
    package static let sends = 3
    /// So many commands in a row without a usable reply make a reader that is out of order.
    package static let missedReplies = 3
    /// A card is lifted only after so many finds in a row without one (and `CardReaderSettings.liftedFor`).
    package static let emptyFinds = 2
    /// A read that takes longer may have come so late that another card lies there.
    package static let longRead: Duration = .seconds(1)
    /// The most bytes the data of a reply to a select may have; 8 are known.
    static let selectBytes = 64
}

/// The frames between host and reader.
///
/// `AA AA AA 96 69`, the length of what follows it (two bytes, big-endian, checksum included), the content, and a
/// checksum: the XOR of everything between the preamble and itself. The content is command, parameter and data from the
/// host, three status bytes and data from the reader. Source: the SAM_V communication protocol of the readers' makers.
package enum SAMFrame {
    /// What every frame begins with.
    package static let preamble: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69]
    /// Preamble and length; readers with split pipes send them by themselves.
    package static let headerBytes = 7
    /// Three status bytes and the checksum: the least a length of the reader may say.
    static let leastLength = 4

    /// A whole frame around a content of at most `SAMLimit.frameBytes` less header and checksum.
    package static func encode(_ content: [UInt8]) -> [UInt8] {
        let length = content.count + 1
        precondition(headerBytes + length <= SAMLimit.frameBytes, "a content fits into SAMLimit.frameBytes")
        var frame = preamble
        frame.reserveCapacity(headerBytes + length)
        frame.append(UInt8(length >> 8))
        frame.append(UInt8(length & 0xFF))
        frame += content
        frame.append(checksum(frame[preamble.count...]))
        return frame
    }

    /// The XOR of the bytes; 0 over a sound frame from its length to its checksum.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt8 { bytes.reduce(0, ^) }
}

/// Cuts a reader's bytes into frames, however they are chunked: whole, byte by byte, header and body apart, merged.
///
/// ```
///             preamble            length in range             checksum right
///   garbage ───────────► header ───────────────────► body ───────────────────► .frame
///      ▲                    │ length out of range     │ checksum wrong
///      └────────────────────┴─────── .broken ─────────┘   the search goes on one byte behind the preamble
/// ```
/// Bytes before a preamble are dropped. A frame that turned out broken is searched again from its second byte: noise
/// that looked like a header does not swallow the frame that follows it. At most `SAMLimit.frameBytes` bytes are held.
///
/// Not modelled: time. A frame that stays half is forgotten by whoever knows the clock (`forget`).
package struct SAMSplitter: Hashable, Sendable {
    /// What is cut off the front of the bytes.
    package enum Piece: Hashable, Sendable {
        /// What stands between length and checksum.
        case frame([UInt8])
        /// A preamble whose length or checksum was wrong.
        case broken
    }

    private var held: [UInt8] = []

    /// Holds nothing yet.
    package init() {}

    /// How many bytes wait for more; never above `SAMLimit.frameBytes` between two chunks.
    package var heldBytes: Int { held.count }

    /// Whether the header of a frame is there and its body is not.
    package var isInBody: Bool { held.count >= SAMFrame.headerBytes }

    /// Drops what is held.
    package mutating func forget() { held.removeAll(keepingCapacity: true) }

    /// Takes a chunk; returns what is complete now, in order.
    package mutating func take(_ chunk: [UInt8]) -> [Piece] {
        held.append(contentsOf: chunk)
        var pieces: [Piece] = []
        var rest = held[...]
        while let piece = nextPiece(in: &rest) { pieces.append(piece) }
        held.removeFirst(held.count - rest.count)
        return pieces
    }

    /// The next piece, cut from the front of `rest`; nil once more bytes are needed. Then `rest` begins with a
    /// preamble, or is the beginning of one, or empty.
    private func nextPiece(in rest: inout ArraySlice<UInt8>) -> Piece? {
        dropGarbage(from: &rest)
        guard rest.count >= SAMFrame.headerBytes else { return nil }
        let counted = rest.dropFirst(SAMFrame.preamble.count)
        let length = Int(counted[counted.startIndex]) << 8 | Int(counted[counted.startIndex + 1])
        guard length >= SAMFrame.leastLength, SAMFrame.headerBytes + length <= SAMLimit.frameBytes else {
            rest = rest.dropFirst()
            return .broken
        }
        guard rest.count >= SAMFrame.headerBytes + length else { return nil }
        guard SAMFrame.checksum(counted.prefix(2 + length)) == 0 else {
            rest = rest.dropFirst()
            return .broken
        }
        rest = rest.dropFirst(SAMFrame.headerBytes + length)
        return .frame(Array(counted.dropFirst(2).prefix(length - 1)))
    }

    private func dropGarbage(from rest: inout ArraySlice<UInt8>) {
        while let start = rest.firstIndex(of: SAMFrame.preamble[0]) {
            rest = rest[start...]
            let known = min(rest.count, SAMFrame.preamble.count)
            if rest.prefix(known).elementsEqual(SAMFrame.preamble.prefix(known)) { return }
            rest = rest.dropFirst()
        }
        rest = rest[rest.endIndex...]
    }
}

/// What the station asks a reader.
package enum SAMCommand: Hashable, Sendable, CaseIterable {
    case status, id, find, select, readTextAndPhoto

    /// Command and parameter byte.
    var content: [UInt8] {
        switch self {
        case .status: [0x11, 0xFF]
        case .id: [0x12, 0xFF]
        case .find: [0x20, 0x01]
        case .select: [0x20, 0x02]
        case .readTextAndPhoto: [0x30, 0x01]
        }
    }

    /// The whole frame.
    package var bytes: [UInt8] { SAMFrame.encode(content) }
}
