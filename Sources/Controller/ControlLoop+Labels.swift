import Codes
package import Devices
import Foundation
import Journal
package import Labels
package import Station

/// Labels and their printers: what is handed over is written first, and what became of it is written too.
extension ControlLoop {
    /// A printer is free and well: the next label of its lane, after its row is durable. Nil when there is none, or when the
    /// journal cannot be written.
    package func handOver(to device: DeviceID, lane: LaneID, at now: Instant) -> (label: LabelID, content: Label)? {
        guard !state.debts.contains(where: { $0.stage == .handed(device) }) else { return nil }
        while failure == nil, let debt = state.debts.first(where: { $0.lane == lane && $0.stage == .owed }) {
            do {
                if let label = try label(of: debt) {
                    _ = try commit(.labelHanded(debt.id, device), nil, at: now)
                    return (debt.id, label)
                }
                _ = try commit(.labelEnded(debt.id, .withdrawn), nil, at: now)
            } catch {
                // The next scan meets it, and tells.
                return nil
            }
        }
        return nil
    }

    /// What became of a label that was handed over.
    package func labelEnded(_ id: LabelID, _ outcome: PrintOutcome, at now: Instant) -> [Order] {
        let ended: LabelOutcome =
            switch outcome {
            case .printed: .printed
            case .taken: .taken
            case .notPrinted: .notPrinted
            case .unknown: .unknown
            }
        return notice(.labelEnded(id, ended), nil, at: now)
    }

    /// The printer went: what it was handed may exist, unless its driver said otherwise before.
    package func printerLost(_ device: DeviceID, at now: Instant) -> [Order] {
        state.debts.filter { $0.stage == .handed(device) }.flatMap {
            notice(.labelEnded($0.id, .unknown), nil, at: now)
        }
    }

    // MARK: The morning's test

    /// MORNING has all printers tried; whose printer is not there by the time somebody comes, does without.
    func noteTests(_ happening: Happening, _ decision: Decision) {
        if case .commandScanned(.morning) = happening {
            if case .refused = decision.verdict { return }
            testsWanted = Set(configuration.settings.lanes)
        } else if !testsWanted.isEmpty, decision.facts.contains(where: \.beginsWork) {
            testsWanted = []
        }
    }

    /// The lane's printer is there and well: a label that tries it is owed, with a number of its own.
    package func labelTestDue(_ lane: LaneID, at now: Instant) -> [Order] {
        testsWanted.remove(lane)
        let number = now.nanoseconds / 1_000_000_000 % 10_000
        return notice(.labelTestDue(lane, String(String(10_000 + number).dropFirst())), nil, at: now)
    }

    // MARK: What they say

    /// Made of the record as it is now. Nil for what the record does not have any more.
    func label(of debt: LabelDebt) throws(JournalError) -> Label? {
        let stock = configuration.labelStock
        switch debt.subject {
        case .bag(let bag): return try bagLabel(bag, debt.mark)?.label(on: stock)
        case .box(let box): return try boxLabel(box, debt.mark)?.label(on: stock)
        case .manifest(let box): return try manifestLabel(box, debt.mark)?.label(on: stock)
        case .receipt(let box): return try receiptLabel(box, debt.mark)?.label(on: stock)
        case .short(let tube):
            guard let record = try tubeRecord(tube), record.short else { return nil }
            let kind = TubeMark.Kind.short(count: record.count, capacity: record.capacity)
            return TubeMark(tube: tube, kind: kind, mark: debt.mark).label(on: stock)
        case .voucher(let binding): return try voucher(of: binding, debt.mark)?.label(on: stock)
        case .correction(let tube, let slot):
            return try correction(of: tube, slot: slot, number: debt.id)?.label(on: stock)
        case .void(let tube): return TubeMark(tube: tube, kind: .void, mark: debt.mark).label(on: stock)
        case .test(let digits):
            let wall = clocks.wall()
            return TestLabel(
                code: CommandCards(check: cardCheck(siteKey: configuration.cardKey)).payload(of: .testLabel(digits)),
                station: settings.station, site: state.site,
                round: state.round, category: state.lanes[debt.lane]?.category.map { name(ofCategory: $0) },
                printed: minute(of: wall)
            ).label(on: stock)
        }
    }

