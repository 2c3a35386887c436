import Devices

/// What in a capture may be a living person's: looked for before a recording becomes a file that others see.
///
/// Two things are looked for. Numbers, everywhere: residents' with a right check and a birth from 1900 on, and those of 15
/// digits that do not end in 996 to 999. And in what was recorded from a device, whatever `Redaction` would have blanked:
/// characters beyond ASCII, photos, labels.
///
/// Not found: a name in Latin letters, and numbers without check digit (permits, passports); a human being has to look.
package enum PersonTraces {
    /// One place that is suspicious. It never says what stands there.
    package struct Trace: Hashable, Sendable, CustomStringConvertible {
        /// What it looks like.
        package enum Kind: String, Hashable, Sendable {
            case rawRecording = "recorded with --raw"
            case residentNumber = "a resident's number"
            case shortNumber = "a 15-digit number"
            case notBlanked = "text, a photo or a label that was not replaced"
        }
        package var kind: Kind
        /// Of the capture's time; nil for its header.
        package var milliseconds: Int?

        package var description: String { kind.rawValue + (milliseconds.map { " at \($0) ms" } ?? " in the header") }
    }

    /// The places, each kind once for each time; empty where there is none.
    package static func found(in capture: Capture) -> [Trace] {
        var traces: [Trace] = []
        func note(_ kind: Trace.Kind, _ milliseconds: Int?) {
            let trace = Trace(kind: kind, milliseconds: milliseconds)
            if traces.last != trace, traces.count < PersonTraceLimit.traces { traces.append(trace) }
        }
        if capture.header.source == .rawRecording { note(.rawRecording, nil) }
        let header = [capture.header.device, capture.header.firmware, capture.header.source.place]
        for text in header { for kind in numbers(in: Array(text.utf8)) { note(kind, nil) } }
        for (text, milliseconds) in texts(of: capture) { for kind in numbers(in: text) { note(kind, milliseconds) } }
        if capture.header.source.kind == .captured {
            for milliseconds in unblanked(capture) { note(.notBlanked, milliseconds) }
        }
        return traces
    }

    // MARK: Numbers

    /// What passed and what the driver makes of it, with times.
    private static func texts(of capture: Capture) -> [([UInt8], Int)] {
        var texts: [([UInt8], Int)] = []
        var stream: [UInt8] = []
        var last = 0
        for event in capture.events {
            switch event.kind {
            case .received(let bytes):
                // The text of a card is in two bytes a character.
                stream += capture.header.language == .sam ? bytes.filter { $0 != 0 } : bytes
            case .sent(let bytes), .answered(.done(let bytes)): texts.append((bytes, event.milliseconds))
            case .requested(let request): texts.append((request.payload, event.milliseconds))
            case .answered: break
            case .fault(let words):
                texts += [(stream, last), (Array(words.utf8), event.milliseconds)]
                stream = []
            }
            last = event.milliseconds
        }
        return texts + [(stream, last)] + told(capture)
    }

    private static func told(_ capture: Capture) -> [([UInt8], Int)] {
        var typed: [UInt8] = []
        return ((try? Replay.run(capture)) ?? []).flatMap { line -> [([UInt8], Int)] in
            if case .key(.digit(let digit)) = line.told { typed.append(0x30 + UInt8(digit)) }
            if case .key(.x) = line.told { typed.append(0x58) }
            if case .key(.enter) = line.told {
                defer { typed = [] }
                return [(typed, line.milliseconds)]
            }
            switch line.told {
            case .scan(let scan): return [(scan.payload, line.milliseconds)]
            case .card(let card):
                return [card.number, card.otherName ?? ""].map { (Array($0.utf8), line.milliseconds) }
            default: return []
            }
        }
    }

    /// The kinds of numbers in a text, each once.
    private static func numbers(in text: [UInt8]) -> Set<Trace.Kind> {
        var kinds: Set<Trace.Kind> = []
        for range in Redactor.words(in: text) {
            let word = text[range].map { $0 == 0x78 ? 0x58 : $0 }
            if word.count == 15, isShort(word) { kinds.insert(.shortNumber) }
            if word.count < 18 { continue }
            if (0...(word.count - 18)).contains(where: { isResident(word[$0..<($0 + 18)]) }) {
                kinds.insert(.residentNumber)
            }
        }
        return kinds
    }

    private static func isResident(_ word: ArraySlice<UInt8>) -> Bool {
        let digits = Array(word)
        guard digits.dropLast().allSatisfy(Form.isDigit), Form.mod11(Array(digits.dropLast())) == digits[17] else {
            return false
        }
        return (1900...2099).contains(number(digits[6..<10])) && isDay(digits[10..<14])
    }

    private static func isShort(_ digits: [UInt8]) -> Bool {
        digits.allSatisfy(Form.isDigit) && (11...82).contains(number(digits[0..<2])) && isDay(digits[8..<12])
            && number(digits[12...]) < 996
    }

    /// MMDD.
    private static func isDay(_ digits: ArraySlice<UInt8>) -> Bool {
        (1...12).contains(number(digits.prefix(2))) && (1...31).contains(number(digits.suffix(2)))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } }

    // MARK: What redaction blanks

    /// The times of events in which redaction would still put something of another kind: a digit it replaces by a digit,
    /// and so on, so that only what was never redacted changes its kind.
    private static func unblanked(_ capture: Capture) -> [Int] {
        let again = Redaction.redacted(capture)
        return zip(capture.events, again.events).compactMap { before, after in
            let isTrace: Bool
            switch (before.kind, after.kind) {
            case (.received(let old), .received(let new)):
                isTrace = longestChange(old, new, capture.header.language) > checksumBytes(capture.header.language)
            case (.sent(let old), .sent(let new)) where capture.header.language.isPrinter:
                isTrace = zip(old, new).count { $0 != $1 && $1 == 0x78 } > PersonTraceLimit.changesByChance
            case (.answered(.done(let old)), .answered(.done(let new))):
                isTrace = longestChange(old, new, capture.header.language) > checksumBytes(capture.header.language)
            default: isTrace = false
            }
            return isTrace ? before.milliseconds : nil
        }
    }

    /// Checksums are made right again and may change into anything.
    private static func checksumBytes(_ language: CaptureLanguage) -> Int {
        switch language {
        case .ssi: 2
        case .sam: 1
        case .line, .hidpos, .ibm, .keyboard, .keypad, .zpl, .tspl, .cpcl, .escpos: 0
        }
    }

    private static func longestChange(_ old: [UInt8], _ new: [UInt8], _ language: CaptureLanguage) -> Int {
        let places = 0..<min(old.count, new.count)
        return Redactor.runs(in: places) { group(of: old[$0], language) != group(of: new[$0], language) }
            .map(\.count).max() ?? 0
    }

    /// What one byte may become when it is redacted: another of the same number.
    private static func group(of byte: UInt8, _ language: CaptureLanguage) -> Int {
        switch (language, byte) {
        case (.keyboard, 0x04...0x1D), (.keypad, 0x04...0x1D): 0x100
        case (.keyboard, 0x1E...0x27), (.keypad, 0x1E...0x27): 0x101
        case (.keyboard, 0x59...0x62), (.keypad, 0x59...0x62): 0x102
        case (.keyboard, _), (.keypad, _): Int(byte)
        case (.ibm, 0...9): 0x103
        case (_, 0x30...0x39): 0x104
        case (_, 0x41...0x5A): 0x105
        case (_, 0x61...0x7A): 0x106
        default: Int(byte)
        }
    }
}

/// The bounds of the search.
package enum PersonTraceLimit {
    /// The most traces that are listed.
    package static let traces = 100
    /// So many letters of a command may become `x` by chance; of a label all do.
    static let changesByChance = 4
}
