import Codes
import Devices
import Foundation
package import Station

extension Export {
    /// The record as a table of texts.
    package struct Table: Hashable, Sendable {
        /// The names of the columns.
        package var header: [String]
        /// As many fields each.
        package var lines: [[String]]
        /// When the last row was recorded, in seconds since 1970 UTC.
        package var made: Int64

        /// UTF-8 behind a byte order mark, without which spreadsheets take Chinese for something else; comma separated, CRLF
        /// (RFC 4180), first line the names of the columns. What a spreadsheet would take for a formula gets an apostrophe.
        package var csv: String {
            "\u{FEFF}" + ([header] + lines).map { $0.map(Export.quote).joined(separator: ",") + "\r\n" }.joined()
        }
    }

    /// The lines of `lines(path:round:)` as texts.
    ///
    /// - Parameter others: further stations' journals, whose lines follow. A tube that two stations have is marked in each of its
    ///   lines (WORKFLOW.md 3.6, two-stations).
    package static func table(
        path: String, beside others: [String] = [], round: RoundID? = nil
    ) throws(JournalError) -> Table {
        var all: [Line] = []
        var made: Int64 = 0
        for path in [path] + others {
            let record = try lines(path: path, round: round)
            all += record.lines
            made = max(made, record.made)
        }
        let held = all.filter { $0.status == "bound" }
        let stations = Dictionary(grouping: held, by: \.tube).mapValues { Set($0.map(\.station)) }
        for index in all.indices where (stations[all[index].tube]?.count ?? 0) > 1 && all[index].status == "bound" {
            all[index].conflict = "two-stations"
        }
        return Table(header: Line.header, lines: all.map(\.fields), made: made)
    }

    /// One line for each time a person was bound to a tube, as things stand now; bindings that were released or undone keep
    /// their line and say so in `status`.
    ///
    /// Numbers are opened with the journal's key file.
    ///
    /// - Parameter round: only this round; nil for all.
    /// - Returns: the lines in the order of binding, and when the last row was recorded, in seconds since 1970 UTC.
    package static func lines(
        path: String, round: RoundID? = nil
    ) throws(JournalError) -> (lines: [Line], made: Int64) {
        let keys = try KeyFile(readOnly: path + ".keys")
        defer { keys?.close() }
        return try ReadOnly.read(path) { connection in
            var book = BindingBook()
            try rows(connection) { row throws(JournalError) in try book.take(row) }
            let reader = keys.map { PersonReader(connection, keys: $0) }
            var lines: [Line] = []
            for line in book.lines where round == nil || line.tube.round == round {
                var identity = Line.Identity.number("")
                var details = PersonDetails()
                for row in book.rowsOfPerson[line.binding.person] ?? [] {
                    let named = try reader?.named(inRow: row)
                    identity =
                        named.map { .number(String(decoding: $0.person.number, as: UTF8.self)) }
                        ?? (reader == nil ? .locked : .wiped)
                    details = named?.details?.filled(from: details) ?? details
                }
                lines.append(line.exported(identity, details, book))
            }
            return (lines, book.last.microseconds / 1_000_000)
        }
    }
}

/// The bindings of a journal, folded from its facts with everything a line of the export says.
private struct BindingBook {
    struct Tube {
        var round: RoundID
        var category = ""
        var mode = ""
        var capacity = 1
        var isShort = false
        var changed: WallTime?
        var change = ""
        var deadBags: [Export.Line.DeadBag] = []
        var lot = ""
        var condition = ""
        var origin = ""
        var sealed: WallTime?
        var bag: BagCode?
    }
    struct Bag {
        var origin = ""
        var seal: SealNumber?
        var sealed: WallTime?
        var sealOrigin = ""
        var box: BoxCode?
    }
    struct Box {
        /// The last hand-over, while it holds.
        var handOver: HandOver?
        var handedOver: WallTime?
        var handOvers = 0
        var receipt: ReceiptSlip?
        var isLost = false
    }
    struct Line {
        var binding: Binding
        var team: String
        var lane: LaneID
        var status: String
        var repeated: Bool
        var personAt: WallTime
        var personOrigin: String
        var boundAt: WallTime
        var tube: Tube
        /// Since when the line has this status, when it is not the first.
        var changed: WallTime?
        /// Badges of those who worked at the lane.
        var `operator` = ""
        var sampler = ""
    }

