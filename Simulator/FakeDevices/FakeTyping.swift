package import Devices

/// The state of a keyboard at one moment, as its boot report tells it.
package struct FakeKeyReport: Hashable, Sendable {
    /// LCtrl 01, LShift 02, LAlt 04, LGui 08, RCtrl 10, RShift 20, RAlt 40, RGui 80.
    package var modifiers: UInt8
    /// The keys that are down, at most `FakeKeyReport.slots`.
    package var keys: [UInt8]

    /// How many keys a boot report has room for.
    package static let slots = 6
    /// Nothing is down.
    package static let allUp = FakeKeyReport(modifiers: 0, keys: [])
    /// Too many keys are down: the report tells of none.
    package static let rollover = FakeKeyReport(modifiers: 0, keys: [UInt8](repeating: 1, count: slots))

    /// Modifiers as bits, keys as usages.
    package init(modifiers: UInt8 = 0, keys: [UInt8] = []) {
        self.modifiers = modifiers
        self.keys = keys
    }

    /// The eight bytes on the wire.
    package var bytes: [UInt8] {
        [modifiers, 0] + (keys + [UInt8](repeating: 0, count: Self.slots)).prefix(Self.slots)
    }
}

/// A row of keyboard states, and how each way into a station sees it.
package struct FakeTyping: Hashable, Sendable {
    /// How a station is connected.
    package enum Form: Hashable, Sendable {
        /// Through the operating system: changes as pairs, one chunk for each report that changes something.
        case keyEvents
        /// Reports of 8 bytes.
        case bootReports
        /// The same behind a report id.
        case numberedReports(UInt8)
    }

    /// What was down before.
    package var before: FakeKeyReport
    /// The states it then goes through.
    package var reports: [FakeKeyReport]

    /// States that follow one another.
    package init(after before: FakeKeyReport = .allUp, _ reports: [FakeKeyReport]) {
        self.before = before
        self.reports = reports
    }

    /// The chunks that reach the station.
    package func chunks(_ form: Form) -> [[UInt8]] {
        switch form {
        case .bootReports: return reports.map(\.bytes)
        case .numberedReports(let id): return reports.map { [id] + $0.bytes }
        case .keyEvents:
            var held = before
            return reports.compactMap { report in
                let events = Self.events(from: held, to: report)
                held.modifiers = report.modifiers
                if !report.isRollover { held.keys = report.keys }
                return events.isEmpty ? nil : events.flatMap(\.bytes)
            }
        }
    }

    /// The same with every change in a report of its own.
    package var dripped: FakeTyping {
        var dripped: [FakeKeyReport] = []
        var held = before
        for report in reports {
            if report.isRollover {
                dripped.append(report)
                continue
            }
            for event in Self.events(from: held, to: report) {
                held.change(event)
                dripped.append(held)
            }
        }
        return FakeTyping(after: before, dripped)
    }

    /// Modifiers first, then keys let go, then keys pressed in the order of their slots.
    private static func events(from old: FakeKeyReport, to new: FakeKeyReport) -> [KeyEvent] {
        var events: [KeyEvent] = []
        for bit in UInt8(0)..<8 where (old.modifiers ^ new.modifiers) >> bit & 1 == 1 {
            events.append(KeyEvent(usage: 0xE0 + bit, isDown: new.modifiers >> bit & 1 == 1))
        }
        if new.isRollover { return events }
        events += old.keys.filter { !new.keys.contains($0) }.map { KeyEvent(usage: $0, isDown: false) }
        return events + new.keys.filter { !old.keys.contains($0) }.map { KeyEvent(usage: $0, isDown: true) }
    }
}

extension FakeKeyReport {
    fileprivate var isRollover: Bool { keys.contains(1) }

    /// A key goes down or up.
    package mutating func change(_ event: KeyEvent) {
        if event.usage >= 0xE0 {
            modifiers ^= 1 << (event.usage - 0xE0)
        } else if event.isDown {
            keys.append(event.usage)
        } else {
            keys.removeAll { $0 == event.usage }
        }
    }
}
