package import Station

/// What MORNING prints to try a printer: bars across the head, which every scanner reads and a dead dot shows in, and what the
/// station takes this day for, so that whoever scans it back reads that too.
package struct TestLabel: Hashable, Sendable {
    /// A command card's payload.
    package var code: String
    package var station: String
    package var site: String?
    package var round: RoundID
    /// Nil where none is chosen.
    package var category: String?
    /// `2022-05-10 08:14`; nil where no clock is trusted.
    package var printed: String?

    package init(
        code: String, station: String, site: String?, round: RoundID, category: String?, printed: String?
    ) {
        self.code = code
        self.station = station
        self.site = site
        self.round = round
        self.category = category
        self.printed = printed
    }

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        if !sheet.bars(code) { sheet.qr(code) }
        sheet.line("打印测试 PRINTER TEST", 4)
        sheet.line("请扫此标签 Scan this label", 3)
        sheet.line([station, site].compactMap(\.self).joined(separator: " "), 3)
        sheet.line(["\(round)", category].compactMap(\.self).joined(separator: " · "), 3)
        sheet.line(printed ?? "clock not set", 2.5)
        return sheet.label
    }
}
