/// What the keys of a national keyboard type: plain, with Shift, with AltGr.
///
/// The tables are those of Windows' layouts (US; German; French, AZERTY), which scanners emulate. Keys stand in the
/// order of their usages, `•` where a key types nothing.
///
/// Not modelled: the fourth level (Shift with AltGr), and what Linux' layouts have beyond Windows'.
struct KeyboardLayoutTable: Hashable, Sendable {
    /// What is held while a key goes down.
    enum Level: Int, Hashable, Sendable { case plain, shift, altGr }

    /// What a key types.
    enum Mark: Hashable, Sendable {
        case character(Unicode.Scalar)
        /// An accent that waits for its letter.
        case dead(Unicode.Scalar)

        var scalar: Unicode.Scalar {
            switch self {
            case .character(let scalar), .dead(let scalar): scalar
            }
        }
    }

    /// Whether the right Alt key is AltGr; else it is a second Alt.
    let hasAltGr: Bool
    private let marks: [[Mark?]]

    /// A to Z, 1 to 0, then the rest of the keys that type.
    private static let usages: [UInt8] =
        Array(0x04...0x27) + [0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x31, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x64]

    /// `dead` names the characters of each level that are dead keys.
    private init(plain: String, shift: String, altGr: String, dead: [Level: String] = [:]) {
        hasAltGr = altGr.unicodeScalars.contains { $0 != "•" }
        marks = [(Level.plain, plain), (.shift, shift), (.altGr, altGr)].map { level, row in
            var marks = [Mark?](repeating: nil, count: 256)
            for (usage, scalar) in zip(Self.usages, row.unicodeScalars) where scalar != "•" {
                let isDead = dead[level]?.unicodeScalars.contains(scalar) ?? false
                marks[Int(usage)] = isDead ? .dead(scalar) : .character(scalar)
            }
            marks[Int(KeyUsage.isoHash)] = marks[Int(KeyUsage.backslash)]
            return marks
        }
    }

    func mark(_ usage: UInt8, _ level: Level) -> Mark? { marks[level.rawValue][Int(usage)] }

    /// Whether the key's two faces are the two cases of a letter.
    func isLetter(_ usage: UInt8) -> Bool {
        guard case .character(let plain)? = mark(usage, .plain), case .character(let shift)? = mark(usage, .shift)
        else {
            return false
        }
        return plain != shift && String(Character(plain)).uppercased() == String(Character(shift))
    }

    static func table(for layout: KeyboardSettings.Layout) -> KeyboardLayoutTable {
        switch layout {
        case .us: us
        case .german: german
        case .french: french
        }
    }

    private static let us = KeyboardLayoutTable(
        plain: "abcdefghijklmnopqrstuvwxyz1234567890 -=[]\\;'`,./\\",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*() _+{}|:\"~<>?|",
        altGr: "•••••••••••••••••••••••••••••••••••••••••••••••••")

    private static let german = KeyboardLayoutTable(
        plain: "abcdefghijklmnopqrstuvwxzy1234567890 ß´ü+#öä^,.-<",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXZY!\"§$%&/()= ?`Ü*'ÖÄ°;:_>",
        altGr: "••••€•••••••µ•••@••••••••••²³•••{[]}•\\••~•••••••|",
        dead: [.plain: "´^", .shift: "`"])

    private static let french = KeyboardLayoutTable(
        plain: "qbcdefghijkl,noparstuvzxyw&é\"'(-è_çà )=^$*mù²;:!<",
        shift: "QBCDEFGHIJKL?NOPARSTUVZXYW1234567890 °+¨£µM%•./§>",
        altGr: "••••€••••••••••••••••••••••~#{[|`\\^@•]}•¤••••••••",
        dead: [.plain: "^", .shift: "¨", .altGr: "~`"])
}

/// Accents and the letters they stand on.
enum Accents {
    private static let rows: [Unicode.Scalar: (letters: String, made: String)] = [
        "^": ("aeiouAEIOU", "âêîôûÂÊÎÔÛ"), "´": ("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ"), "`": ("aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
        "¨": ("aeiouyAEIOU", "äëïöüÿÄËÏÖÜ"), "~": ("anoANO", "ãñõÃÑÕ"),
    ]

    /// The two as one character: the accent itself before a space, nil where there is none.
    static func joined(_ accent: Unicode.Scalar, _ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if scalar == " " { return accent }
        guard let row = rows[accent] else { return nil }
        return zip(row.letters.unicodeScalars, row.made.unicodeScalars).first { $0.0 == scalar }?.1
    }
}