    /// Nil where nothing is marked any more, or the tube is in no sealed bag.
    private func correction(
        of tube: TubeCode, slot: Int?, number: LabelID
    ) throws(JournalError) -> CorrectionLabel? {
        guard let record = try tubeRecord(tube), case .bagged(let bag) = record.stage,
            let what = slot == nil ? record.mark : .notSampled
        else { return nil }
        let slip = CorrectionSlip(
            station: settings.station, number: number.number, tube: tube, slot: slot, what: what.rawValue.uppercased(),
            bag: bag)
        return CorrectionLabel(correction: slip, slip: Slip.correction(slip).text(seal: slipSeal))
    }

    /// Of the tube that the person is in now; nil for who is in none any more.
    private func voucher(of owed: Binding, _ mark: LabelMark?) throws(JournalError) -> VoucherLabel? {
        guard case .person(let record)? = try journal.register.record(of: .person(owed.person)),
            let binding = record.bindings.contains(owed) ? owed : record.binding,
            let tube = try tubeRecord(binding.tube)
        else { return nil }
        return VoucherLabel(
            person: maskedName(of: try journal.person(for: owed.person)), tube: binding.tube, slot: binding.slot,
            category: name(ofCategory: tube.category), round: tube.round, station: settings.station,
            site: state.site, sampled: time(record.at), mark: mark)
    }

    private func bagLabel(_ code: BagCode, _ mark: LabelMark?) throws(JournalError) -> BagLabel? {
        guard case .bag(let record)? = try journal.register.record(of: .bag(code)), let contents = record.contents,
            case .sealed(let seal) = record.stage
        else { return nil }
        let tubes = try tubes(of: contents)
        let mode = try mode(of: contents)
        let slip = BagSlip(
            station: settings.station, bag: code, seal: seal,
            // In capitals, which a QR takes half the room for.
            category: (settings.category(contents.category)?.english ?? "").uppercased(),
            capacity: mode?.capacity ?? 0, round: contents.round.text,
            oldest: contents.oldest.map { Int($0 / 60_000_000) },
            tubes: tubes)
        let times = times(of: contents.oldest, temperature: 1)
        return BagLabel(
            bag: code, seal: seal, tubes: tubes.count, people: tubes.reduce(0) { $0 + $1.count },
            category: name(ofCategory: contents.category), mode: mode?.name ?? "mixed modes", round: contents.round,
            station: settings.station, sealed: time(record.at), oldest: times.oldest, latest: times.latest,
            slip: Slip.bag(slip).text(seal: slipSeal), mark: mark)
    }

    /// As it is here or, once it has left, as it left.
    private func boxLabel(_ code: BoxCode, _ mark: LabelMark?) throws(JournalError) -> BoxLabel? {
        guard let manifest = try manifest(of: code) else { return nil }
        let times = times(of: manifest.bags.compactMap(\.oldest).min(), temperature: manifest.temperature)
        return BoxLabel(
            box: code, bars: configuration.classRules.bars(of: code.text, .box),
            bags: manifest.bags.count, tubes: manifest.tubes, people: manifest.people,
            temperature: name(ofTemperature: manifest.temperature), station: settings.station, team: manifest.team,
            contact: configuration.contact, latest: times.latest, mark: mark)
    }

    private func manifest(of code: BoxCode) throws(JournalError) -> Manifest? {
        guard case .box(let record)? = try journal.register.record(of: .box(code)) else { return nil }
        if let handOver = record.handOver { return handOver.manifest }
        guard let box = state.boxes?[code] else { return nil }
        var bags: [Manifest.Bag] = []
        for bag in box.bags {
            guard case .bag(let record)? = try journal.register.record(of: .bag(bag)), let held = record.contents,
                case .sealed(let seal) = record.stage
            else { continue }
            bags.append(
                Manifest.Bag(
                    code: bag, seal: seal, category: held.category, mode: 0, round: held.round, oldest: held.oldest,
                    tubes: try tubes(of: held)))
        }
        return Manifest(
            station: settings.station, box: code, version: record.handOvers + 1, team: box.team,
            temperature: box.closed ?? 1, bags: bags)
    }

