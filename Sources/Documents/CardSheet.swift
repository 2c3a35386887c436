package import Symbols

/// The command cards of a site as pages to print (WORKFLOW.md 3.8): at most eight to a face, and symbols at least 40 mm
/// apart, so that one pull of the trigger meets one card. One sheet of A4 is two faces.
package struct CardSheet {
    package struct Card: Sendable {
        /// What the symbol holds; at most 13 characters fit between the margins.
        package var payload: String
        /// The card's name in each language.
        package var names: [String]
        /// What it is for, one line in each language.
        package var uses: [String]
        /// Framed in red and by a thick line.
        package var isDestructive: Bool

        package init(payload: String, names: [String], uses: [String], isDestructive: Bool) {
            self.payload = payload
            self.names = names
            self.uses = uses
            self.isDestructive = isDestructive
        }
    }

    package struct Face: Sendable {
        package var title: String
        package var cards: [Card]

        package init(title: String, cards: [Card]) {
            self.title = title
            self.cards = cards
        }
    }

    package static let cardsOnAFace = 8
    /// Width of a symbol's narrowest bar, in millimetres: every scanner of the catalogue reads it at arm's length.
    package static let module = 0.33
    package static let symbolHeight = 16.0

    /// Where the cards' middles lie, and how far their rows are apart. Millimetres.
    private static let middles = [55.0, 155.0]
    private static let firstRow = 27.0
    private static let pitch = 65.0
    private static let card = (width: 94.0, height: 56.0)

    /// Where a symbol lies on its face: millimetres from the upper left corner.
    package struct Place: Hashable, Sendable {
        package var x: Double
        package var y: Double
        package var width: Double
        package var height: Double
    }

    /// Where the symbol of the card at this index of its face lies.
    package static func place(of symbol: Code128, at index: Int) -> Place {
        let width = Double(symbol.modules) * module
        let row = firstRow + Double(index / middles.count) * pitch
        return Place(x: middles[index % middles.count] - width / 2, y: row + 16, width: width, height: symbolHeight)
    }

    /// One page a face. `station` is who the cards belong to, in every page's corner. Fails where the typeface lacks a
    /// character; a face of more than eight cards is a fault of the program.
    package static func pages(_ faces: [Face], station: String, typeface: Typeface) throws(SymbolError) -> [Page] {
        var pages: [Page] = []
        for (index, face) in faces.enumerated() {
            precondition(face.cards.count <= cardsOnAFace, "At most eight cards lie on a face.")
            var page = Page.a4
            try page.write(face.title, x: 8, y: 15, size: 6, within: 120, typeface: typeface)
            try page.write(
                "\(station)  \(index + 1)/\(faces.count)", x: 202, y: 15, size: 4, within: 66, anchor: .end, .grey,
                typeface: typeface)
            for (place, card) in face.cards.enumerated() {
                try draw(card, at: place, on: &page, typeface: typeface)
            }
            pages.append(page)
        }
        return pages
    }

    private static func draw(
        _ card: Card, at index: Int, on page: inout Page, typeface: Typeface
    ) throws(SymbolError) {
        let middle = middles[index % middles.count]
        let top = firstRow + Double(index / middles.count) * pitch
        let ink: Ink = card.isDestructive ? .red : .black
        page.frame(
            x: middle - Self.card.width / 2, y: top, width: Self.card.width, height: Self.card.height,
            line: card.isDestructive ? 1.8 : 0.25, ink)
        let inner = Self.card.width - 8
        try page.write(
            card.names.joined(separator: "  "), x: middle, y: top + 11, size: 7.5, within: inner, anchor: .middle, ink,
            typeface: typeface)
        let symbol = try Code128(card.payload)
        let place = place(of: symbol, at: index)
        page.draw(symbol, x: place.x, y: place.y, module: module, height: place.height)
        try page.write(
            card.payload, x: middle, y: top + 36, size: 3, anchor: .middle, .grey, typeface: typeface)
        for (row, use) in card.uses.enumerated() {
            try page.write(
                use, x: middle, y: top + 43.5 + Double(row) * 6.5, size: 4.4, within: inner, anchor: .middle,
                typeface: typeface)
        }
    }
}
