package import Codes
package import Station

/// A person's proof that they were sampled (采样凭证): where, when and in which tube. Its QR says the same in plain text, for any
/// telephone; the person is named as on shared screens.
package struct VoucherLabel: Hashable, Sendable {
    /// Masked.
    package var person: String
    package var tube: TubeCode
    package var slot: Int
    package var category: String
    package var round: RoundID
    package var station: String
    package var site: String?
    /// `2022-05-10 08:14`; nil where no clock is trusted.
    package var sampled: String?
    package var mark: LabelMark?

    package init(
        person: String, tube: TubeCode, slot: Int, category: String, round: RoundID, station: String, site: String?,
        sampled: String?, mark: LabelMark?
    ) {
        self.person = person
        self.tube = tube
        self.slot = slot
        self.category = category
        self.round = round
        self.station = station
        self.site = site
        self.sampled = sampled
        self.mark = mark
    }

    /// What its QR holds: no person.
    package var text: String {
        [
            "VOUCHER", station, site, sampled ?? "clock not set", "\(tube)/\(slot)", "round \(round)",
        ].compactMap(\.self).joined(separator: " ").uppercased()
    }

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        sheet.qr(text)
        sheet.mark(mark)
        sheet.line("采样凭证", 4)
        sheet.line("VOUCHER \(person)", 3)
        sheet.line(sampled ?? "clock not set", 3)
        sheet.line("\(tube) / \(slot)", 2.5)
        sheet.line(category, 2.5)
        sheet.line([station, site].compactMap(\.self).joined(separator: " "), 2.5)
        return sheet.label
    }
}
