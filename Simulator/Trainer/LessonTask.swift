import Codes
package import Scenarios
import Station

/// What is to be done, one after the other. Each ends when its outcome is recorded, by whatever way it came about, so that
/// a mistake can be put right as at a real table.
package enum LessonTask: String, CaseIterable, Hashable, Codable, Sendable {
    case category, person
    case tubeFirst = "tube-first"
    case usedTube = "used-tube"
    case wrongPerson = "wrong-person"
    case again
    case wrongCategory = "wrong-category"
    case recategorise, pool, short, pack, count, seal, end

    /// The site's sign: CATEGORY-2.
    package static let rightCategory = 2
    static let wrongCategoryNumber = 1
    static let bag = 1
    static let inPool = [7, 8, 9]
    /// Who stands behind the line.
    static let passer = 11

    /// One scan.
    package struct Act: Hashable, Sendable {
        package var item: Item
        package var isPacking: Bool
        package init(_ item: Item, isPacking: Bool = false) {
            self.item = item
            self.isPacking = isPacking
        }
    }

    /// Who is to be sampled, alone in a tube.
    var person: Int? {
        switch self {
        case .person: 1
        case .tubeFirst: 2
        case .usedTube: 3
        case .wrongPerson: 4
        case .wrongCategory: 5
        case .recategorise: 6
        case .category, .again, .pool, .short, .pack, .count, .seal, .end: nil
        }
    }

    /// Whether tubes and cards go to the packing scanner.
    package var isPacking: Bool {
        switch self {
        case .pack, .count, .seal: true
        case .category, .person, .tubeFirst, .usedTube, .wrongPerson, .again, .wrongCategory, .recategorise, .pool,
            .short,
            .end:
            false
        }
    }

    /// What a colleague's hand does before it.
    package func colleague(_ picture: Picture) -> [Act] {
        let wrong = [Act(.card(.category(Self.wrongCategoryNumber))), Act(.card(.confirm))]
        let right = picture.category == Self.rightCategory ? [] : [Act(.card(.category(Self.rightCategory)))]
        let single = picture.mode == 1 ? [] : [Act(.card(.mode(1)))]
        switch self {
        case .tubeFirst: return [Act(.tube(picture.fresh(2)))]
        case .wrongPerson: return [Act(.person(Self.passer))]
        case .wrongCategory: return wrong
        case .recategorise:
            return wrong + single
                + [.person(6), .tube(picture.fresh(6)), .card(.category(Self.rightCategory))].map { Act($0) }
        case .pack:
            let loose = picture.loose(category: Self.rightCategory).dropLast(2)
            return right + ([.bag(Self.bag)] + loose.map { .tube($0) }).map { Act($0, isPacking: true) }
        case .category, .person, .usedTube, .again, .pool, .short, .count, .seal, .end: return []
        }
    }

    /// Whether it is done.
    ///
    /// - Parameter heard: the names of all verdicts of this task.
    package func isDone(_ picture: Picture, heard: Set<String>) -> Bool {
        let bag = picture.bags[Self.bag]
        switch self {
        case .category: return picture.category == Self.rightCategory && picture.isClear
        case .person, .tubeFirst, .usedTube, .wrongPerson, .wrongCategory, .recategorise:
            guard let person, let tube = picture.tube(of: person)?.glass, !hasStray(picture) else { return false }
            return tube.category == Self.rightCategory && picture.category == Self.rightCategory && picture.isClear
        case .again:
            // Where nobody was sampled before, there is nothing to ask.
            let isMoot = picture.tube(of: 1) == nil && picture.waiting != 1
            return (heard.contains("dup-round") || isMoot) && picture.isClear && !hasStray(picture)
        case .pool:
            return Self.inPool.allSatisfy { picture.tube(of: $0) != nil } && picture.waiting == nil
                && picture.question == nil
        case .short: return picture.isClear
        case .pack:
            return bag?.phase == .open && picture.loose(category: Self.rightCategory).isEmpty
                && picture.packingQuestion == nil
        case .count: return bag?.phase == .counted || bag?.phase == .sealed
        case .seal: return bag?.phase == .sealed
        case .end: return picture.isClosed
        }
    }

    /// Whether somebody was recorded just now who must not be, so that UNDO still takes it back.
    func hasStray(_ picture: Picture) -> Bool {
        guard case .boundAndSealed? = picture.last else { return false }
        switch self {
        case .wrongPerson: return picture.tube(of: Self.passer) != nil
        case .again: return picture.tubes.count { $0.value.people.contains(1) } > 1
        default: return false
        }
    }
}
