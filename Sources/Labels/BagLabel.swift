package import Codes
package import Station

/// What stands on the label of a sealed bag: no persons.
package struct BagLabel: Hashable, Sendable {
    package var bag: BagCode
    package var seal: SealNumber
    package var tubes: Int
    package var people: Int
    /// In the station's language.
    package var category: String
    package var mode: String
    package var round: RoundID
    package var station: String
    /// When it was sealed, `2022-05-10 08:14`; nil where no clock is trusted.
    package var sealed: String?
    /// When its oldest swab was taken, and by when it has to be at the laboratory, `05-10 08:14`; nil where no clock knows.
    package var oldest: String?
    package var latest: String?
    /// The text of its signed QR.
    package var slip: String
    package var mark: LabelMark?

    package init(
        bag: BagCode, seal: SealNumber, tubes: Int, people: Int, category: String, mode: String, round: RoundID,
        station: String, sealed: String?, oldest: String?, latest: String?, slip: String, mark: LabelMark?
    ) {
        self.bag = bag
        self.seal = seal
        self.tubes = tubes
        self.people = people
        self.category = category
        self.mode = mode
        self.round = round
        self.station = station
        self.sealed = sealed
        self.oldest = oldest
        self.latest = latest
        self.slip = slip
        self.mark = mark
    }

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        sheet.qr(slip)
        sheet.mark(mark)
        sheet.line("BAG \(bag)", 3.5)
        sheet.bars(bag.text)
        sheet.line("SEAL \(seal)", 2.5)
        sheet.line("\(counted(tubes, "tube")) \(counted(people, "person", "people"))", 2.5)
        if let latest { sheet.line("LAB BY \(latest)", 2.5) }
        sheet.line(category, 2.5)
        sheet.line("\(mode) \(round)", 2.5)
        sheet.line("oldest \(oldest ?? "not known")", 2.5)
        sheet.line("\(station) \(sealed ?? "clock not set")", 2.5)
        return sheet.label
    }
}

/// The outside of a closed box: what is in it, and what a carrier has to know (ADR/IATA P650, UN 3373).
package struct BoxLabel: Hashable, Sendable {
    package var box: BoxCode
    /// Its code in bars; nil for one that only the box's own label can hold.
    package var bars: Bars?
    package var bags: Int
    package var tubes: Int
    package var people: Int
    package var temperature: String
    package var station: String
    package var team: String?
    /// Who is answered for it, name and telephone; nil where the site names nobody.
    package var contact: String?
    /// By when it has to be at the laboratory, `05-10 08:14`; nil where no clock knows.
    package var latest: String?
    package var mark: LabelMark?

    package init(
        box: BoxCode, bars: Bars?, bags: Int, tubes: Int, people: Int, temperature: String, station: String,
        team: String?, contact: String?, latest: String?, mark: LabelMark?
    ) {
        self.box = box
        self.bars = bars
        self.bags = bags
        self.tubes = tubes
        self.people = people
        self.temperature = temperature
        self.station = station
        self.team = team
        self.contact = contact
        self.latest = latest
        self.mark = mark
    }

    /// The mark has to be at least 50 mm on a side, standing on its corner: stock that is too small for it says to use a
    /// printed one.
    package static let diamond = 50.0

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        let width = BoxLabel.diamond * 2.0.squareRoot()
        let hasRoom = stock.width >= width + 4 && stock.height >= width + 46
        if hasRoom { sheet.diamond(width, "UN3373") }
        sheet.mark(mark)
        if !hasRoom { sheet.line("UN3373", 4) }
        // Beside the diamond its words are at least 6 mm high (P650), whatever grows with the stock.
        sheet.line("BIOLOGICAL SUBSTANCE, CATEGORY B", hasRoom ? sheet.size(of: 6) : 2.5)
        if !hasRoom { sheet.line("stick the UN3373 diamond beside this", 2.5) }
        switch bars {
        case .plain(let code):
            sheet.line("BOX \(box)", 4)
            sheet.bars(code)
        case .elements(let elements):
            // The line over the bars is what people read of them, and small enough for one line.
            sheet.line("BOX \(elements.text)", 3)
            sheet.bars(elements)
        case nil: sheet.line("BOX \(box)", 4)
        }
        sheet.line("\(counted(bags, "bag")), \(counted(tubes, "tube")), \(counted(people, "person", "people"))", 3)
        sheet.line([temperature, latest.map { "LAB BY \($0)" }].compactMap(\.self).joined(separator: ", "), 2.5)
        // Before what may be left out: a carrier has to find whom to call.
        if let contact { sheet.line(contact, 2.5) }
        sheet.line([station, team].compactMap(\.self).joined(separator: " "), 2.5)
        return sheet.label
    }
}

