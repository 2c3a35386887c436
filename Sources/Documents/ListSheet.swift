package import Symbols

/// A list on A4: what it is of, with its code and a QR, then lines under headings, page after page.
package struct ListSheet {
    package struct Section: Sendable {
        /// Stands over its lines, and again where they go on on another page.
        package var heading: String
        /// Short texts, set in columns from left to right.
        package var lines: [String]

        package init(heading: String, lines: [String]) {
            self.heading = heading
            self.lines = lines
        }
    }

    package var title: String
    /// Read by a scanner of lines; nil for none.
    package var code: String?
    package var qr: String?
    /// What stands beside the QR, one line each.
    package var facts: [String]
    package var sections: [Section]
    /// What is signed at the end, one line each.
    package var signatures: [String]

    package init(
        title: String, code: String?, qr: String?, facts: [String], sections: [Section], signatures: [String]
    ) {
        self.title = title
        self.code = code
        self.qr = qr
        self.facts = facts
        self.sections = sections
        self.signatures = signatures
    }

    private static let columns = 4
    private static let (left, right, bottom) = (12.0, 198.0, 284.0)
    private static let (lineHeight, headingHeight) = (5.2, 8.0)

    /// Fails where the typeface lacks a character or a symbol cannot hold its text.
    package func pages(typeface: Typeface) throws(SymbolError) -> [Page] {
        var pages = [Page.a4]
        var y = try head(on: &pages[0], typeface)
        func feed(_ height: Double) {
            guard y + height > Self.bottom else { return }
            pages.append(Page.a4)
            y = 16
        }
        for section in sections {
            let rows = stride(from: 0, to: section.lines.count, by: Self.columns).map { start in
                section.lines[start..<min(start + Self.columns, section.lines.count)]
            }
            feed(Self.headingHeight + Self.lineHeight)
            try write(section.heading, &pages[pages.count - 1], &y, typeface)
            for row in rows {
                let before = pages.count
                feed(Self.lineHeight)
                if pages.count > before { try write(section.heading, &pages[pages.count - 1], &y, typeface) }
                for (column, text) in row.enumerated() {
                    let width = (Self.right - Self.left) / Double(Self.columns)
                    try pages[pages.count - 1].write(
                        text, x: Self.left + Double(column) * width, y: y, size: 3.4, within: width - 2,
                        typeface: typeface)
                }
                y += Self.lineHeight
            }
        }
        feed(Double(signatures.count) * 14 + 4)
        for signature in signatures {
            y += 12
            try pages[pages.count - 1].write(signature, x: Self.left, y: y, size: 4, within: 60, typeface: typeface)
            pages[pages.count - 1].fill(x: Self.left + 62, y: y + 0.5, width: 110, height: 0.2)
        }
        let count = pages.count
        for index in pages.indices {
            try pages[index].write(
                "\(title)  \(index + 1)/\(count)", x: Self.right, y: 291, size: 3, within: 120, anchor: .end, .grey,
                typeface: typeface)
        }
        return pages
    }

    private func write(
        _ heading: String, _ page: inout Page, _ y: inout Double, _ typeface: Typeface
    ) throws(SymbolError) {
        y += Self.headingHeight - Self.lineHeight
        page.fill(x: Self.left, y: y - 4.6, width: Self.right - Self.left, height: 0.25)
        try page.write(heading, x: Self.left, y: y, size: 4, within: Self.right - Self.left, typeface: typeface)
        y += Self.lineHeight
    }

    /// Where the lines begin.
    private func head(on page: inout Page, _ typeface: Typeface) throws(SymbolError) -> Double {
        try page.write(title, x: Self.left, y: 20, size: 8, within: 120, typeface: typeface)
        var y = 27.0
        if let code {
            let symbol = try Code128(code)
            page.draw(symbol, x: Self.left + 3.3, y: y, module: 0.33, height: 12)
            y += 16
            try page.write(code, x: Self.left + 3.3, y: y, size: 3.4, typeface: typeface)
            y += 7
        }
        for fact in facts {
            try page.write(fact, x: Self.left, y: y, size: 4, within: 125, typeface: typeface)
            y += 6
        }
        var end = 14.0
        if let qr {
            let symbol = try Matrix(qr, .qr(level: 2))
            let module = 44 / Double(symbol.modules.width)
            page.draw(symbol, x: Self.right - 46, y: end, module: module)
            end += 50
        }
        return max(y, end) + 4
    }
}

extension Page {
    /// Draws a symbol with its left upper corner at the point; quiet zones are the caller's to leave.
    package mutating func draw(_ symbol: Matrix, x: Double, y: Double, module: Double) {
        for row in 0..<symbol.modules.height {
            for column in 0..<symbol.modules.width where symbol.modules[column, row] {
                fill(
                    x: x + Double(column) * module, y: y + Double(row) * module, width: module * 1.01,
                    height: module * 1.01)
            }
        }
    }
}
