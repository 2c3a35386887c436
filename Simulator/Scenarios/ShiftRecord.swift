package import Codes
import Devices
package import Journal
package import Station

/// What came of a shift, as the journal's rows tell it and nothing else.
package struct ShiftRecord: Sendable {
    package struct Tube: Hashable, Sendable {
        package var code: TubeCode
        package var capacity: Int
        package var short: Bool
        /// In the order of their places.
        package var people: [PersonToken]
    }
    package struct SealedBag: Hashable, Sendable {
        package var code: BagCode
        package var seal: SealNumber
        package var tubes: [TubeCode]
    }

    package let rows: [RecordedRow]
    /// Rows of scans, in order: each has a scanner and a verdict the operator heard.
    package let scans: [RecordedRow]
    package private(set) var settings: Settings?
    package private(set) var sealedTubes: [TubeCode: Tube] = [:]
    package private(set) var sealedBags: [SealedBag] = []
    /// Persons as codes named them, to be masked.
    package private(set) var people: [PersonToken: PersonCode] = [:]
    private var bound: [Binding] = []

    package init(_ rows: [RecordedRow]) {
        self.rows = rows
        scans = rows.filter { $0.scanner != nil && $0.verdict.feedback != nil }
        for row in rows {
            if case .personScanned(let sighting) = row.happening, let person = row.person {
                people[sighting.token] = person
            }
            for fact in row.facts { take(fact) }
        }
    }

    package init(journal path: String) throws(JournalError) { self.init(try JournalFile.rows(path: path)) }

    /// Everybody who has a place in a tube.
    package var boundPersons: Set<PersonToken> { Set(bound.map(\.person)) }

    package var accepted: Int {
        scans.count { if case .accepted = $0.verdict { true } else { false } }
    }

    /// How often the operator heard a refusal, by its reason.
    package var refused: [String: Int] {
        let refusals = scans.filter { $0.verdict.feedback == .refused }
        return Dictionary(refusals.map { ($0.verdict.name, 1) }, uniquingKeysWith: +)
    }

    private mutating func take(_ fact: Fact) {
        switch fact {
        case .configured(let settings, _): self.settings = settings
        case .personBound(_, let binding, _, _, _): bound.append(binding)
        case .personUnbound(_, let binding, _): bound.removeAll { $0 == binding }
        case .tubeSealed(_, let tube, _, let short):
            let people = bound.filter { $0.tube == tube.code }.sorted { $0.slot < $1.slot }.map(\.person)
            sealedTubes[tube.code] = Tube(code: tube.code, capacity: tube.capacity, short: short, people: people)
        case .tubeEmptied(_, let tube, _), .tubeReleased(_, let tube, _): sealedTubes[tube] = nil
        case .bagSealed(let bag, let seal, let tubes):
            sealedBags.append(SealedBag(code: bag, seal: seal, tubes: tubes))
        case .undone(_, _, let facts): for fact in facts.reversed() { takeBack(fact) }
        default: return
        }
    }

    /// A sealed bag is not undone.
    private mutating func takeBack(_ fact: Fact) {
        switch fact {
        case .personBound(_, let binding, _, _, _): bound.removeAll { $0 == binding }
        case .personUnbound(_, let binding, _): bound.append(binding)
        case .tubeSealed(_, let tube, _, _): sealedTubes[tube.code] = nil
        default: return
        }
    }
}
