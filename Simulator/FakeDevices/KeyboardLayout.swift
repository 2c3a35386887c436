/// A keyboard layout of a country: what a scanner in keyboard mode presses for a character, and what a host makes of
/// it.
///
/// All keys that type, as they are printed on the keys of Windows' layouts (US, German, French AZERTY), row by row;
/// keys are numbered as in the HID usage tables (page 07). A character without a key of its own is typed with a dead
/// key.
package enum KeyboardLayout: String, CaseIterable, Sendable {
    case us, german, french

    /// One key pressed and let go.
    package struct Stroke: Hashable, Sendable {
        /// The key, as a usage of page 07.
        package var usage: UInt8
        /// Whether Shift is held.
        package var isShifted: Bool
        /// Whether AltGr is held.
        package var isAltGr: Bool

        /// A key by itself unless told otherwise.
        package init(usage: UInt8, isShifted: Bool = false, isAltGr: Bool = false) {
            self.usage = usage
            self.isShifted = isShifted
            self.isAltGr = isAltGr
        }
    }

    /// What a scanner set to this layout presses; nil where the layout has no keys for a character.
    package func strokes(typing text: String) -> [Stroke]? {
        var strokes: [Stroke] = []
        for character in text {
            guard let typed = keys(typing: character) else { return nil }
            strokes += typed
        }
        return strokes
    }

    /// What a host set to this layout reads; `swapsCase` is a host whose caps lock is on, for letters.
    package func text(of strokes: [Stroke], swapsCase: Bool = false) -> String {
        var text = ""
        var accent: Accent?
        for stroke in strokes {
            guard let character = face(of: stroke, swapsCase: swapsCase) else { continue }
            if let dead = accents.first(where: { $0.stroke == stroke }) {
                if let accent { text.append(accent.alone) }
                accent = dead
                continue
            }
            if let waiting = accent {
                if let joined = waiting.on(character) {
                    text.append(joined)
                } else {
                    text.append(waiting.alone)
                    text.append(character)
                }
                accent = nil
            } else {
                text.append(character)
            }
        }
        if let accent { text.append(accent.alone) }
        return text
    }

    /// Whether the key has the two cases of a letter on it, so that caps lock swaps them.
    package func hasCases(_ usage: UInt8) -> Bool {
        guard let faces = legends[usage], faces.count > 1 else { return false }
        return faces[0] != faces[1] && faces[0].uppercased() == String(faces[1])
    }
}

extension KeyboardLayout {
    private func keys(typing character: Character) -> [Stroke]? {
        let direct = places[character] ?? []
        if let stroke = direct.first(where: { stroke in !accents.contains { $0.stroke == stroke } }) { return [stroke] }
        for accent in accents {
            if accent.alone == character { return [accent.stroke, Stroke(usage: 0x2C)] }
            for letter in "aeiounyAEIOUNY" where accent.on(letter) == character {
                return places[letter]?.first.map { [accent.stroke, $0] }
            }
        }
        return nil
    }

    private func face(of stroke: Stroke, swapsCase: Bool) -> Character? {
        guard let faces = legends[stroke.usage] else { return nil }
        if stroke.isAltGr { return faces.count > 2 ? faces[2] : nil }
        guard let plain = faces.first else { return nil }
        let isShifted = stroke.isShifted != (swapsCase && plain.isLetter)
        return !isShifted ? plain : faces.count > 1 ? faces[1] : nil
    }

    /// An accent that waits for its letter, and the key that types it.
    private struct Accent: Hashable {
        var stroke: Stroke
        var alone: Character
        /// The same as Unicode sets it behind a letter.
        var mark: Unicode.Scalar

        /// The letters that Windows' layouts put it on.
        private static let letters: [Character: String] = [
            "^": "aeiouAEIOU", "´": "aeiouyAEIOUY", "`": "aeiouAEIOU", "¨": "aeiouyAEIOU", "~": "anoANO",
        ]

