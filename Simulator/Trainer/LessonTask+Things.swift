import Codes
package import Scenarios
import Station

/// One thing that can be held under a scanner.
package struct Thing: Hashable, Sendable {
    package enum Place: String, Codable, Hashable, Sendable {
        /// In front of the table, behind the line in the queue, in the rack, where bags are packed, on the sheet of cards.
        case front, queue, rack, packing, sheet
    }

    package enum Look: String, Codable, Hashable, Sendable {
        case new, open, full, sealed, used, closed, counted, plain
    }

    package var item: Item
    package var place: Place
    package var look: Look

    init(_ item: Item, _ place: Place, _ look: Look = .plain) {
        self.item = item
        self.place = place
        self.look = look
    }
}

/// What lies on the table.
extension LessonTask {
    package func things(_ picture: Picture) -> [Thing] {
        people(picture) + rack(picture) + packing(picture) + sheet(picture)
    }

    private func people(_ picture: Picture) -> [Thing] {
        switch self {
        case .category, .short, .pack, .count, .seal, .end: return []
        case .wrongPerson: return [Thing(.person(4), .front), Thing(.person(Self.passer), .queue)]
        case .again: return [Thing(.person(1), .front)]
        case .pool:
            let left = Self.inPool.filter { picture.tube(of: $0) == nil }
            return left.enumerated().map { Thing(.person($0.element), $0.offset == 0 ? .front : .queue) }
        case .person, .tubeFirst, .usedTube, .wrongCategory, .recategorise:
            guard let person, picture.tube(of: person) == nil || picture.waiting == person else { return [] }
            return [Thing(.person(person), .front)]
        }
    }

    private func rack(_ picture: Picture) -> [Thing] {
        if isPacking { return [] }
        var numbers: Set<Int> = []
        switch self {
        case .category, .end, .short, .pack, .count, .seal: break
        case .usedTube: numbers = [1, tube(picture)]
        case .recategorise: if let person, picture.tube(of: person) == nil { numbers = [tube(picture)] }
        case .person, .tubeFirst, .wrongPerson, .again, .wrongCategory, .pool: numbers = [tube(picture)]
        }
        // What is under way lies there in any case, and so does what has to be put right.
        for under in [picture.open, picture.parked] { if let under { numbers.insert(under.number) } }
        if let person, let held = picture.tube(of: person) { numbers.insert(held.number) }
        return numbers.sorted().map { Thing(.tube($0), .rack, look(of: $0, picture)) }
    }

    private func packing(_ picture: Picture) -> [Thing] {
        guard isPacking else { return [] }
        let bag = picture.bags[Self.bag]
        let looks: [Picture.Phase: Thing.Look] = [.open: .open, .closed: .closed, .counted: .counted, .sealed: .sealed]
        var things = [Thing(.bag(Self.bag), .packing, bag.flatMap { looks[$0.phase] } ?? .new)]
        var tubes: [Int] = []
        if self == .pack {
            tubes = picture.loose(category: Self.rightCategory) + [tube(picture)]
        } else {
            things.append(Thing(.seal(1), .packing))
            if picture.isRecounting { tubes = bag?.tubes ?? [] }
        }
        return things + tubes.map { Thing(.tube($0), .packing, look(of: $0, picture)) }
    }

    /// The sheet of the cards in use.
    private func sheet(_ picture: Picture) -> [Thing] {
        var cards: [Command] =
            [.undo, .cancel, .confirm] + (1...3).map(Command.category) + (1...2).map(Command.mode)
            + [.short, .recategorise, .report]
        if self == .count || self == .seal, let bag = picture.bags[Self.bag] {
            let count = bag.tubes.count
            cards = [.undo, .cancel, .confirm] + (max(0, count - 3)...min(50, count + 1)).map(Command.count)
        }
        if case .report(let work)? = picture.question, !work.isFinished { cards.append(.reason(9)) }
        return cards.map { Thing(.card($0), .sheet) }
    }

    private func look(of tube: Int, _ picture: Picture) -> Thing.Look {
        switch picture.tubes[tube]?.stage {
        case nil: .new
        case .open: .open
        case .parked: .full
        case .sealed, .bagged:
            self == .pack || tube == person.flatMap({ picture.tube(of: $0)?.number }) ? .sealed : .used
        case .dead: .used
        }
    }
}

extension Picture {
    fileprivate var isRecounting: Bool {
        switch packingQuestion {
        case .recount, .settle: true
        default: false
        }
    }
}
