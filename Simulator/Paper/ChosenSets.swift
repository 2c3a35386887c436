/// The data of a Code 128 symbol whose code sets the job chooses, each language with signs of its own.
///
/// Not modelled: control characters (set A and B count as one), FNC2 to FNC4, SHIFT, FNC1 between two elements.
struct ChosenSets {
    enum Kind {
        /// Sets A and B.
        case letters
        /// Set C.
        case pairs
    }

    private(set) var text = ""
    /// FNC1 stands first.
    private(set) var isGS1 = false
    private var kind = Kind.letters
    /// A digit of set C that waits for its second.
    private var half = false
    private var isRefused = false

    /// What no printer would make bars of.
    var isFaulty: Bool { isRefused || half }

    mutating func choose(_ kind: Kind) {
        if half { refuse() }
        self.kind = kind
    }

    mutating func addFunctionOne() {
        if text.isEmpty { isGS1 = true } else { refuse() }
    }

    mutating func add(_ character: Character) {
        if kind == .pairs {
            half.toggle()
            if !(character.isASCII && character.isNumber) { refuse() }
        }
        text.append(character)
    }

    /// A byte as receipt printers take it: in set C two digits.
    mutating func add(_ byte: UInt8) {
        guard kind == .pairs else { return add(Character(UnicodeScalar(byte))) }
        if byte > 99 { return refuse() }
        text += byte < 10 ? "0\(byte)" : "\(byte)"
    }

    mutating func refuse() { isRefused = true }
}