        func on(_ character: Character) -> Character? {
            if character == " " { return alone }
            guard Self.letters[alone]?.contains(character) == true else { return nil }
            return Character(String(character) + String(Character(mark)))
        }
    }

    private var accents: [Accent] {
        switch self {
        case .us: []
        case .german:
            [
                Accent(stroke: Stroke(usage: 0x35), alone: "^", mark: "\u{302}"),
                Accent(stroke: Stroke(usage: 0x2E), alone: "´", mark: "\u{301}"),
                Accent(stroke: Stroke(usage: 0x2E, isShifted: true), alone: "`", mark: "\u{300}"),
            ]
        case .french:
            [
                Accent(stroke: Stroke(usage: 0x2F), alone: "^", mark: "\u{302}"),
                Accent(stroke: Stroke(usage: 0x2F, isShifted: true), alone: "¨", mark: "\u{308}"),
                Accent(stroke: Stroke(usage: 0x1F, isAltGr: true), alone: "~", mark: "\u{303}"),
                Accent(stroke: Stroke(usage: 0x24, isAltGr: true), alone: "`", mark: "\u{300}"),
            ]
        }
    }
}

// MARK: The keys

extension KeyboardLayout {
    /// What is printed on each key: plain, with Shift, with AltGr.
    private var legends: [UInt8: [Character]] { Self.legends[self] ?? [:] }

    /// The keys that type each character.
    private var places: [Character: [Stroke]] { Self.places[self] ?? [:] }

    private static let legends = Dictionary(
        uniqueKeysWithValues: allCases.map { layout in
            var legends: [UInt8: [Character]] = [0x2C: [" ", " "]]
            for (usages, row) in zip(usages, layout.rows) {
                for (usage, legend) in zip(usages, row.split(separator: " ")) { legends[usage] = Array(legend) }
            }
            return (layout, legends)
        })

    private static let places = legends.mapValues { legends in
        var places: [Character: [Stroke]] = [:]
        // The key beside the left Shift comes last: not every keyboard has it.
        for (usage, faces) in legends.sorted(by: { $0.key < $1.key }) {
            for (level, face) in faces.enumerated() {
                let stroke = Stroke(usage: usage, isShifted: level == 1, isAltGr: level == 2)
                places[face, default: []].append(stroke)
            }
        }
        return places
    }

    /// The rows of a keyboard from the top, each from the left.
    private static let usages: [[UInt8]] = [
        [0x35, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2D, 0x2E],
        [0x14, 0x1A, 0x08, 0x15, 0x17, 0x1C, 0x18, 0x0C, 0x12, 0x13, 0x2F, 0x30],
        [0x04, 0x16, 0x07, 0x09, 0x0A, 0x0B, 0x0D, 0x0E, 0x0F, 0x33, 0x34, 0x31],
        [0x64, 0x1D, 0x1B, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38],
    ]

    private var rows: [String] {
        switch self {
        case .us:
            [
                "`~ 1! 2@ 3# 4$ 5% 6^ 7& 8* 9( 0) -_ =+", "qQ wW eE rR tT yY uU iI oO pP [{ ]}",
                "aA sS dD fF gG hH jJ kK lL ;: '\" \\|", "\\| zZ xX cC vV bB nN mM ,< .> /?",
            ]
        case .german:
            [
                "^° 1! 2\"² 3§³ 4$ 5% 6& 7/{ 8([ 9)] 0=} ß?\\ ´`", "qQ@ wW eE€ rR tT zZ uU iI oO pP üÜ +*~",
                "aA sS dD fF gG hH jJ kK lL öÖ äÄ #'", "<>| yY xX cC vV bB nN mMµ ,; .: -_",
            ]
        case .french:
            [
                "² &1 é2~ \"3# '4{ (5[ -6| è7` _8\\ ç9^ à0@ )°] =+}", "aA zZ eE€ rR tT yY uU iI oO pP ^¨ $£¤",
                "qQ sS dD fF gG hH jJ kK lL mM ù% *µ", "<> wW xX cC vV bB nN ,? ;. :/ !§",
            ]
        }
    }
}
