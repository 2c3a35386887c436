/// A keyboard layout of a country: what a scanner in keyboard mode presses for a character, and what a host makes of it.
///
/// Letters, digits and the keys French layouts move them to; keys are numbered as in the HID usage tables (page 07).
package enum KeyboardLayout: String, CaseIterable, Sendable {
    case us, german, french

    /// One key pressed and let go.
    package struct Stroke: Hashable, Sendable {
        package var usage: UInt8
        package var isShifted: Bool
    }

    /// The keys A to Z and 1 to 0 of a US keyboard in the order of their usages, then `;` and `,`.
    private static let usages = Array(UInt8(0x04)...0x27) + [0x33, 0x36]

    /// What the keys give, plain and shifted, in the order of `usages`.
    private var faces: (plain: [Character], shifted: [Character]) {
        switch self {
        case .us:
            (
                Array("abcdefghijklmnopqrstuvwxyz1234567890;,"),
                Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*():<")
            )
        case .german:
            (
                Array("abcdefghijklmnopqrstuvwxzy1234567890ö,"),
                Array("ABCDEFGHIJKLMNOPQRSTUVWXZY!\"§$%&/()=Ö;")
            )
        case .french:
            (
                Array("qbcdefghijkl,noparstuvzxyw&é\"'(-è_çàm;"),
                Array("QBCDEFGHIJKL?NOPARSTUVZXYW1234567890M.")
            )
        }
    }

    /// What a scanner set to this layout presses; nil where the layout has no key for a character.
    package func strokes(typing text: String) -> [Stroke]? {
        let faces = faces
        var strokes: [Stroke] = []
        for character in text {
            if let key = faces.plain.firstIndex(of: character) {
                strokes.append(Stroke(usage: Self.usages[key], isShifted: false))
            } else if let key = faces.shifted.firstIndex(of: character) {
                strokes.append(Stroke(usage: Self.usages[key], isShifted: true))
            } else {
                return nil
            }
        }
        return strokes
    }

    /// What a host set to this layout reads; `swapsCase` is a host whose caps lock is on, for letters.
    package func text(of strokes: [Stroke], swapsCase: Bool = false) -> String {
        let faces = faces
        return String(
            strokes.compactMap { stroke in
                guard let key = Self.usages.firstIndex(of: stroke.usage) else { return nil }
                let isLetter = faces.plain[key].isLetter
                return stroke.isShifted != (swapsCase && isLetter) ? faces.shifted[key] : faces.plain[key]
            })
    }
}
