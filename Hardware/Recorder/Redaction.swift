import Devices

/// A capture without its persons: the same frames at the same times, as many readings of the same form and length, and
/// nobody's number, name, address or photo in them.
///
/// Every letter and digit of every reading is replaced (`Disguise`), every character beyond ASCII becomes 某, photos are
/// blank, checksums are made right again, and labels are blank. What stays: frames, AIM identifiers, symbology ids, the
/// length of each word, times, and what no person can be in (status replies, answers to commands). Where bytes do not
/// look like the language, more is replaced rather than less, even if the capture then replays differently.
///
/// Not modelled: guessing a person from lengths and times alone.
package enum Redaction {
    /// Told a reading without frame; true lets it stay, unless some word of it has the form of a person's number.
    package typealias Keep = ([UInt8]) -> Bool

    /// - Parameter keep: for instance, whether a site's tube pattern takes the reading.
    package static func redacted(_ capture: Capture, keep: @escaping Keep = { _ in false }) -> Capture {
        var writer = Redactor(header: capture.header, keep: keep)
        let events = capture.events.split(omittingEmptySubsequences: false, whereSeparator: \.isFault)
        var redacted: [Capture.Event] = []
        var next = capture.events.startIndex
        for stretch in events {
            redacted += writer.redact(Array(stretch))
            next += stretch.count
            if next < capture.events.endIndex { redacted.append(writer.words(capture.events[next])) }
            next += 1
        }
        return Capture(header: writer.header(), events: redacted)
    }
}

extension Capture.Event {
    fileprivate var isFault: Bool {
        if case .fault = kind { return true }
        return false
    }
}

/// Goes over one capture, stretch by stretch: a stretch is what lies between two faults, where frames begin anew.
struct Redactor {
    private let original: Capture.Header
    private let keep: Redaction.Keep
    var disguise = Disguise()
    private var lastRequest: ControlRequest?
    /// The last chunk sent was full: what follows belongs to it.
    private var isInLabel = false

    init(header: Capture.Header, keep: @escaping Redaction.Keep) {
        original = header
        self.keep = keep
    }

    func setting(_ key: String) -> String? { original.settings.first { $0.key == key }?.value }

    mutating func redact(_ events: [Capture.Event]) -> [Capture.Event] {
        var chunks = Chunks(events)
        switch original.language {
        case .line: line(&chunks.bytes)
        case .ssi: ssi(&chunks.bytes)
        case .sam: cards(&chunks.bytes)
        case .hidpos: posReports(&chunks)
        case .ibm: ibmReports(&chunks)
        case .keyboard, .keypad: keys(&chunks)
        case .zpl, .tspl, .cpcl, .escpos: chunks.bytes = longWordsReplaced(chunks.bytes)
        }
        return chunks.events.map { other($0) }
    }

    /// What is not a chunk of the device: labels are blanked, and of the rest long words are replaced.
    private mutating func other(_ event: Capture.Event) -> Capture.Event {
        switch event.kind {
        case .received, .fault: return event
        case .sent(let bytes):
            let isLabel = isInLabel || PrintedLabel.isPart(of: bytes)
            isInLabel = bytes.count == CaptureLimit.eventBytes
            let kept = original.language.isPrinter && isLabel ? PrintedLabel.blank(bytes) : longWordsReplaced(bytes)
            return Capture.Event(milliseconds: event.milliseconds, .sent(kept))
        case .requested(var request):
            lastRequest = request
            request.payload = longWordsReplaced(request.payload)
            return Capture.Event(milliseconds: event.milliseconds, .requested(request))
        case .answered(.done(let bytes)):
            return Capture.Event(milliseconds: event.milliseconds, .answered(.done(answer(bytes))))
        case .answered: return event
        }
    }

    /// Descriptors and printers' words stay but for numbers; what else a scanner or card reader answers may be a
    /// reading.
    private mutating func answer(_ bytes: [UInt8]) -> [UInt8] {
        let isDescriptor = lastRequest?.request == 6
        if bytes.count <= 8 || isDescriptor || original.language.isPrinter { return longWordsReplaced(bytes) }
        if original.language == .sam { return bytes.map { _ in 0 } }
        return reading(bytes, hasAIM: false)
    }

    mutating func words(_ event: Capture.Event) -> Capture.Event {
        guard case .fault(let text) = event.kind else { return event }
        return Capture.Event(milliseconds: event.milliseconds, .fault(words(text)))
    }

    private mutating func words(_ text: String) -> String {
        String(decoding: longWordsReplaced(Array(text.utf8)), as: UTF8.self)
    }

    mutating func header() -> Capture.Header {
        let source = Capture.Source(original.source.kind, words(original.source.place))
        return Capture.Header(
            device: words(original.device), language: original.language, settings: original.settings,
            firmware: words(original.firmware), source: source, wire: original.wire, descriptor: original.descriptor)
    }
}

// MARK: Texts

extension Redactor {
    /// The shortest word that is replaced outside readings: H and 8 digits is the shortest number of a person there.
    private static let longWordBytes = 9

    /// Replaces words that could be a person's number, in bytes that are no reading.
    mutating func longWordsReplaced(_ bytes: [UInt8]) -> [UInt8] {
        var kept = bytes
        for word in Redactor.words(in: bytes) where word.count >= Redactor.longWordBytes {
            if bytes[word].count(where: Form.isDigit) < 8 { continue }
            kept.replaceSubrange(word, with: disguise.disguised(Array(bytes[word])))
        }
        return kept
    }

