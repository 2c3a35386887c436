import Codes
import Station

/// A label being laid out: a symbol of two dimensions on the right, lines from top to bottom on the left. Sizes are those of
/// the usual stock; on a larger one all grows with it.
struct LabelSheet {
    private(set) var label: Label
    private let scale: Double
    private var y: Double
    /// Where lines have to end.
    private var right: Double

    private static let margin = 1.5
    private static let leading = 0.5
    /// The clear space that symbols want around them, in modules: QR 4, Data Matrix 1.
    private static let qrQuiet = 4.0
    /// Bars want 10.
    private static let barQuiet = 10
    private static let barHeight = 6.0

    init(_ stock: Label.Stock) {
        label = Label(stock: stock, elements: [])
        scale = max(0.5, min(stock.width / Label.Stock.usual.width, stock.height / Label.Stock.usual.height))
        y = Self.margin * scale
        right = stock.width - Self.margin
    }

    /// Text, `height` at the usual size: as many lines as it takes beside the symbol, nothing below the stock's end.
    mutating func line(_ text: String, _ height: Double) {
        let left = Self.margin * scale
        for line in LabelSheet.wrapped(text, ems: (right - left) / (height * scale)) {
            guard hasRoom(for: 1, height) else { return }
            label.elements.append(.text(line, Label.Place(left, y), height: height * scale))
            y += (height + Self.leading) * scale
        }
    }

    /// Parts of a text that are at most so many ems wide, parted at blanks where there are any. A printer's letters are taken
    /// for 0.6 em wide, Chinese characters for 1.
    static func wrapped(_ text: String, ems: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if width(longer) <= ems || line.isEmpty {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
            while width(line) > ems, line.count > 1 {
                var head = line
                while width(head) > ems, head.count > 1 { head.removeLast() }
                lines.append(head)
                line = String(line.dropFirst(head.count))
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func width(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 0.6 : 1) }
    }

    /// The height at the usual size of what has to be so high on this stock.
    func size(of millimetres: Double) -> Double { millimetres / scale }

    func hasRoom(for lines: Int, _ height: Double) -> Bool {
        y + (Double(lines) * (height + Self.leading) - Self.leading) * scale <= label.stock.height
    }

    /// Left out where they are wider or higher than there is room.
    ///
    /// - Returns: whether they are there.
    @discardableResult
    mutating func bars(_ code: String) -> Bool {
        let (left, module) = (Self.margin * scale + 1, 0.25 * min(scale, 2))
        guard hasRoom(for: 1, Self.barHeight), left + Double(CodeSets(code).modules) * module <= right + 1 else {
            return false
        }
        label.elements.append(.code128(code, Label.Place(left, y), height: Self.barHeight * scale, module: module))
        y += (Self.barHeight + 1) * scale
        return true
    }

    /// GS1-128, with ten clear modules on either side. A module is as many eighths of a millimetre, dots of the coarsest
    /// printers, as the stock is wide enough for: 4, which is what GS1 asks of a logistics label (0.495 mm), to 2. An SSCC
    /// wants 44 mm at least and has its 0.5 mm from 88 mm on. Left out on a stock that is narrower, or ends before: whoever
    /// scans the box has the label that its number came on.
    mutating func bars(_ elements: ElementString) {
        let modules = Double(CodeSets.modules(gs1: elements.digits.utf8.count) + 2 * Self.barQuiet)
        let eighths = min(4, (label.stock.width / modules * 8).rounded(.down))
        guard eighths >= 2, hasRoom(for: 1, Self.barHeight) else { return }
        let left = max(Self.margin * scale, Double(Self.barQuiet) * eighths / 8)
        label.elements.append(
            .gs1(elements.digits, Label.Place(left, y), height: Self.barHeight * scale, module: eighths / 8))
        y += (Self.barHeight + 1) * scale
    }

    /// As large as the right half takes it.
    mutating func qr(_ text: String) {
        guard let modules = QRSize.modules(letters: text.utf8.count) else { return }
        let room = min(label.stock.width * 0.5, label.stock.height - 2)
        // In whole eighths of a millimetre, a dot of the coarsest printers.
        let eighths = max(1, (room / (Double(modules) + 2 * Self.qrQuiet) * 8).rounded(.down))
        let side = (Double(modules) + Self.qrQuiet) * eighths / 8
        right = label.stock.width - side - eighths / 8 * Self.qrQuiet
        label.elements.append(
            .qr(text, Label.Place(label.stock.width - side, eighths / 8 * Self.qrQuiet), module: eighths / 8))
    }

    mutating func dataMatrix(_ text: String) {
        let module = 0.5 * scale
        right = label.stock.width - 28 * module
        label.elements.append(
            .dataMatrix(
                text, Label.Place(label.stock.width - 26 * module, label.stock.height - 26 * module), module: module))
    }

    /// A square on its corner with a word in it.
    mutating func diamond(_ width: Double, _ word: String) {
        let (left, top) = ((label.stock.width - width) / 2, 2.0)
        let corners = [
            Label.Place(left + width / 2, top), Label.Place(left + width, top + width / 2),
            Label.Place(left + width / 2, top + width), Label.Place(left, top + width / 2),
        ]
        for index in corners.indices {
            label.elements.append(.line(corners[index], corners[(index + 1) % 4], thickness: 2))
        }
        label.elements.append(.text(word, Label.Place(left + width / 2 - 20, top + width / 2 - 6), height: 12))
        y = top + width + 2
    }

    /// Another label of the same thing says so.
    mutating func mark(_ mark: LabelMark?) {
        switch mark {
        case nil: return
        case .copy(let number): line("REPRINT \(number)", 4)
        case .corrected(let number): line("CORRECTED \(number)", 4)
        }
    }
}
