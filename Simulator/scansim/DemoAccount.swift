import Codes
import Controller
import Devices
import Foundation
import Journal
import Scenarios
import Station

extension ShiftRecord {
    /// What happened, for people: every scan with the station's own words, then what is in the tubes and bags. Persons are
    /// masked.
    func account(in folder: String, labels: [String]) -> String {
        guard let settings else { return "the journal is empty\n" }
        let words = Account(record: self, settings: settings)
        return
            (words.head + words.shift + words.outcome + words.bags + words.printed(labels)
            + words.whereabouts(folder))
            .joined(separator: "\n")
    }
}

/// The account in the making.
private struct Account {
    let record: ShiftRecord
    let settings: Settings
    let wording: Wording

    init(record: ShiftRecord, settings: Settings) {
        self.record = record
        self.settings = settings
        let people = record.people
        wording = Wording(
            language: .english,
            names: Names(person: { maskedName(of: people[$0]) }, time: { clockTime($0) }, settings: settings))
    }

    var head: [String] {
        [
            "A shift at station \(settings.station): two fake scanners, an ID-card reader and a label printer,",
            "the shipping scanstation, a journal on disk.",
            "What follows was read back from the journal.",
        ]
    }

    /// The labels that came out of the printer, as it was told to print them.
    func printed(_ labels: [String]) -> [String] {
        labels.isEmpty
            ? []
            : ["\(labels.count) labels came out of the printer; the first, in its own language:"]
                + labels[0].split(separator: "\n").map { "      \($0)" } + [""]
    }

    // MARK: The shift

    var shift: [String] {
        var headings = Shift.demo.headings[...]
        var lines: [String] = []
        var scans = 0
        for row in record.rows {
            guard let line = line(for: row) else { continue }
            while let next = headings.first, next.before <= scans, row.scanner != nil || next.before == scans {
                lines += ["", next.text]
                headings.removeFirst()
            }
            lines.append(line)
            if row.isScan { scans += 1 }
        }
        return lines
    }

    /// Number of the row, scanner, what was scanned, what the operator felt, what the station said. Nil for rows that are
    /// nothing to see.
    private func line(for row: RecordedRow) -> String? {
        let said = wording.sentence(wording.message(for: row.verdict))
        if row.isScan, let scanner = row.scanner {
            let felt = mark(row.verdict)
            let reason = row.verdict.feedback == .refused ? " [\(row.verdict.name)]" : ""
            return columns(row, name(of: scanner.device), scanned(row.happening), felt, said + reason)
        }
        switch row.happening {
        case .deviceLost(let device): return columns(row, name(of: device), "- plug pulled -", "", said)
        case .deviceReady(let device): return columns(row, name(of: device), "- plugged in -", "", said)
        default: return nil
        }
    }

    private func columns(_ row: RecordedRow, _ scanner: String, _ scanned: String, _ felt: String, _ said: String)
        -> String
    {
        "\(left("", 4 - String(row.moment.row).count))\(row.moment.row)  \(left(scanner, 8))"
            + "\(left(scanned, 27))\(left(felt, 9))\(said)"
    }

    private func mark(_ verdict: Verdict) -> String {
        switch verdict.feedback {
        case .accepted: "ok"
        case .sealed: "SEALED"
        case .refused: "REFUSED"
        case .attention: "look up"
        case nil: ""
        }
    }

    private func name(of device: DeviceID) -> String {
        let table = ScenarioConfiguration.demo(folder: "")
        return table.scanners.first { $0.device == device }?.name
            ?? table.devices.first { $0.identity.id == device }?.name ?? device.text
    }

    private func scanned(_ happening: Happening) -> String {
        switch happening {
        case .personScanned(let sighting): "person \(wording.name(of: sighting.token))"
        case .tubeScanned(let tube): "tube \(tube)"
        case .bagScanned(let bag): "bag \(bag)"
        case .sealScanned(let seal): "seal \(seal)"
        case .commandScanned(let command): "card \(wording.name(of: command))"
        case .unreadableScanned(.checkDigit(let codeClass)): "\(wording.name(of: codeClass)), misread"
        case .unreadableScanned(.doubled): "a code read twice"
        case .unreadableScanned: "a foreign code"
        case .otherScanned(let codeClass): wording.name(of: codeClass)
        default: "-"
        }
    }

    // MARK: What came of it

    var outcome: [String] {
        let refused = record.refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let total = refused.reduce(0) { $0 + $1.value }
        return [
            "", "\(record.accepted) scans were accepted. \(total) were refused and changed nothing, for these reasons:",
        ] + refused.map { "\(left("", 4 - String($0.value).count))\($0.value)  \($0.key)" }
    }

    var bags: [String] {
        var lines = [
            "",
            "\(record.boundPersons.count) persons in \(record.sealedTubes.count) sealed tubes,"
                + " \(record.sealedBags.count) sealed bags:",
        ]
        for bag in record.sealedBags {
            lines.append("bag \(bag.code), seal \(bag.seal): \(bag.tubes.count) tubes")
            lines += bag.tubes.compactMap { record.sealedTubes[$0] }.map(line)
        }
        return lines
    }

    private func line(_ tube: ShiftRecord.Tube) -> String {
        let places = "\(tube.people.count) of \(tube.capacity)\(tube.short ? ", short" : "")"
        return "      tube \(tube.code)  \(left(places, 14))"
            + tube.people.map { wording.name(of: $0) }.joined(separator: " ")
    }

    func whereabouts(_ folder: String) -> [String] {
        [
            "", "The journal was verified and stays: \(folder)/journal.sqlite",
            "To look at it again:  scanstation export --config \(folder)/scanstation.yaml",
        ]
    }
}

extension RecordedRow {
    /// A reading the operator got an answer to.
    var isScan: Bool { scanner != nil && verdict.feedback != nil }
}

extension Shift {
    /// The headings, each with the number of scans before it.
    fileprivate var headings: [(before: Int, text: String)] {
        var scans = 0
        var headings: [(before: Int, text: String)] = []
        for step in steps {
            if let heading = step.heading { headings.append((scans, heading)) }
            if step.expected != nil { scans += 1 }
        }
        return headings
    }
}

/// Padded with blanks to this width and at least one, so that columns stay apart.
private func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(text.isEmpty ? 0 : 1, width - text.count))
}

/// `08:14` here.
private func clockTime(_ moment: Moment) -> String {
    let format = DateFormatter()
    format.dateFormat = "HH:mm"
    return format.string(from: Date(timeIntervalSince1970: Double(moment.wall) / 1_000_000))
}
