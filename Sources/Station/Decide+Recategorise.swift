import Codes
import Devices

/// RECATEGORISE: a tube, a row of tubes or a bag gets the category it should have had, the commonest error of the field.
extension Desk {
    func recategorising() -> Decision? {
        guard case .commandScanned(.category(let number)) = event.happening else { return nil }
        if settings.category(number) == nil { return refuse(.unknownChoice) }
        return ask(.correcting(.recategoriseTo(number)))
    }

    func recategorising(to category: Int) -> Decision? {
        switch event.happening {
        case .tubeScanned(let code):
            if let refusal = obstacle(toRecategorising: code, to: category) { return refuse(refusal) }
            if case .bagged(let bag)? = known.tubes[code]?.stage, tubes(in: bag) != [code] {
                return refuse(.inBag(code, bag))
            }
            return ask(.correcting(.recategoriseTubes(category, [code])))
        case .bagScanned(let code):
            if let refusal = obstacle(toRecategorising: code, to: category) { return refuse(refusal) }
            return ask(.correcting(.recategoriseBag(category, code, tubes: tubes(in: code).count)))
        default: return nil
        }
    }

    func recategorising(_ tubes: [TubeCode], to category: Int) -> Decision? {
        if case .tubeScanned(let last) = event.happening { return recategorising(from: tubes, to: last, category) }
        return confirmed { recategorise(tubes, to: category, reason: $0) }
    }

    /// The row: tubes of this lane, opened from one to the other, that have the category of the first.
    func recategorising(from tubes: [TubeCode], to last: TubeCode, _ category: Int) -> Decision {
        guard let first = tubes.first, let wrong = self.category(of: first) else { return refuse(.nothingToConfirm) }
        if known.row.count > Correction.tubeLimit { return refuse(.rowTooLong(limit: Correction.tubeLimit)) }
        if !known.row.contains(last) || self.category(of: last) != wrong {
            return refuse(.categoriesDiffer(first, last))
        }
        let row = known.row.filter { code in
            guard let record = known.tubes[code], record.category == wrong, record.round == known.tubes[first]?.round
            else { return false }
            switch record.stage {
            case .open(let other): return other == laneID
            case .sealed, .bagged: return record.sealedBy == laneID
            case .emptied, .released, .replaced: return false
            }
        }
        if row.isEmpty { return refuse(.tubeElsewhere(first, known.tubes[first]?.sealedBy ?? laneID)) }
        if let refusal = obstacle(toRecategorising: row, to: category) { return refuse(refusal) }
        return ask(.correcting(.recategoriseTubes(category, row)))
    }

    private func obstacle(toRecategorising tubes: [TubeCode], to category: Int) -> Refusal? {
        for tube in tubes {
            if let refusal = obstacle(toRecategorising: tube, to: category) { return refusal }
            guard case .bagged(let bag)? = known.tubes[tube]?.stage else { continue }
            // A bag keeps one category: all of it changes, or nothing.
            if !self.tubes(in: bag).allSatisfy(tubes.contains) { return .inBag(tube, bag) }
            if let refusal = obstacle(toRecategorising: bag, to: category) { return refusal }
        }
        return nil
    }

    private func obstacle(toRecategorising code: TubeCode, to category: Int) -> Refusal? {
        if let refusal = obstacle(to: code) {
            guard case .inSealedBag = refusal else { return refusal }
        }
        if self.category(of: code) == category { return .sameCategory(category) }
        guard let mode = mode(of: code), let rule = settings.category(category), !rule.modes.contains(mode) else {
            return nil
        }
        let onlySingle = rule.modes.allSatisfy { settings.mode($0)?.capacity == 1 }
        return onlySingle && capacity(of: code) > 1
            ? .singleOnly(category: category) : .modeNotAllowed(category: category, mode: mode)
    }

    private func obstacle(toRecategorising code: BagCode, to category: Int) -> Refusal? {
        guard
            let (was, round) = state.bags[code].map({ ($0.category, $0.round) })
                ?? known.bags[code]?.contents.map({ ($0.category, $0.round) })
        else { return .bagNotSealed(code) }
        if let refusal = handedOver(code, known.bags[code]?.box) { return refusal }
        if was == category { return .sameCategory(category) }
        if case .open? = state.bags[code]?.phase, let other = state.openBag(category: category, round: round) {
            return .openBag(other)
        }
        for tube in tubes(in: code) {
            if let refusal = obstacle(toRecategorising: tube, to: category) { return refusal }
        }
        return nil
    }

    func recategorise(_ tubes: [TubeCode], to category: Int, reason: Int?) -> Decision {
        if let refusal = obstacle(toRecategorising: tubes, to: category) { return refuse(refusal) }
        var facts: [Fact] = []
        var bags: [BagCode] = []
        for tube in tubes {
            if case .bagged(let bag)? = known.tubes[tube]?.stage, !bags.contains(bag) { bags.append(bag) }
            facts.append(.tubeRecategorised(tube, laneID, category, was: self.category(of: tube) ?? category))
        }
        facts += bags.map { .bagRecategorised($0, category, was: self.category(of: $0) ?? category) }
        for bag in bags { facts += relabelling(bag, known.bags[bag], beside: facts) }
        return correct(.recategorised(category, tubes: tubes.count), facts, reason: reason)
    }

    func recategorise(_ bag: BagCode, to category: Int, reason: Int?) -> Decision {
        if let refusal = obstacle(toRecategorising: bag, to: category) { return refuse(refusal) }
        let inside = tubes(in: bag)
        let facts = inside.map { Fact.tubeRecategorised($0, laneID, category, was: self.category(of: $0) ?? category) }
        return correct(
            .recategorised(category, tubes: inside.count),
            facts + [.bagRecategorised(bag, category, was: self.category(of: bag) ?? category)]
                + relabelling(bag, known.bags[bag]), reason: reason)
    }

    private func category(of bag: BagCode) -> Int? {
        state.bags[bag]?.category ?? known.bags[bag]?.contents?.category
    }
}