    var lines: [Line] = []
    var tubes: [TubeCode: Tube] = [:]
    var bags: [BagCode: Bag] = [:]
    var boxes: [BoxCode: Box] = [:]
    /// The rows that say who a person is: the first, and the last that may say more than a number.
    private(set) var rowsOfPerson: [PersonToken: [Int64]] = [:]
    private var kinds: [PersonToken: PersonCode.Kind] = [:]
    private var households: [PersonToken: String] = [:]
    private var proxies: [PersonToken: Int] = [:]
    private var unverified: Set<PersonToken> = []
    private var seen: [PersonToken: (at: WallTime, origin: String)] = [:]
    private var replay = Replay()
    /// When a tube that was reopened had been sealed.
    private var sealedBefore: [TubeCode: WallTime] = [:]
    /// Index of the last line of each binding.
    private var index: [Binding: Int] = [:]

    /// When the last row was recorded.
    private(set) var last = WallTime(microseconds: 0, offsetMinutes: 0, trusted: true)

    var station: String { replay.state?.settings.station ?? "" }
    func kind(of person: PersonToken) -> String { kinds[person]?.rawValue ?? "" }
    func household(of person: PersonToken) -> String { households[person] ?? "" }
    func proxy(of person: PersonToken) -> String { proxies[person].map(String.init) ?? "" }
    func isUnverified(_ person: PersonToken) -> Bool { unverified.contains(person) }
    func tube(of line: Line) -> Tube { tubes[line.binding.tube] ?? line.tube }

    mutating func take(_ row: Export.ReadRow) throws(JournalError) {
        last = row.at
        // Nothing of a training is real.
        if row.round.isTraining { return try replay.take(row.facts, row.verdict, row.sequence, row.scanner) }
        if case .personScanned(let sighting) = row.happening {
            kinds[sighting.token] = sighting.kind
            proxies[sighting.token] = sighting.proxy
            households[sighting.token] = sighting.line?.household ?? households[sighting.token]
            seen[sighting.token] = (row.at, row.origin)
            if row.namesPerson { note(sighting, row) }
        }
        try replay.take(row.facts, row.verdict, row.sequence, row.scanner)
        for fact in row.facts { take(fact, row) }
    }

    private mutating func note(_ sighting: PersonSighting, _ row: Export.ReadRow) {
        let rows = rowsOfPerson[sighting.token] ?? []
        let saysMore = row.origin == Scan.Origin.card.rawValue || sighting.line != nil
        if rows.isEmpty || saysMore { rowsOfPerson[sighting.token] = Array(rows.prefix(1)) + [row.sequence] }
    }

    private mutating func take(_ fact: Fact, _ row: Export.ReadRow) {
        switch fact {
        case .questionEnded(_, let was):
            if case .secondIdentifier(let person) = was.question, row.happening == .commandScanned(.confirm) {
                unverified.insert(person.token)
            }
        case .personLinked(_, let qr, _, _): unverified.remove(qr)
        case .tubeOpened(_, let tube): open(tube, row)
        case .personBound(let lane, let binding, _, let repeated, _): bind(binding, lane, repeated, row)
        case .personUnbound(_, let binding, let why):
            setStatus(why == .released ? "released" : "not sampled", of: binding)
        case .tubeSealed(_, let tube, _, let short):
            tubes[tube.code]?.sealed = row.at
            tubes[tube.code]?.isShort = short
        case .tubeJoined(let tube, let bag): tubes[tube]?.bag = bag
        case .tubeLeftBag(let tube, _, _): tubes[tube]?.bag = nil
        case .bagOpened(let bag, _, _): bags[bag] = Bag(origin: row.origin)
        case .bagSealed(let bag, let seal, _):
            bags[bag]?.seal = seal
            bags[bag]?.sealed = row.at
            bags[bag]?.sealOrigin = row.origin
        case .personMoved(_, let from, let to): move(from, to)
        case .personCorrected(_, let from, let to, _): correct(from, to)
        case .tubeReplaced(let tube, let other, _, let bindings, _):
            tubes[other] = tubes[tube]
            for binding in bindings { move(binding, binding.moved(to: other)) }
        case .tubeRecategorised(let tube, _, let category, _): setCategory(category, of: tube)
        case .tubeReopened(_, let tube, _):
            sealedBefore[tube.code] = tubes[tube.code]?.sealed
            note("reopened", of: tube.code)
            tubes[tube.code]?.sealed = nil
        case .bagUnsealed(let bag, let seal, let held):
            bags[bag]?.box = nil
            for tube in held {
                tubes[tube]?.bag = nil
                tubes[tube]?.deadBags.append(Export.Line.DeadBag(bag: bag.text, seal: seal.text))
            }
        case .tubeMarked(let tube, let found, _): mark(found.rawValue, tube)
        case .personMarked(let binding): setStatus("not sampled", of: binding)
        case .custody(let fact): take(fact)
        case .undone(_, _, let facts): for fact in facts.reversed() { takeBack(fact) }
        default: return
        }
    }

