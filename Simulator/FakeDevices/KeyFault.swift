/// What a fake keyboard can be told to do wrong with what it types next. As text: `drip`, `drop-up:3`, `babble:30:7`.
package enum KeyFault: Hashable, Sendable {
    /// Every change comes in a report of its own, modifiers too.
    case drip
    /// The report of this number (from 1) among those that let keys go is lost.
    case droppedKeyUp(at: Int)
    /// A report of too many keys comes after the first key, as when two keys bounce together.
    case rollover
    /// The left Shift stays down for the whole of it, and afterwards.
    case stuckShift
    /// Every report is sent so many times more, as at a short idle rate.
    case held(times: Int)
    /// The plug comes out after so many reports.
    case unplug(after: Int)
    /// It is typed twice.
    case repeated
    /// Nothing is typed.
    case silent
    /// So many reports of random keys come instead.
    case babble(count: Int, seed: UInt64)
}

/// How much of a fault there may be.
package enum KeyFaultLimit {
    /// The most reports one babble may have.
    package static let babbleReports = 1000
    /// The most times a report may be sent again.
    package static let heldTimes = 100
}

extension KeyFault {
    /// All verbs, in the order help shows them.
    package static let verbs = [
        ScanFault.Verb(name: "drip", arguments: "", purpose: "send every change of a key by itself"),
        ScanFault.Verb(name: "drop-up", arguments: "NUMBER", purpose: "lose the report of this number that lets go"),
        ScanFault.Verb(name: "rollover", arguments: "", purpose: "send a report of too many keys after the first key"),
        ScanFault.Verb(name: "stuck-shift", arguments: "", purpose: "keep Shift down"),
        ScanFault.Verb(name: "hold", arguments: "TIMES", purpose: "send every report so many times more"),
        ScanFault.Verb(name: "unplug", arguments: "REPORTS", purpose: "pull the plug after so many reports"),
        ScanFault.Verb(name: "repeat", arguments: "", purpose: "type it twice"),
        ScanFault.Verb(name: "silent", arguments: "", purpose: "type nothing"),
        ScanFault.Verb(name: "babble", arguments: "COUNT:SEED", purpose: "send so many reports of random keys instead"),
    ]

    /// Reads a verb with its arguments; nil for an unknown verb, a missing, extra or unusable argument.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var numbers: [UInt64] = []
        for part in parts.dropFirst() {
            guard let number = UInt64(part) else { return nil }
            numbers.append(number)
        }
        let count = numbers.first.flatMap { Int(exactly: $0) } ?? 0
        switch (parts.first.map(String.init), numbers.count) {
        case ("drop-up", 1) where count > 0: self = .droppedKeyUp(at: count)
        case ("hold", 1) where (1...KeyFaultLimit.heldTimes).contains(count): self = .held(times: count)
        case ("unplug", 1) where numbers[0] < UInt64(Int32.max): self = .unplug(after: count)
        case ("babble", 2) where (1...KeyFaultLimit.babbleReports).contains(count):
            self = .babble(count: count, seed: numbers[1])
        case (let verb?, 0):
            guard let plain = KeyFault.plain[verb] else { return nil }
            self = plain
        default: return nil
        }
    }

    private static let plain: [String: KeyFault] = [
        "drip": .drip, "rollover": .rollover, "stuck-shift": .stuckShift, "repeat": .repeated, "silent": .silent,
    ]
}

// MARK: Firmware with faults

/// The part that all fake keyboards have in common: what is down, which faults wait, and whether the plug is in.
struct FakeKeys: Hashable, Sendable {
    private(set) var isPlugged = true
    private var faults: [KeyFault] = []
    /// What was down when the last report went out.
    private var held = FakeKeyReport.allUp

    mutating func commit(_ fault: KeyFault) { faults.append(fault) }

    mutating func replug() {
        isPlugged = true
        held = .allUp
    }

    /// The reports as they go out, with the faults that wait; each is committed once.
    mutating func type(_ meant: [FakeKeyReport]) -> FakeTyping {
        defer { faults.removeAll() }
        let before = held
        guard isPlugged, !faults.contains(.silent) else { return FakeTyping(after: before, []) }
        var reports = babbled() ?? meant
        if faults.contains(.repeated) { reports += reports }
        if faults.contains(.drip) { reports = FakeTyping(after: before, reports).dripped.reports }
        for fault in faults { apply(fault, to: &reports) }
        held = reports.last ?? before
        return FakeTyping(after: before, reports)
    }

    private mutating func apply(_ fault: KeyFault, to reports: inout [FakeKeyReport]) {
        switch fault {
        case .droppedKeyUp(let number):
            let ups = reports.indices.filter { $0 > 0 && !reports[$0 - 1].keys.allSatisfy(reports[$0].keys.contains) }
            if number > 0, number <= ups.count { reports.remove(at: ups[number - 1]) }
        case .rollover:
            guard let first = reports.firstIndex(where: { !$0.keys.isEmpty }) else { return }
            var rollover = FakeKeyReport.rollover
            rollover.modifiers = reports[first].modifiers
            reports.insert(rollover, at: first + 1)
        case .stuckShift: for index in reports.indices { reports[index].modifiers |= 0x02 }
        case .held(let times): reports = reports.flatMap { [FakeKeyReport](repeating: $0, count: times + 1) }
        case .unplug(let count):
            reports = Array(reports.prefix(count))
            isPlugged = false
        case .drip, .repeated, .silent, .babble: break
        }
    }

    /// The reports of the first babble fault, all keys up at its end, or nil when there is none.
    private func babbled() -> [FakeKeyReport]? {
        for case .babble(let count, let seed) in faults {
            var random = Seeded(seed: seed)
            let noise = (0..<count).map { _ in
                let keys = random.bytes(Int.random(in: 0...FakeKeyReport.slots, using: &random))
                return FakeKeyReport(modifiers: random.bytes(1)[0] & random.bytes(1)[0], keys: keys)
            }
            return noise + [.allUp]
        }
        return nil
    }
}
