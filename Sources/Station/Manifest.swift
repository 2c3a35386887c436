package import Codes

/// What is in a box as it is handed over (交接单): every bag, its seal and its tubes, no persons. Frozen in the row of the
/// hand-over; whoever has the same text has the same hash.
package struct Manifest: Hashable, Codable, Sendable {
    package struct Bag: Hashable, Codable, Sendable {
        package var code: BagCode
        package var seal: SealNumber
        package var category: Int
        /// Number of the mode, of its first tube; 0 where it is not known.
        package var mode: Int
        package var round: RoundID
        /// Its oldest swab, microseconds since 1970-01-01 UTC; nil where no clock was trusted.
        package var oldest: Int64?
        package var tubes: [BaggedTube]
        package init(
            code: BagCode, seal: SealNumber, category: Int, mode: Int, round: RoundID, oldest: Int64?,
            tubes: [BaggedTube]
        ) {
            self.code = code
            self.seal = seal
            self.category = category
            self.mode = mode
            self.round = round
            self.oldest = oldest
            self.tubes = tubes
        }
    }

    package var station: String
    package var box: BoxCode
    /// 1 for the first hand-over of the box; a revoked one keeps its number.
    package var version: Int
    package var team: String?
    /// Number of the temperature class.
    package var temperature: Int
    package var bags: [Bag]

    package init(
        station: String, box: BoxCode, version: Int, team: String?, temperature: Int, bags: [Bag]
    ) {
        self.station = station
        self.box = box
        self.version = version
        self.team = team
        self.temperature = temperature
        self.bags = bags
    }

    package var tubes: Int { bags.reduce(0) { $0 + $1.tubes.count } }
    package var people: Int { bags.reduce(0) { $0 + $1.tubes.reduce(0) { $0 + $1.count } } }

    /// The text that is hashed: a line for the box, each bag and each tube, fields separated by tabs, lines by line feeds.
    /// Codes of a site hold neither.
    package var canonical: String {
        var lines = [
            ["manifest", "1", station, box.text, "\(version)", team ?? "", "\(temperature)"]
        ]
        for bag in bags {
            lines.append([
                "bag", bag.code.text, bag.seal.text, "\(bag.category)", "\(bag.mode)", bag.round.text,
                bag.oldest.map(String.init) ?? "",
            ])
            for tube in bag.tubes {
                lines.append(["tube", tube.code.text, "\(tube.count)", tube.isShort ? "short" : ""])
            }
        }
        return lines.map { $0.joined(separator: "\t") + "\n" }.joined()
    }
}