    private mutating func take(_ fact: CustodyFact) {
        switch fact {
        case .boxOpened(let box, _): boxes[box] = Box()
        case .bagBoxed(let bag, let box): bags[bag]?.box = box
        case .bagUnboxed(let bag, _, _): bags[bag]?.box = nil
        case .handedOver(let box, _, let handOver):
            let count = boxes[box]?.handOvers ?? 0
            boxes[box] = Box(handOver: handOver, handedOver: last, handOvers: count + 1)
        case .revoked(let box, _, _):
            boxes[box]?.handOver = nil
            boxes[box]?.handedOver = nil
        case .received(let box, let receipt): boxes[box]?.receipt = receipt
        case .lost(let box, _): boxes[box]?.isLost = true
        case .cancelled(let box, _, _): boxes[box] = nil
        case .boxClosed, .boxReopened: return
        }
    }

    private mutating func takeBack(_ fact: Fact) {
        switch fact {
        case .personBound(_, let binding, _, _, _): setStatus("undone", of: binding)
        case .personUnbound(_, let binding, _): setStatus("bound", of: binding)
        case .tubeSealed(_, let tube, _, _): tubes[tube.code]?.sealed = nil
        case .tubeJoined(let tube, _): tubes[tube]?.bag = nil
        case .tubeLeftBag(let tube, let bag, _): tubes[tube]?.bag = bag
        case .personMoved(_, let from, let to), .personCorrected(_, let from, let to, _): moveBack(to, from)
        case .tubeReplaced(let tube, let other, _, let bindings, _):
            for binding in bindings { moveBack(binding.moved(to: other), binding) }
            tubes[tube] = tubes[other]
        case .tubeRecategorised(let tube, _, _, let was): setCategory(was, of: tube)
        case .tubeReopened(_, let tube, _): tubes[tube.code]?.sealed = sealedBefore[tube.code]
        case .tubeMarked(let tube, _, let was): mark(was?.rawValue ?? "", tube)
        case .personMarked(let binding): setStatus("bound", of: binding)
        case .custody(.boxOpened(let box, _)): boxes[box] = nil
        case .custody(.cancelled(let box, _, _)): boxes[box] = Box()
        case .custody(.lost(let box, _)): boxes[box]?.isLost = false
        case .custody(.bagBoxed(let bag, _)): bags[bag]?.box = nil
        case .custody(.bagUnboxed(let bag, let box, _)): bags[bag]?.box = box
        default: return
        }
    }

    private func name(ofCategory number: Int) -> String {
        replay.state?.settings.category(number)?.chinese ?? "\(number)"
    }

    private mutating func setCategory(_ number: Int, of tube: TubeCode) {
        let name = name(ofCategory: number)
        tubes[tube]?.category = name
        note("recategorised", of: tube)
    }

    private mutating func mark(_ condition: String, _ tube: TubeCode) {
        tubes[tube]?.condition = condition
        note("marked", of: tube)
    }

    private mutating func note(_ change: String, of tube: TubeCode) {
        tubes[tube]?.change = change
        tubes[tube]?.changed = last
    }

    /// The old line stays and says `moved`; the new one has what was true of the old.
    private mutating func move(_ from: Binding, _ to: Binding) {
        guard let old = index[from] else { return }
        var line = lines[old]
        line.binding = to
        line.tube = tubes[to.tube] ?? line.tube
        line.status = "bound"
        line.changed = last
        setStatus("moved", of: from)
        index[to] = lines.count
        lines.append(line)
    }

    /// The same place, told of somebody else.
    private mutating func correct(_ from: Binding, _ to: Binding) {
        move(from, to)
        setStatus("corrected", of: from)
        guard let line = index[to], let person = seen[to.person] else { return }
        lines[line].personAt = person.at
        lines[line].personOrigin = person.origin
    }

    private mutating func moveBack(_ to: Binding, _ from: Binding) {
        setStatus("undone", of: to)
        setStatus("bound", of: from)
    }

