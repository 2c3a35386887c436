import Codes
import Labels
import Station

/// From what is written to what is meant: names become numbers, and what each key allows alone is held against the
/// others.
extension WrittenStation {
    /// The configuration. It is to be used only if no faults were found, here or before.
    func configuration(_ faults: inout ConfigurationFaults) -> Configuration {
        checkNames(&faults)
        let rules = codes.rules(&faults)
        checkSiteCodes(rules, &faults)
        return Configuration(
            settings: settings(&faults), journalPath: journal, runtimeDirectory: runtimeDirectory, language: language,
            cardKey: site.cardKey, personKinds: codes.kinds, classRules: rules.classes.map(\.value),
            opaqueRules: rules.opaque.map(\.value), scanners: scanners(&faults), helpers: helpers(&faults),
            sightWindow: .milliseconds(limits.sightMilliseconds),
            labelStock: Label.Stock(
                width: Double(labels.stock.width), height: Double(labels.stock.height), gap: Double(labels.stock.gap)),
            contact: labels.contact, slipKey: labels.key ?? site.cardKey, rosterPath: rosterPath(&faults),
            kiosk: kioskRules(&faults), sound: sound)
    }

    private func settings(_ faults: inout ConfigurationFaults) -> Settings {
        Settings(
            station: station, site: site.code?.value, lanes: lanes.map { LaneID($0.number.value) },
            categories: categories.map { $0.rule(modes: modes, &faults) },
            modes: modes.map { $0.rule(&faults) },
            expectedCategories: expectedCategories(&faults), bagLimit: bags.limit, joinsAtSeal: bags.join == .auto,
            parkedLimit: limits.parked, pairingSeconds: limits.pairingSeconds,
            questionSeconds: limits.questionSeconds,
            badges: badgeRules(&faults), boxes: boxRules(&faults),
            labels: labels.kinds.map { LabelRules(kinds: $0) }, role: role == .intake ? .intake : nil,
            lots: lotRules(&faults))
    }

    /// Its sheets' codes are scanned.
    private func rosterPath(_ faults: inout ConfigurationFaults) -> String? {
        guard let roster else { return nil }
        check(roster, hasClass: .household, &faults)
        check(roster, hasClass: .rosterLine, &faults)
        return roster.value
    }

    /// What is scanned needs a class of its own.
    private func check<Value>(
        _ written: Placed<Value>, hasClass codeClass: CodeClass, _ faults: inout ConfigurationFaults
    ) {
        guard codes.classes[codeClass]?.isEmpty ?? true else { return }
        let name = codeClass.rawValue
        faults.add("expected codes.\(name), which says what a \(name)'s code looks like", at: written)
    }

    private func boxRules(_ faults: inout ConfigurationFaults) -> BoxRules? {
        guard let boxes else { return nil }
        check(boxes, hasClass: .box, &faults)
        let written = boxes.value.temperatures ?? []
        faults.addRepeated(written.compactMap(\.english), "temperature")
        faults.addRepeated(written.compactMap(\.chinese), "temperature")
        let temperatures = written.map { $0.rule(&faults) }
        return BoxRules(
            limit: boxes.value.limit, temperatures: temperatures.isEmpty ? BoxRules().temperatures : temperatures)
    }

    private func lotRules(_ faults: inout ConfigurationFaults) -> [LotRule]? {
        guard let lots else { return nil }
        check(lots, hasClass: .lot, &faults)
        return lots.value.map { LotRule(code: $0.code?.value ?? "", expires: $0.expires) }
    }

    private func badgeRules(_ faults: inout ConfigurationFaults) -> BadgeRules? {
        guard let badges else { return nil }
        check(badges, hasClass: .badge, &faults)
        return BadgeRules(required: badges.value.required, learningTubes: badges.value.learningTubes)
    }

    // MARK: Names

    /// Everything that is called by a name or number is so once.
    private func checkNames(_ faults: inout ConfigurationFaults) {
        faults.addRepeated(categories.compactMap(\.english), "category")
        faults.addRepeated(categories.compactMap(\.chinese), "category")
        faults.addRepeated(modes.compactMap(\.name), "mode")
        faults.addRepeated(sites.compactMap(\.code), "site")
        faults.addRepeated((lots?.value ?? []).compactMap(\.code), "lot")
        faults.addRepeated(codes.qr.compactMap(\.name), "QR class")
        faults.addRepeated(lanes.map(\.number), "lane")
    }

    /// Site codes and the numbers of the categories that are expected there. A category may go by either of its names.
    private func expectedCategories(_ faults: inout ConfigurationFaults) -> [String: Int] {
        var numbers: [String: Int] = [:]
        for (index, category) in categories.enumerated() {
            for name in [category.english, category.chinese].compactMap({ $0?.value }) { numbers[name] = index + 1 }
        }
        let names = categories.compactMap(\.english?.value)
        var expected: [String: Int] = [:]
        for site in sites {
            guard let code = site.code?.value, let category = site.category else { continue }
            if let number = numbers[category.value] {
                expected[code] = number
            } else if faults.isClean("categories") {
                faults.addUnknown(category, among: names, "category")
            }
        }
        return expected
    }

