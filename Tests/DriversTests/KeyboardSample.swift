import Devices
import Drivers
import Testing

/// Keys as reports tell them, and what must come of them in every form.
///
/// A script is words: `04` a key pressed by itself, `2+04` with modifiers, `alt:0029` digits on the keypad with Alt
/// held (`ralt:` the right one), `=4:5E,5D` one report of modifiers and slots, `=0` all up.
struct KeyboardSample: Sendable, CustomTestStringConvertible {
    var name: String
    var reports: [[UInt8]]
    var expected: [DriverOutput]
    var settings: KeyboardSettings
    var testDescription: String { name }

    init(
        _ name: String, _ script: String, _ expected: [DriverOutput], _ settings: KeyboardSettings = KeyboardSettings()
    ) {
        self.name = name
        self.expected = expected
        self.settings = settings
        reports = script.split(separator: " ").flatMap { Self.reports($0) }
    }

    init(typing script: String) { self.init("", script, []) }

    private static func reports(_ word: Substring) -> [[UInt8]] {
        let parts = word.split { ":+=,".contains($0) }
        if word.hasPrefix("=") { return [parts.map(hex)] }
        if word.contains("+") { return [parts.map(hex), [0]] }
        guard parts.count == 2 else { return [[0, hex(parts[0])], [0]] }
        let modifier: UInt8 = parts[0] == "ralt" ? 0x40 : 0x04
        var reports: [[UInt8]] = [[modifier]]
        for digit in parts[1].utf8 {
            reports.append([modifier, digit == 0x30 ? 0x62 : 0x59 + digit - 0x31])
            reports.append([modifier])
        }
        return reports + [[0]]
    }

    private static func hex(_ word: Substring) -> UInt8 {
        guard let byte = UInt8(word, radix: 16) else { preconditionFailure("'\(word)' is no byte of a script") }
        return byte
    }

    /// The chunks of a form; key events are made by comparing the reports, as a host does.
    func chunks(_ form: KeyboardSettings.Form) -> [[UInt8]] {
        let boot: [[UInt8]] = reports.map { report in
            [report[0], 0] + report.dropFirst() + [UInt8](repeating: 0, count: 7 - report.count)
        }
        switch form {
        case .bootReports: return boot
        case .numberedReports: return boot.map { [3] + $0 }
        case .keyEvents: break
        }
        var down: [UInt8] = []
        return reports.map { report in
            let modifiers = (UInt8(0)..<8).filter { report[0] >> $0 & 1 == 1 }.map { 0xE0 + $0 }
            let isRollover = report.dropFirst().contains(1)
            let keys = isRollover ? down.filter { $0 < 0xE0 } : report.dropFirst().filter { $0 != 0 }
            let now = modifiers + keys
            let ups = down.filter { !now.contains($0) }.map { KeyEvent(usage: $0, isDown: false) }
            let downs = now.filter { !down.contains($0) }.map { KeyEvent(usage: $0, isDown: true) }
            let events = ups + downs
            down = now
            return (events.filter { $0.usage >= 0xE0 } + events.filter { $0.usage < 0xE0 }).flatMap(\.bytes)
        }
    }
}

func reading(_ payload: String, _ aim: String? = nil) -> DriverOutput {
    let letters = aim.map { Array($0.utf8) }
    return .scan(Scan(payload: Array(payload.utf8), aim: letters.map { AIMIdentifier(code: $0[0], modifier: $0[1]) }))
}

func damaged(_ damage: Damage, _ text: String) -> DriverOutput { .damaged(damage, bytes: Array(text.utf8)) }