/// What went with a box: its bags and seals, and a QR that stands for the whole list.
package struct ManifestLabel: Hashable, Sendable {
    package var manifest: Manifest
    /// SHA-256 of the manifest, in hexadecimal.
    package var hash: String
    package var slip: String
    /// When it was handed over, and to whom.
    package var handedOver: String?
    package var courier: BadgeCode?
    package var mark: LabelMark?

    package init(
        manifest: Manifest, hash: String, slip: String, handedOver: String?, courier: BadgeCode?, mark: LabelMark?
    ) {
        self.manifest = manifest
        self.hash = hash
        self.slip = slip
        self.handedOver = handedOver
        self.courier = courier
        self.mark = mark
    }

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        sheet.qr(slip)
        sheet.mark(mark)
        sheet.line("MANIFEST \(manifest.version)", 3)
        sheet.line("BOX \(manifest.box)", 3)
        sheet.line(
            "\(counted(manifest.tubes, "tube")), \(counted(manifest.people, "person", "people"))", 2.5)
        sheet.line("\(manifest.station) \(handedOver ?? "clock not set")", 2.5)
        if let courier { sheet.line("courier \(courier)", 2.5) }
        sheet.line("sha256 \(hash.prefix(16))", 2.5)
        for (index, bag) in manifest.bags.enumerated() {
            let rest = manifest.bags.count - index
            if rest > 1, !sheet.hasRoom(for: 2, 2.5) {
                sheet.line("and \(counted(rest, "bag")) more", 2.5)
                break
            }
            sheet.line("\(bag.code) \(bag.seal) \(bag.tubes.count)", 2.5)
        }
        return sheet.label
    }
}

/// What a laboratory found in a box; the courier brings it back.
package struct ReceiptLabel: Hashable, Sendable {
    package var receipt: ReceiptSlip
    package var slip: String
    package var received: String?
    package var mark: LabelMark?

    package init(receipt: ReceiptSlip, slip: String, received: String?, mark: LabelMark?) {
        self.receipt = receipt
        self.slip = slip
        self.received = received
        self.mark = mark
    }

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        sheet.qr(slip)
        sheet.mark(mark)
        sheet.line(receipt.isWhole ? "RECEIPT WHOLE" : "RECEIPT PARTLY", 3)
        sheet.line("BOX \(receipt.box)", 2.5)
        sheet.line("\(counted(receipt.bags.count, "bag")) \(counted(receipt.tubes, "tube"))", 2.5)
        sheet.line("\(receipt.laboratory) \(received ?? "clock not set")", 2.5)
        let words: [(ReceiptSlip.Difference.Kind, String)] = [
            (.missing, "missing"), (.unexpected, "unexpected"), (.rejected, "rejected"),
        ]
        for (kind, word) in words {
            let count = receipt.differences.count { $0.kind == kind }
            if count > 0 { sheet.line("\(count) \(word)", 2.5) }
        }
        return sheet.label
    }
}

/// The mark of a tube: short, or never to be used again. Its Data Matrix is the tube's code.
package struct TubeMark: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case short(count: Int, capacity: Int)
        case void
    }

    package var tube: TubeCode
    package var kind: Kind
    package var mark: LabelMark?

    package init(tube: TubeCode, kind: Kind, mark: LabelMark?) {
        self.tube = tube
        self.kind = kind
        self.mark = mark
    }

    package func label(on stock: Label.Stock) -> Label {
        var sheet = LabelSheet(stock)
        sheet.dataMatrix(tube.text)
        sheet.mark(mark)
        switch kind {
        case .short(let count, let capacity):
            sheet.line("SHORT \(count) of \(capacity)", 6)
            sheet.line("不足\(capacity)人", 5)
        case .void:
            sheet.line("VOID", 8)
            sheet.line("作废", 6)
        }
        sheet.line(tube.text, 3)
        return sheet.label
    }
}

private func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
