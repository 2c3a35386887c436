import Catalog
import Devices
import Drivers
import Recorder

/// Rows that are found in the code and the captures, without a claim.
extension Coverage {
    /// Every driver, and every word of every setting that a capture's driver can have.
    static func settings(_ captures: [NamedCapture]) throws -> Section {
        let set = try captures.map { ($0.name, try DriverChoice.settings(of: $0.capture.header)) }
        let rows = try DriverChoice.entries.flatMap { entry -> [Row] in
            let own = set.filter { $0.1.language == entry.language }.map { (name: $0.0, words: words(of: $0.1)) }
            let usual = words(of: try DriverChoice.settings(of: Capture.Header(plain: entry.language)))
            let ways = entry.settings.flatMap { key, values in
                values.split(separator: "|").map { (key: key, value: String($0)) }
            }
            return [Row(subject: entry.language.rawValue, captures: own.map(\.name))]
                + ways.map { key, value in
                    let isFree = value.first?.isUppercase == true
                    let fixed = ways.filter { $0.key == key && $0.value.first?.isUppercase == false }.map(\.value)
                    let showing = own.filter { _, words in
                        guard let word = words[key] else { return false }
                        return isFree ? word != usual[key] && !fixed.contains(word) : word == value
                    }
                    return Row(subject: "\(entry.language.rawValue) \(key)=\(value)", captures: showing.map(\.name))
                }
        }
        return Section(
            title: "Drivers and their settings",
            about:
                "Each driver, and each word of its settings; in capitals what may be anything, other than by default.",
            rows: rows)
    }

    private static func words(of settings: DriverSettings) -> [String: String] {
        Dictionary(settings.words.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// The settings of the device table, and captures whose driver is set the same.
    static func models(_ captures: [NamedCapture]) throws -> Section {
        let set = try captures.map { ($0.name, try DriverChoice.settings(of: $0.capture.header)) }
        var rows: [Row] = []
        for model in DeviceTable.standard.models {
            let subject = "table: \(words(for: model.settings))"
            if rows.contains(where: { $0.subject == subject }) { continue }
            let showing = set.filter { words(for: $0.1) == words(for: model.settings) }.map(\.0)
            rows.append(Row(subject: subject, captures: showing))
        }
        return Section(
            title: "The device table",
            about:
                "Each way in which the devices of `Hardware/Catalog` are set, as far as it is not the driver's default.",
            rows: rows)
    }

    /// The language, and what is set otherwise than by default.
    private static func words(for settings: DriverSettings) -> String {
        let usual = (try? DriverChoice.settings(of: Capture.Header(plain: settings.language)).words) ?? []
        let others = settings.words.filter { !usual.contains($0) }.map { "\($0.key)=\($0.value)" }
        return ([settings.language.rawValue] + others).joined(separator: " ")
    }

    /// Everything a driver can tell: damage, troubles of cards and printers, kinds of cards, outcomes of labels.
    static func told(_ captures: [NamedCapture]) throws -> Section {
        var showing: [String: [String]] = [:]
        for named in captures {
            for subject in Set(try Replay.run(named.capture).flatMap(subjects)) {
                showing[subject, default: []].append(named.name)
            }
        }
        let all =
            Damage.allCases.map { "damage: \($0.rawValue)" } + CardRead.Kind.allCases.map { "card: \($0.rawValue)" }
            + CardTrouble.allCases.map { "card trouble: \($0.rawValue)" }
            + PrinterFault.allCases.map { "printer: \($0.rawValue)" } + ["printer: runs low"]
            + ["printed", "taken", "unknown", "notPrinted"].map { "label: \($0)" }
            + ["digit", "x", "enter", "clear"].map { "key: \($0)" }
            + ["unplugged", "replugged"].map { "device: \($0)" }
        return Section(
            title: "What drivers tell", about: "Each thing a driver can tell, found by replaying all captures.",
            rows: all.map { Row(subject: $0, captures: showing[$0] ?? []) })
    }

    private static func subjects(_ line: ReplayLine) -> [String] {
        switch line.told {
        case .scan, .note: []
        case .key(.digit): ["key: digit"]
        case .key(.x): ["key: x"]
        case .key(.enter): ["key: enter"]
        case .key(.clear): ["key: clear"]
        case .card(let card): ["card: \(card.kind.rawValue)"]
        case .cardTrouble(let trouble): ["card trouble: \(trouble.rawValue)"]
        case .damaged(let damage, _): ["damage: \(damage.rawValue)"]
        case .unplugged: ["device: unplugged"]
        case .replugged: ["device: replugged"]
        case .printer(.identified): []
        case .printer(.status(let status)):
            status.faults.map { "printer: \($0.rawValue)" } + (status.isRunningLow ? ["printer: runs low"] : [])
        case .printer(.finished(_, .printed)): ["label: printed"]
        case .printer(.finished(_, .taken)): ["label: taken"]
        case .printer(.finished(_, .unknown)): ["label: unknown"]
        case .printer(.finished(_, .notPrinted)): ["label: notPrinted"]
        }
    }
}

extension Capture.Header {
    /// Of a device of this language that is set as by default.
    init(plain language: CaptureLanguage) {
        self.init(device: "any", language: language, source: Capture.Source(.computed, "the default"))
    }
}
