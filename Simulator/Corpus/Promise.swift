import Devices
package import Recorder

/// What holds for every capture of the corpus; each says what is wrong.
package enum Promise: String, Hashable, Sendable, CaseIterable {
    /// It reads the same byte by byte and merged.
    case readsHoweverCut
    /// It reads the same after noise.
    case readsAfterNoise
    /// Without persons it has as many readings of the same kind, length and kinds of characters.
    case keepsFormWithoutPersons
    /// It holds nothing of a living person.
    case namesNobody
    /// Its header names a device with its ids, and its name begins with its language.
    case saysWhereFrom

    /// Why the capture does not keep it; nil when it does.
    ///
    /// - Throws: what a replay throws.
    package func fault(of capture: Capture, named name: String) throws -> String? {
        switch self {
        case .readsHoweverCut: try Promise.cutFault(capture)
        case .readsAfterNoise: try Promise.noiseFault(capture)
        case .keepsFormWithoutPersons: try Promise.formFault(capture, name)
        case .namesNobody: Promise.personFault(capture)
        case .saysWhereFrom: Promise.headerFault(capture.header, name)
        }
    }

    // MARK: Each of them

    private static func told(_ capture: Capture) throws -> [ReplayLine.Told] { try Replay.run(capture).map(\.told) }

    private static func cutFault(_ capture: Capture) throws -> String? {
        let whole = try told(capture)
        if try told(capture.byteByByte()) != whole { return "byte by byte it comes to something else" }
        if try told(capture.merged()) != whole { return "merged it comes to something else" }
        return nil
    }

    private static func noiseFault(_ capture: Capture) throws -> String? {
        let readings = try Replay.run(capture).filter(\.isReading).map(\.told)
        // What has no frame takes the noise itself for readings, and for nothing more than those.
        let most = [.line, .ssi].contains(capture.header.language) ? 3 : 1
        for seed in PromiseLimit.noiseSeeds {
            let noisy = try Replay.run(capture.withGarbageInFront(seed: seed)).filter(\.isReading).map(\.told)
            if noisy.suffix(readings.count) != readings[...] { return "after noise \(seed) a reading is another" }
            if noisy.count - readings.count > most { return "noise \(seed) makes \(noisy.count) readings" }
        }
        return nil
    }

    private static func formFault(_ capture: Capture, _ name: String) throws -> String? {
        // A station has redacted it once; what is left of its form cannot be compared with anything.
        if capture.header.source == .recording { return nil }
        let redacted = Redaction.redacted(capture)
        if try CaptureText.parsed(CaptureText.written(redacted)) != redacted { return "redacted it cannot be written" }
        if redacted.events.map(\.milliseconds) != capture.events.map(\.milliseconds) {
            return "redacted it has other times"
        }
        let keeps = try Replay.run(redacted).map(Outline.init) == Replay.run(capture).map(Outline.init)
        switch (keeps, LostForm.reasons[name]) {
        case (false, nil): return "redacted it has another form"
        case (true, .some): return "redacted it keeps its form; LostForm says that it does not"
        case (true, nil), (false, .some): return nil
        }
    }

    private static func personFault(_ capture: Capture) -> String? {
        let traces = PersonTraces.found(in: capture)
        return traces.isEmpty ? nil : traces.map(\.description).joined(separator: ", ")
    }

    private static func headerFault(_ header: Capture.Header, _ name: String) -> String? {
        if !header.device.contains(#/ \(([0-9a-f]{4}:[0-9a-f]{4}|serial|network)\)$/#) {
            return "its device \"\(header.device)\" does not end in (vvvv:pppp), (serial) or (network)"
        }
        if !name.hasPrefix("\(header.language.rawValue)-") { return "its name does not begin with \(header.language)-" }
        return nil
    }
}

package enum PromiseLimit {
    /// The noise that is tried, by its seeds.
    package static let noiseSeeds: [UInt64] = [1, 20, 77, 4711]
}

/// What must stay of a line when persons go: kind, length and the kind of each character.
struct Outline: Equatable, Sendable {
    var what = ""
    /// What names nobody, as it is.
    var told: ReplayLine.Told?

    init(_ line: ReplayLine) {
        switch line.told {
        case .scan(let scan):
            let aim = scan.aim.map { "\($0.code) \($0.modifier)" } ?? "none"
            what = "scan \(aim) " + String(scan.payload.map(Outline.mark))
        case .card(let card): what = "card \(card.kind) \(card.number.utf8.count) \(card.name.unicodeScalars.count)"
        case .key: what = "key"
        case .cardTrouble, .printer, .damaged, .note, .unplugged, .replugged: told = line.told
        }
    }

    private static func mark(_ byte: UInt8) -> Character {
        switch byte {
        case 0x30...0x39: "9"
        case 0x41...0x5A: "A"
        case 0x61...0x7A: "a"
        case 0x80...: "+"
        default: Character(Unicode.Scalar(byte))
        }
    }
}
