package import Symbols

/// A roster as sheets to go from door to door with, and to write on where there is no station (WORKFLOW.md 3.2): a block for each
/// household with its code, and a line for each of its people with theirs. Symbols lie far enough apart that one pull of the
/// trigger meets one: households' at the right edge, people's at the left. A character that no typeface has is printed as 〓.
package struct RosterSheet {
    package struct Person: Sendable {
        package var code: String
        package var name: String
        /// What whoever goes there has to know, such as that the person cannot walk.
        package var note: String
        package var isSingleOnly: Bool
        package init(code: String, name: String, note: String, isSingleOnly: Bool) {
            self.code = code
            self.name = name
            self.note = note
            self.isSingleOnly = isSingleOnly
        }
    }

    package struct Household: Sendable {
        package var code: String
        package var place: String
        package var people: [Person]
        package init(code: String, place: String, people: [Person]) {
            self.code = code
            self.place = place
            self.people = people
        }
    }

    package var title: String
    package var households: [Household]

    package init(title: String, households: [Household]) {
        self.title = title
        self.households = households
    }

    private static let (left, right, top, bottom) = (12.0, 198.0, 24.0, 284.0)
    private static let (headHeight, lineHeight) = (21.0, 19.0)
    private static let module = 0.33

    /// A household is not parted unless it is longer than a page; then its head is repeated. Fails where a code
    /// holds what Code 128 cannot.
    package func pages(typeface: Typeface) throws(SymbolError) -> [Page] {
        var pages: [Page] = []
        var y = Double.infinity
        for household in households {
            let height = Self.headHeight + Self.lineHeight * Double(household.people.count)
            if y + min(height, Self.bottom - Self.top) > Self.bottom {
                pages.append(Page.a4)
                y = Self.top
            }
            try Self.head(household, on: &pages[pages.count - 1], y, typeface)
            y += Self.headHeight
            for person in household.people {
                if y + Self.lineHeight > Self.bottom {
                    pages.append(Page.a4)
                    try Self.head(household, on: &pages[pages.count - 1], Self.top, typeface)
                    y = Self.top + Self.headHeight
                }
                try Self.line(person, on: &pages[pages.count - 1], y, typeface)
                y += Self.lineHeight
            }
        }
        for index in pages.indices {
            try pages[index].write(
                typeface.printable(title), x: Self.left, y: 15, size: 6, within: 130, typeface: typeface)
            try pages[index].write(
                "\(index + 1)/\(pages.count)", x: Self.right, y: 15, size: 4, anchor: .end, .grey, typeface: typeface)
        }
        return pages
    }

    private static func head(
        _ household: Household, on page: inout Page, _ y: Double, _ typeface: Typeface
    ) throws(SymbolError) {
        page.fill(x: left, y: y, width: right - left, height: 0.6)
        try page.write(typeface.printable(household.place), x: left, y: y + 9, size: 7, within: 110, typeface: typeface)
        try page.write(
            "[ ] 无人 ABSENT   [ ] 拒采 REFUSED   [ ] 迁出 MOVED   [ ] 再访 REVISIT   [ ] 完成 DONE", x: left, y: y + 17,
            size: 3, within: 122, typeface: typeface)
        let symbol = try Code128(household.code)
        let width = Double(symbol.modules) * module
        page.draw(symbol, x: right - width, y: y + 3, module: module, height: 11)
        try page.write(
            household.code, x: right - width / 2, y: y + 18, size: 3, anchor: .middle, .grey, typeface: typeface)
    }

    private static func line(
        _ person: Person, on page: inout Page, _ y: Double, _ typeface: Typeface
    ) throws(SymbolError) {
        page.fill(x: left, y: y, width: right - left, height: 0.15)
        let symbol = try Code128(person.code)
        let width = Double(symbol.modules) * module
        page.draw(symbol, x: left + 3.3, y: y + 3, module: module, height: 11)
        try page.write(
            person.code, x: left + 3.3 + width / 2, y: y + 17.5, size: 3, anchor: .middle, .grey, typeface: typeface)
        let x = left + 3.3 + max(width, 44) + 8
        try page.write(typeface.printable(person.name), x: x, y: y + 7.5, size: 5, within: 62, typeface: typeface)
        let notes = [person.isSingleOnly ? "须单采 ALONE" : "", person.note].filter { !$0.isEmpty }
        try page.write(
            typeface.printable(notes.joined(separator: "  ")), x: x, y: y + 14, size: 3.6, within: 62,
            person.isSingleOnly ? .red : .grey,
            typeface: typeface)
        try page.write("管码 Tube", x: 138, y: y + 6, size: 2.6, .grey, typeface: typeface)
        page.frame(x: 138, y: y + 7, width: right - 138, height: 10, line: 0.2, .grey)
    }
}
