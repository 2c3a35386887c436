package import Codes

/// What was found of a tube after its bag was sealed, for the laboratory (更正单).
package struct CorrectionLabel: Hashable, Sendable {
    package var correction: CorrectionSlip
    package var slip: String

    package init(correction: CorrectionSlip, slip: String) {
        self.correction = correction
        self.slip = slip
    }

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        sheet.qr(slip)
        sheet.line("CORRECTION 更正单", 3)
        sheet.line("\(correction.station) \(correction.number)", 2.5)
        sheet.line("TUBE \(correction.tube)", 2.5)
        if let slot = correction.slot { sheet.line("place \(slot)", 2.5) }
        sheet.line(correction.what, 4)
        sheet.line("BAG \(correction.bag)", 2.5)
        return sheet.label
    }
}