    private mutating func open(_ tube: OpenTube, _ row: Export.ReadRow) {
        let settings = replay.state?.settings
        tubes[tube.code] = Tube(
            round: tube.round, category: name(ofCategory: tube.category),
            mode: settings?.mode(tube.mode)?.name ?? "\(tube.mode)", capacity: tube.capacity, lot: tube.lot ?? "",
            origin: row.origin)
    }

    private mutating func bind(_ binding: Binding, _ lane: LaneID, _ repeated: Bool, _ row: Export.ReadRow) {
        let person = seen[binding.person] ?? (row.at, "")
        func badge(_ role: Role) -> String { replay.state?.lanes[lane]?.badge(role)?.text ?? "" }
        index[binding] = lines.count
        lines.append(
            Line(
                binding: binding, team: replay.state?.lanes[lane]?.team ?? "", lane: lane, status: "bound",
                repeated: repeated, personAt: person.at, personOrigin: person.origin, boundAt: row.at,
                tube: tubes[binding.tube] ?? Tube(round: RoundID("")), operator: badge(.operator),
                sampler: badge(.sampler)))
    }

    private mutating func setStatus(_ status: String, of binding: Binding) {
        guard let line = index[binding] else { return }
        lines[line].status = status
        lines[line].changed = last
    }
}

extension BindingBook.Line {
    fileprivate func exported(
        _ identity: Export.Line.Identity, _ details: PersonDetails, _ book: BindingBook
    ) -> Export.Line {
        // A line that is not true any more keeps the tube it had, not what became of its code later.
        let isBound = status == "bound"
        let tube = isBound ? book.tube(of: self) : self.tube
        let bag = isBound ? tube.bag.flatMap { book.bags[$0] } : nil
        let box = bag?.box.flatMap { book.boxes[$0] }
        let times = [personAt, boundAt, isBound ? tube.sealed : nil, bag?.sealed]
        return Export.Line(
            station: book.station, team: team, lane: "\(lane)", round: tube.round.text, category: tube.category,
            mode: tube.mode, capacity: tube.capacity, isShort: isBound && tube.isShort, person: identity,
            name: details.name ?? "", phone: details.phone ?? "", address: details.address ?? "",
            household: book.household(of: binding.person),
            kind: book.kind(of: binding.person), tube: binding.tube.text, slot: binding.slot, status: status,
            changed: changed?.text, tubeChanged: tube.changed?.text, tubeChange: tube.change,
            deadBags: tube.deadBags, isRepeat: repeated, bag: isBound ? tube.bag?.text ?? "" : "",
            seal: bag?.seal?.text ?? "", personScanned: times[0]?.text ?? "", bound: times[1]?.text ?? "",
            tubeSealed: times[2]?.text ?? "", bagSealed: times[3]?.text ?? "",
            isClockTrusted: times.allSatisfy { $0?.trusted ?? true }, personOrigin: personOrigin,
            tubeOrigin: tube.origin, bagOrigin: bag?.origin ?? "", sealOrigin: bag?.sealOrigin ?? "",
            proxy: book.proxy(of: binding.person), isUnverified: book.isUnverified(binding.person),
            box: bag?.box?.text ?? "", handedOver: box?.handedOver?.text ?? "", giver: box?.handOver?.giver?.text ?? "",
            courier: box?.handOver?.courier?.text ?? "", manifest: box?.handOver?.manifest.hash ?? "",
            handOvers: box?.handOvers ?? 0,
            receipt: box?.receipt.map { Self.word(of: $0, tube.bag, binding.tube) }
                ?? (box?.isLost == true ? "lost" : ""),
            lot: tube.lot, condition: tube.condition, operator: self.operator, sampler: sampler)
    }
}

extension BindingBook.Line {
    /// What the laboratory's receipt says of a tube.
    fileprivate static func word(of receipt: ReceiptSlip, _ bag: BagCode?, _ tube: TubeCode) -> String {
        guard let bag, receipt.bags.contains(bag) else { return "missing" }
        let own = receipt.differences.first { [tube.text, bag.text].contains($0.code) && $0.kind != .unexpected }
        switch own?.kind {
        case .missing: return "missing"
        case .rejected: return "rejected"
        case .unexpected, nil: return "received"
        }
    }
}

extension Export {
    /// A field of a CSV line: quoted where RFC 4180 wants it. What a spreadsheet would take for a formula gets an apostrophe
    /// before it (OWASP, CSV injection).
    static func quote(_ field: String) -> String {
        var text = field
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) { text = "'" + text }
        let special = text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard special || text != field else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