    private func receiptLabel(_ code: BoxCode, _ mark: LabelMark?) throws(JournalError) -> ReceiptLabel? {
        guard case .box(let record)? = try journal.register.record(of: .box(code)),
            case .taken(let receipt) = record.stage
        else { return nil }
        return ReceiptLabel(
            receipt: receipt, slip: Slip.receipt(receipt).text(seal: slipSeal), received: time(record.at), mark: mark)
    }

    private func manifestLabel(_ code: BoxCode, _ mark: LabelMark?) throws(JournalError) -> ManifestLabel? {
        guard case .box(let record)? = try journal.register.record(of: .box(code)),
            let handOver = record.handOver
        else { return nil }
        let manifest = handOver.manifest
        let slip = ManifestSlip(
            station: settings.station, box: code, version: manifest.version,
            temperature: (settings.boxes ?? BoxRules()).temperature(manifest.temperature)?.english ?? "",
            bags: manifest.bags.count, tubes: manifest.tubes, people: manifest.people, hash: manifest.hash)
        return ManifestLabel(
            manifest: manifest, hash: manifest.hash, slip: Slip.manifest(slip).text(seal: slipSeal),
            handedOver: time(record.at), courier: handOver.courier, mark: mark)
    }

    private var settings: Settings { configuration.settings }
    private var slipSeal: (String) -> String { Journal.slipSeal(key: configuration.slipKey) }

    private func name(ofCategory number: Int) -> String {
        let rule = settings.category(number)
        return (configuration.language == .chinese ? rule?.chinese : rule?.english) ?? "\(number)"
    }

    private func name(ofTemperature number: Int) -> String {
        let rule = (settings.boxes ?? BoxRules()).temperature(number)
        return (configuration.language == .chinese ? rule?.chinese : rule?.english) ?? "\(number)"
    }

    private func tubeRecord(_ code: TubeCode) throws(JournalError) -> TubeRecord? {
        guard case .tube(let record)? = try journal.register.record(of: .tube(code)) else { return nil }
        return record
    }

    private func tubes(of contents: BagContents) throws(JournalError) -> [BaggedTube] {
        var tubes: [BaggedTube] = []
        for code in contents.tubes {
            let record = try tubeRecord(code)
            tubes.append(BaggedTube(code: code, count: record?.count ?? 0, isShort: record?.short ?? false))
        }
        return tubes
    }

    /// Nil where its tubes are of several modes.
    private func mode(of contents: BagContents) throws(JournalError) -> ModeRule? {
        var modes: Set<Int> = []
        for tube in contents.tubes {
            if case .members(let members)? = try journal.register.record(of: .members(tube)) {
                modes.insert(members.mode)
            }
        }
        return modes.count == 1 ? modes.first.flatMap { settings.mode($0) } : nil
    }

    /// `05-10 08:14` of the oldest swab, and of the alarm of its temperature class.
    private func times(of oldest: Int64?, temperature: Int) -> (oldest: String?, latest: String?) {
        guard let oldest else { return (nil, nil) }
        let alarm = Int64((settings.boxes ?? BoxRules()).temperature(temperature)?.alarm ?? TemperatureRule().alarm)
        return (short(oldest), short(oldest + alarm * 60_000_000))
    }

    private func short(_ microseconds: Int64) -> String {
        let offset = clocks.wall().utcOffsetMinutes
        let reading = ClockReading(microseconds: microseconds, utcOffsetMinutes: offset, isTrusted: true)
        return String((minute(of: reading) ?? "").dropFirst(5))
    }

    private func time(_ moment: Moment) -> String? {
        moment.trustedWall.flatMap {
            minute(
                of: ClockReading(
                    microseconds: $0, utcOffsetMinutes: clocks.wall().utcOffsetMinutes, isTrusted: true))
        }
    }
}

extension Fact {
    /// Somebody is served: the morning is over.
    package var beginsWork: Bool {
        switch self {
        case .personCame, .personBound, .tubeOpened, .intake, .shiftClosed: true
        default: false
        }
    }
}

/// `2022-05-10 08:14` by the reading's own offset; nil for a clock that nothing vouches for.
func minute(of clock: ClockReading) -> String? {
    guard clock.isTrusted, let zone = TimeZone(secondsFromGMT: clock.utcOffsetMinutes * 60) else { return nil }
    let date = Date(timeIntervalSince1970: Double(clock.microseconds) / 1_000_000)
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone)
        .year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false)
    return String(date.formatted(style).prefix(16))
}
