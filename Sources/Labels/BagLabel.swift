package import Codes
package import Station

/// What stands on the label of a sealed bag: no persons.
package struct BagLabel: Hashable, Sendable {
    package var bag: BagCode
    package var seal: SealNumber
    package var tubes: Int
    /// In English, because printers without Chinese glyphs have to print it.
    package var category: String
    package var round: RoundID
    package var station: String
    /// When it was sealed, `2022-05-10 08:14`; nil where no clock is trusted.
    package var sealed: String?

    package init(
        bag: BagCode, seal: SealNumber, tubes: Int, category: String, round: RoundID, station: String, sealed: String?
    ) {
        self.bag = bag
        self.seal = seal
        self.tubes = tubes
        self.category = category
        self.round = round
        self.station = station
        self.sealed = sealed
    }

    /// 50.8 x 25.4 mm, the label of CLSI AUTO12.
    package static let stock = Label.Stock(width: 50.8, height: 25.4)

    package var label: Label {
        let tubes = "\(self.tubes) tube\(self.tubes == 1 ? "" : "s")"
        return Label(
            stock: BagLabel.stock,
            elements: [
                .text("BAG \(bag)", Label.Place(2, 1), height: 4),
                .code128(bag.text, Label.Place(2, 6), height: 8, module: 0.25),
                .text("SEAL \(seal)  \(tubes)", Label.Place(2, 15), height: 3),
                .text(category, Label.Place(2, 18.5), height: 3),
                .text("\(station) \(round) \(sealed ?? "clock not set")", Label.Place(2, 22), height: 2.5),
            ])
    }
}
