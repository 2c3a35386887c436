/// One class of texts as the search for shared texts sees it.
struct Acceptor {
    /// What messages call it.
    let name: String
    /// A form that every text of the class has.
    let positions: [Pattern.Position]
    /// Whether a text of that form is of the class: check digits, dates.
    let accepts: ([UInt8]) -> Bool
    /// The text with this class's check digits made right.
    let mended: ([UInt8]) -> [UInt8]
}

/// Decides whether two classes share a text.
///
/// Whether their *forms* share one is decided exactly, on the product of the two patterns. Where they do, texts of both
/// forms are drawn, the smallest first and then `samples` by a fixed seed, each also with the one's and the other's check
/// digits made right; the first that both accept is the answer. When none of them is accepted by both, the classes
/// count as apart: their check digits or dates exclude each other, or share less than about one text in a thousand.
enum Overlap {
    /// How many texts are drawn before two classes count as apart.
    static let samples = 2_000

    static func example(_ left: Acceptor, _ right: Acceptor) -> [UInt8]? {
        let product = Product(left.positions, right.positions)
        guard product.isLive(0, 0) else { return nil }
        var chance = Chance(state: 1)
        for sample in 0...samples {
            let text = sample == 0 ? product.text(choosing: { _ in 0 }) : product.text { chance.below($0) }
            let once = left.mended(text)
            for candidate in [text, once, right.mended(text), right.mended(once)]
            where left.accepts(candidate) && right.accepts(candidate) {
                return candidate
            }
        }
        return nil
    }
}

/// The product of two patterns: a state is a place in each, and live when some text leads from there to both ends.
private struct Product {
    private let left: [Pattern.Position]
    private let right: [Pattern.Position]
    private var live: [Bool]

    init(_ left: [Pattern.Position], _ right: [Pattern.Position]) {
        self.left = left
        self.right = right
        live = Array(repeating: false, count: (left.count + 1) * (right.count + 1))
        for i in stride(from: left.count, through: 0, by: -1) {
            for j in stride(from: right.count, through: 0, by: -1) {
                let isEnd = i == left.count && j == right.count
                live[i * (right.count + 1) + j] = isEnd || !moves(i, j).isEmpty
            }
        }
    }

    /// A way on from a state: to the next, over a character of `characters` or, when that is nil, leaving places out.
    private struct Move {
        var i: Int
        var j: Int
        var characters: ByteSet?
    }

    func isLive(_ i: Int, _ j: Int) -> Bool { live[i * (right.count + 1) + j] }

    private func moves(_ i: Int, _ j: Int) -> [Move] {
        var moves: [Move] = []
        if i < left.count, let end = left[i].skipTo, isLive(end, j) { moves.append(Move(i: end, j: j)) }
        if j < right.count, let end = right[j].skipTo, isLive(i, end) { moves.append(Move(i: i, j: end)) }
        if i < left.count, j < right.count, isLive(i + 1, j + 1) {
            let both = left[i].characters.intersection(right[j].characters)
            if !both.isEmpty { moves.append(Move(i: i + 1, j: j + 1, characters: both)) }
        }
        return moves
    }

    /// A text of both forms; `choosing` is told how many ways there are and names one.
    func text(choosing: (Int) -> Int) -> [UInt8] {
        var text: [UInt8] = []
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            let moves = moves(i, j)
            guard !moves.isEmpty else { break }
            let move = moves[choosing(moves.count)]
            if let characters = move.characters, let byte = characters.member(at: choosing(characters.count)) {
                text.append(byte)
            }
            (i, j) = (move.i, move.j)
        }
        return text
    }
}

/// SplitMix64: a fixed row of numbers, so that two starts of a station say the same.
private struct Chance {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(limit))
    }
}
