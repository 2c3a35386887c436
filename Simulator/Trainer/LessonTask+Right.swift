import Codes
package import Scenarios
import Station

/// What would be right now, from wherever the desk stands: a mistake has a way back.
extension LessonTask {
    package func right(_ picture: Picture) -> [Item] {
        if hasStray(picture), picture.isClear { return [.card(.undo)] }
        if isAside(picture) {
            // Most questions end by the next scan: whoever goes straight on is right too.
            var rest = picture
            rest.question = nil
            return right(rest) + [.card(.cancel), .card(.undo)]
        }
        switch self {
        case .category: return picture.clearing() ?? picture.choosing()
        case .person, .tubeFirst, .usedTube, .wrongPerson, .wrongCategory, .recategorise:
            return person.map { picture.sampling($0, into: tube(picture)) } ?? []
        case .again:
            if let ways = picture.clearing() { return ways }
            return [.person(1)]
        case .pool: return picture.pooling(Self.inPool, into: tube(picture))
        case .short: return picture.clearing() ?? []
        case .pack: return picture.packing(Self.bag)
        case .count, .seal: return picture.sealing(Self.bag)
        case .end:
            guard case .report(let work)? = picture.question else { return [.card(.report)] }
            return [.card(work.isFinished ? .confirm : .reason(9))]
        }
    }

    /// Whether a question stands that has nothing to do with the task, and that no scan of it would answer.
    private func isAside(_ picture: Picture) -> Bool {
        switch picture.question {
        case nil, .duplicateRound, .correcting, .release, .notSampled, .ask, .void, .mark, .enrolling, .link, .proxy:
            false
        case .report: self != .end
        default: true
        }
    }

    /// The new tube that lies ready.
    func tube(_ picture: Picture) -> Int {
        switch self {
        case .person: picture.fresh(1)
        case .tubeFirst: picture.fresh(2)
        case .usedTube: picture.fresh(3)
        case .wrongPerson: picture.fresh(4)
        case .again, .wrongCategory: picture.fresh(5)
        case .recategorise: picture.fresh(6)
        case .pool: picture.open?.number ?? picture.fresh(7)
        case .pack: picture.fresh(8)
        case .category, .short, .count, .seal, .end: picture.fresh(1)
        }
    }
}

extension Picture {
    /// What ends everything that is under way; nil when nothing is.
    fileprivate func clearing(for wanted: Int? = nil) -> [Item]? {
        if question != nil { return [.card(.cancel), .card(.undo)] }
        if let waiting, waiting != wanted {
            var ways: [Item] = [.card(.cancel)]
            if case .personWaits? = last { ways.append(.card(.undo)) }
            return ways
        }
        if let parked { return [.tube(parked.number)] }
        if let open {
            if waiting != nil { return [.tube(open.number)] }
            return [open.glass.isShortAllowed ? .tube(open.number) : .card(.short)]
        }
        return nil
    }

    /// The cards that are missing before somebody is sampled.
    fileprivate func choosing(mode wanted: Int? = nil) -> [Item] {
        var cards: [Item] = []
        if category != LessonTask.rightCategory { cards.append(.card(.category(LessonTask.rightCategory))) }
        if let wanted, mode != wanted { cards.append(.card(.mode(wanted))) }
        return cards
    }

    fileprivate func sampling(_ person: Int, into tube: Int) -> [Item] {
        if let held = self.tube(of: person), held.glass.category != LessonTask.rightCategory, isOfRecategorise {
            return recategorising(held.number)
        }
        if let ways = clearing(for: person) { return ways }
        let cards = choosing(mode: self.tube(of: person) == nil ? 1 : nil)
        if !cards.isEmpty { return cards }
        return waiting == person ? [.tube(tube)] : [.person(person)]
    }

    /// Nothing is under way but the correction itself.
    private var isOfRecategorise: Bool {
        guard waiting == nil, open == nil, parked == nil else { return false }
        if case .correcting? = question { return true }
        return question == nil
    }

    private func recategorising(_ tube: Int) -> [Item] {
        switch question {
        case nil:
            var ways: [Item] = [.card(.recategorise)]
            if case .boundAndSealed? = last { ways.append(.card(.undo)) }
            return ways
        case .correcting(.recategorise): return [.card(.category(LessonTask.rightCategory))]
        case .correcting(.recategoriseTo(LessonTask.rightCategory)): return [.tube(tube)]
        case .correcting(.recategoriseTubes(LessonTask.rightCategory, _)): return [.card(.confirm)]
        default: return [.card(.cancel), .card(.undo)]
        }
    }

    fileprivate func pooling(_ people: [Int], into tube: Int) -> [Item] {
        if question != nil { return [.card(.cancel), .card(.undo)] }
        let missing = people.filter { self.tube(of: $0) == nil }
        if let waiting, !missing.contains(waiting) { return clearing() ?? [] }
        if let parked { return [.tube(parked.number)] }
        if open == nil {
            let cards = choosing(mode: 2)
            if !cards.isEmpty { return cards }
        }
        return waiting == nil ? missing.prefix(1).map { .person($0) } : [.tube(tube)]
    }

    fileprivate func packing(_ bag: Int) -> [Item] {
        if packingQuestion != nil { return [.card(.cancel), .card(.undo)] }
        switch bags[bag]?.phase {
        case nil: return [.bag(bag)]
        case .closed: return [.bag(bag)]
        case .counted: return [.card(.undo)]
        case .open, .sealed: return loose(category: LessonTask.rightCategory).map { .tube($0) }
        }
    }

    fileprivate func sealing(_ number: Int) -> [Item] {
        guard let bag = bags[number] else { return [.bag(number)] }
        switch packingQuestion {
        case .count: return [.card(.count(bag.tubes.count))]
        case .recount:
            let unseen = bag.tubes.filter { !recounted.contains($0) }
            return (unseen.isEmpty ? [.bag(number)] : unseen.map { .tube($0) }) + [.card(.cancel)]
        case nil: return [bag.phase == .counted ? .seal(1) : .bag(number)]
        default: return [.card(.cancel), .card(.undo)]
        }
    }
}
