import Codes
import Station

/// What lies on a packer's table, as the packer remembers it; bounded.
struct PackingTable {
    /// Sealed tubes that were not packed yet, oldest first.
    var loose: [TubeCode] = []
    /// Sealed bags that were not put into a box yet, oldest first.
    var sealed: [BagCode] = []
    /// Bags that were sealed of late, wherever they are now, with their tubes; oldest first.
    private(set) var packed: [(bag: BagCode, tubes: [TubeCode])] = []
    /// Bags that were opened again, and lie about.
    var opened: [BagCode] = []

    private static let limit = 40
    private static let packedLimit = 12

    mutating func lay(_ tube: TubeCode) {
        if loose.count < Self.limit, !loose.contains(tube) { loose.append(tube) }
    }

    mutating func seal(_ bag: BagCode, _ tubes: [TubeCode]) {
        if sealed.count < Self.limit, !sealed.contains(bag) { sealed.append(bag) }
        if packed.last?.bag != bag { packed.append((bag, tubes)) }
        if packed.count > Self.packedLimit { packed.removeFirst() }
    }

    /// The bag is cut open: its tubes are loose again, and the empty bag stays on the table.
    mutating func open(_ bag: BagCode) {
        sealed.removeAll { $0 == bag }
        if opened.count < Self.packedLimit { opened.append(bag) }
        for tube in packed.last(where: { $0.bag == bag })?.tubes ?? [] { lay(tube) }
    }
}
