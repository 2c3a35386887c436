/// What a fake scanner that sends reports can be told to do wrong with its next reading. As text: `lose:1`,
/// `garbage:7`.
package enum ReportFault: Hashable, Sendable {
    /// The reading is lost in the scanner: nothing comes.
    case silent
    /// The whole reading comes twice, as a trigger held too long does.
    case repeated
    /// The report with this number, from 0, comes twice.
    case duplicate(Int)
    /// The report with this number, from 0, does not come.
    case lost(Int)
    /// The last report does not come.
    case lastLost
    /// The first report has so many bytes only.
    case short(bytes: Int)
    /// The first report has another id than any report of the device; without ids, it is one byte too long.
    case wrongID
    /// A report of noise, of a wrong length, comes before the reading.
    case garbage(seed: UInt64)
    /// So many reports of noise come instead.
    case babble(count: Int, seed: UInt64)
    /// The next request for the report descriptor is refused.
    case stallDescriptor
    /// The next request for the report descriptor gets half of it.
    case halfDescriptor
}

/// The bounds of report faults.
package enum ReportFaultLimit {
    /// The most reports one babble may have.
    package static let babbleReports = 1000
}

extension ReportFault {
    /// All verbs, in the order help shows them.
    package static let verbs = [
        ScanFault.Verb(name: "silent", arguments: "", purpose: "send nothing"),
        ScanFault.Verb(name: "repeat", arguments: "", purpose: "send the reading twice"),
        ScanFault.Verb(name: "duplicate", arguments: "REPORT", purpose: "send this report of the reading twice"),
        ScanFault.Verb(name: "lose", arguments: "REPORT", purpose: "leave this report of the reading out"),
        ScanFault.Verb(name: "lose-last", arguments: "", purpose: "leave the last report of the reading out"),
        ScanFault.Verb(name: "short", arguments: "BYTES", purpose: "cut the first report to so many bytes"),
        ScanFault.Verb(name: "wrong-id", arguments: "", purpose: "give the first report another id"),
        ScanFault.Verb(name: "garbage", arguments: "SEED", purpose: "send a report of noise before the reading"),
        ScanFault.Verb(name: "babble", arguments: "COUNT:SEED", purpose: "send so many reports of noise instead"),
        ScanFault.Verb(name: "stall", arguments: "", purpose: "refuse the next request for the descriptor"),
        ScanFault.Verb(name: "half-descriptor", arguments: "", purpose: "give half of the descriptor once"),
    ]

    /// Reads a verb with its arguments; nil for an unknown verb, a missing, extra or unusable argument.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().compactMap { UInt64($0) }
        guard let verb = parts.first.map(String.init), numbers.count == parts.count - 1 else { return nil }
        let first = numbers.first ?? 0
        switch (verb, numbers.count) {
        case ("garbage", 1): self = .garbage(seed: first)
        case ("babble", 2):
            guard first > 0, first <= UInt64(ReportFaultLimit.babbleReports) else { return nil }
            self = .babble(count: Int(first), seed: numbers[1])
        case ("duplicate", 1), ("lose", 1), ("short", 1):
            guard first < UInt64(UInt16.max) else { return nil }
            self =
                verb == "lose"
                ? .lost(Int(first)) : verb == "short" ? .short(bytes: Int(first)) : .duplicate(Int(first))
        case (_, 0):
            guard let plain = ReportFault.plain[verb] else { return nil }
            self = plain
        default: return nil
        }
    }

    private static let plain: [String: ReportFault] = [
        "silent": .silent, "repeat": .repeated, "lose-last": .lastLost, "wrong-id": .wrongID, "stall": .stallDescriptor,
        "half-descriptor": .halfDescriptor,
    ]
}

extension [ReportFault] {
    /// What becomes of the reports of one reading. `isNumbered` and `bytes` are those of the scan report.
    func applied(to reading: [[UInt8]], isNumbered: Bool, bytes: Int) -> [[UInt8]] {
        if contains(.silent) { return [] }
        for case .babble(let count, let seed) in self {
            var random = Seeded(seed: seed)
            return (0..<count).map { _ in random.bytes(Int.random(in: 1..<bytes, using: &random)) }
        }
        var reports = reading
        for fault in self { fault.spoil(&reports, isNumbered: isNumbered) }
        for case .garbage(let seed) in self {
            var random = Seeded(seed: seed)
            reports.insert(random.bytes(Int.random(in: 1..<bytes, using: &random)), at: 0)
        }
        return contains(.repeated) ? reports + reports : reports
    }
}

extension ReportFault {
    fileprivate func spoil(_ reports: inout [[UInt8]], isNumbered: Bool) {
        guard let first = reports.first else { return }
        switch self {
        case .duplicate(let index): if index < reports.count { reports.insert(reports[index], at: index) }
        case .lost(let index): if index < reports.count { reports.remove(at: index) }
        case .lastLost: reports.removeLast()
        case .short(let bytes): reports[0] = Array(first.prefix(bytes))
        case .wrongID: reports[0] = isNumbered ? [0xEE] + first.dropFirst() : first + [0]
        case .silent, .repeated, .garbage, .babble, .stallDescriptor, .halfDescriptor: break
        }
    }
}