    /// The station's own site and those with an expected category are codes of the class `site`.
    private func checkSiteCodes(_ rules: WrittenCodes.Rules, _ faults: inout ConfigurationFaults) {
        guard let book = rules.book else { return }
        for code in sites.compactMap(\.code) {
            guard book.classify(code.value) != .site(code.value) else { continue }
            let expected = codes.classes[.site]?.compactMap { $0.pattern?.value.description } ?? []
            faults.add(
                "found \(quoted(code.value)), expected a code of codes.site"
                    + (expected.isEmpty ? ", which is missing" : " (\(expected.joined(separator: " or ")))"), at: code)
        }
    }

    // MARK: Scanners

    /// All lanes' rules. One that no device can come to is a mistake. A lane that names none takes any scanner where it is the only lane; where there are several, LANE cards say which scanner is whose.
    private func scanners(_ faults: inout ConfigurationFaults) -> [ScannerRule] {
        var rules: [ScannerRule] = []
        for scanner in lanes.flatMap({ $0.scanners ?? [] }) {
            if rules.contains(where: { $0.match == scanner.value.match }) {
                faults.add("an earlier scanner is told by the same; name this one's serial, port or model", at: scanner)
            }
            rules.append(scanner.value)
        }
        if let open = lanes.first(where: { $0.scanners == nil }), !rules.contains(where: { $0.match == .any }) {
            var rest = ScannerRule(lane: LaneID(open.number.value))
            rest.isPlacedByCard = lanes.count > 1
            rules.append(rest)
        }
        return rules
    }

    /// All lanes' keypads, card readers and printers. A station with one lane takes any of those it has not been told of.
    private func helpers(_ faults: inout ConfigurationFaults) -> [HelperRule] {
        var rules: [HelperRule] = []
        for kind in HelperRule.Kind.allCases {
            var earlier: [HelperRule] = []
            for helper in lanes.flatMap({ $0.helpers[kind] ?? [] }) {
                if earlier.contains(where: { $0.match == helper.value.match }) {
                    faults.add("an earlier one is told by the same; name this one's serial, port or model", at: helper)
                }
                earlier.append(helper.value)
            }
            if lanes.count == 1, lanes[0].helpers[kind] == nil {
                earlier.append(HelperRule(kind: kind, lane: LaneID(lanes[0].number.value)))
            }
            rules += earlier
        }
        return rules
    }
}

extension WrittenCategory {
    fileprivate func rule(modes known: [WrittenMode], _ faults: inout ConfigurationFaults) -> CategoryRule {
        let names = known.map { $0.name?.value ?? "" }
        var numbers: [Int] = []
        for mode in modes ?? [] {
            guard let index = names.firstIndex(of: mode.value) else {
                if faults.isClean("modes") { faults.addUnknown(mode, among: names, "mode") }
                continue
            }
            numbers.append(index + 1)
        }
        faults.addRepeated(modes ?? [], "mode")
        return CategoryRule(
            english: english?.value ?? "", chinese: chinese?.value ?? "",
            modes: modes == nil ? Array(1...max(1, known.count)) : numbers)
    }
}

extension WrittenTemperature {
    fileprivate func rule(_ faults: inout ConfigurationFaults) -> TemperatureRule {
        if alarmMinutes.value < warningMinutes {
            faults.add(
                "found \(alarmMinutes.value), expected no less than warning-minutes, \(warningMinutes)",
                at: alarmMinutes)
        }
        return TemperatureRule(
            english: english?.value ?? "", chinese: chinese?.value ?? "", warning: warningMinutes,
            alarm: alarmMinutes.value)
    }
}

extension WrittenMode {
    fileprivate func rule(_ faults: inout ConfigurationFaults) -> ModeRule {
        if order == .tubeFirst, let confirm {
            faults.add(
                "found \(quoted(confirm.value.rawValue)), expected no confirm where the order is tube-first",
                at: confirm)
        }
        return ModeRule(name: name?.value ?? "", capacity: capacity, order: order, confirm: confirm?.value ?? .each)
    }
}

extension ConfigurationFaults {
    /// Reports every name that stood before.
    fileprivate mutating func addRepeated<Value: Hashable>(_ names: [Placed<Value>], _ kind: String) {
        var first: [Value: FilePlace] = [:]
        for name in names {
            if let place = first[name.value] {
                add("\(kind) \(quoted("\(name.value)")) stands twice, first in line \(place.line)", at: name)
            } else {
                first[name.value] = name.place
            }
        }
    }

    fileprivate mutating func addUnknown(_ name: Placed<String>, among known: [String], _ kind: String) {
        let hint = nearest(to: name.value, among: known).map { "; did you mean \(quoted($0))?" } ?? ""
        let words = known.map(quoted).joined(separator: ", ")
        add("found \(quoted(name.value)), expected a \(kind) of this file: \(words)\(hint)", at: name)
    }
}