    /// A reading without frame: an AIM identifier in front stays, and what `keep` says.
    mutating func reading(_ text: [UInt8], hasAIM: Bool = true) -> [UInt8] {
        let aim = hasAIM && Redactor.beginsWithAIM(text) ? 3 : 0
        let data = Array(text[aim...])
        let words = Redactor.words(in: data)
        if keep(data), !Redactor.mayHoldNumber(data, words) { return text }
        var kept = data
        for word in words { kept.replaceSubrange(word, with: disguise.disguised(Array(data[word]))) }
        Redactor.blankBeyondASCII(&kept)
        return Array(text[..<aim]) + kept
    }

    /// Whether a word has a number's form, or so many digits in a row that one may be inside.
    private static func mayHoldNumber(_ text: [UInt8], _ words: [Range<Int>]) -> Bool {
        words.contains { Form(of: Array(text[$0])) != .other } || longestRunOfDigits(in: text[...]) >= 15
    }

    static func longestRunOfDigits(in bytes: ArraySlice<UInt8>) -> Int {
        runs(in: bytes.indices) { Form.isDigit(bytes[$0]) }.map(\.count).max() ?? 0
    }

    /// Replaces the reading whose bytes lie at these places.
    mutating func reading(in bytes: inout [UInt8], at places: [Int], hasAIM: Bool = false) {
        let kept = reading(places.map { bytes[$0] }, hasAIM: hasAIM)
        for (place, byte) in zip(places, kept) { bytes[place] = byte }
    }

    static func beginsWithAIM(_ text: [UInt8]) -> Bool {
        text.count > 3 && text[0] == 0x5D && Form.isLetter(text[1]) && (Form.isLetter(text[2]) || Form.isDigit(text[2]))
    }

    /// Runs of letters and digits; a passport's line is one word with its `<`.
    static func words(in bytes: [UInt8]) -> [Range<Int>] {
        runs(in: bytes.indices) { isWord(bytes[$0]) || bytes[$0] == 0x3C }.flatMap { run in
            run.count == 44 || run.count == 88
                ? stride(from: run.lowerBound, to: run.upperBound, by: 44).map { $0..<($0 + 44) }
                : runs(in: run) { isWord(bytes[$0]) }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { Form.isDigit(byte) || Form.isLetter(byte) }

    /// The longest stretches of indices that are members.
    static func runs(in indices: Range<Int>, of isMember: (Int) -> Bool) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for index in indices {
            if isMember(index) {
                start = start ?? index
            } else if let first = start {
                runs.append(first..<index)
                start = nil
            }
        }
        if let first = start { runs.append(first..<indices.upperBound) }
        return runs
    }

    /// Every character beyond ASCII becomes 某 in UTF-8 where it has three bytes, else as many bytes B3, which is a byte
    /// of no one's name in any code.
    static func blankBeyondASCII(_ bytes: inout [UInt8]) {
        for run in runs(in: bytes.indices, of: { bytes[$0] >= 0x80 }) {
            let isUTF8 = String(validating: bytes[run], as: UTF8.self)?.unicodeScalars.allSatisfy {
                UTF8.width($0) == 3
            }
            for index in run {
                bytes[index] = isUTF8 == true ? [0xE6, 0x9F, 0x90][(index - run.lowerBound) % 3] : 0xB3
            }
        }
    }
}

/// The device's chunks of a stretch as one row of bytes, and back.
struct Chunks {
    private var whole: [Capture.Event]
    /// All of them, one after the other. Its length stays.
    var bytes: [UInt8] = []
    /// Where each chunk lies in `bytes`.
    private(set) var ranges: [Range<Int>] = []

    init(_ events: [Capture.Event]) {
        whole = events
        for case .received(let chunk) in events.lazy.map(\.kind) {
            ranges.append(bytes.count..<(bytes.count + chunk.count))
            bytes += chunk
        }
    }

    var events: [Capture.Event] {
        var next = ranges.makeIterator()
        return whole.map { event in
            guard case .received = event.kind, let range = next.next() else { return event }
            return Capture.Event(milliseconds: event.milliseconds, .received(Array(bytes[range])))
        }
    }
}

/// A label on its way to a printer.
enum PrintedLabel {
    /// Shorter chunks are commands and questions; no label fits into so few bytes.
    private static let leastBytes = 24
    /// A command of CPCL printers to themselves, which is no label however long it is.
    private static let command = Array("! U1 ".utf8)
    /// The longest such command whose words are kept.
    private static let commandBytes = 96

    /// Whether what the host sent begins a label rather than a command or question: it is long, and no `! U1`.
    static func begins(_ bytes: [UInt8]) -> Bool { bytes.count >= leastBytes && !bytes.starts(with: command) }

    /// Whether there may be something of a label in it.
    static func isPart(of bytes: [UInt8]) -> Bool {
        begins(bytes) || bytes.starts(with: command) && (bytes.count > commandBytes || bytes.dropLast().contains(0x0A))
    }

    /// The same length with nothing on it: line ends stay, the rest is `x`. A label may hold a name as pixels.
    static func blank(_ bytes: [UInt8]) -> [UInt8] {
        let kept = bytes.starts(with: command) ? command.count : 0
        return bytes[..<kept] + bytes[kept...].map { $0 == 0x0D || $0 == 0x0A ? $0 : UInt8(ascii: "x") }
    }
}
