package import Devices
package import Drivers

/// One thing a driver told during a replay, and its line in a golden file.
package struct ReplayLine: Hashable, Sendable {
    package enum Told: Hashable, Sendable {
        case scan(Scan)
        case key(TypingKey)
        case card(CardRead)
        case cardTrouble(CardTrouble)
        case printer(PrinterEvent)
        /// With how many bytes; not which.
        case damaged(Damage, byteCount: Int)
        case note(String)
        case unplugged
        case replugged
    }

    /// Of the capture's time.
    package var milliseconds: Int
    package var told: Told

    package init(milliseconds: Int, _ told: Told) {
        self.milliseconds = milliseconds
        self.told = told
    }

    /// nil for what a driver orders rather than tells.
    init?(milliseconds: Int, _ output: DriverOutput) {
        self.milliseconds = milliseconds
        switch output {
        case .scan(let scan): told = .scan(scan)
        case .key(let key): told = .key(key)
        case .card(let card): told = .card(card)
        case .cardTrouble(let trouble): told = .cardTrouble(trouble)
        case .printer(let event): told = .printer(event)
        case .damaged(let damage, let bytes): told = .damaged(damage, byteCount: bytes.count)
        case .note(let text): told = .note(text)
        case .send, .request: return nil
        }
    }

    /// Whether it is what a station works with: a scan, a key or a card.
    package var isReading: Bool {
        switch told {
        case .scan, .key, .card: true
        case .cardTrouble, .printer, .damaged, .note, .unplugged, .replugged: false
        }
    }

    /// One line of JSON (RFC 8259), without a line end. A payload is `text` where it is UTF-8 whose control characters
    /// are only such as documents hold (TAB, LF, CR, EOT, FS, GS, RS), else `hex`. A card's number and name are
    /// printed: replay redacted captures where that matters.
    package var json: String {
        var object = JSONObject()
        object.add("at", milliseconds)
        add(to: &object)
        return object.text
    }

    private func add(to object: inout JSONObject) {
        switch told {
        case .scan(let scan): ReplayLine.add(scan, to: &object)
        case .key(let key): object.add("key", ReplayLine.word(of: key))
        case .card(let card): ReplayLine.add(card, to: &object)
        case .cardTrouble(let trouble): object.add("cardTrouble", trouble.rawValue)
        case .printer(let event): ReplayLine.add(event, to: &object)
        case .damaged(let damage, let count):
            object.add("damaged", damage.rawValue)
            object.add("bytes", count)
        case .note(let text): object.add("note", text)
        case .unplugged: object.add("device", "unplugged")
        case .replugged: object.add("device", "replugged")
        }
    }

    private static func add(_ scan: Scan, to object: inout JSONObject) {
        if let text = readable(scan.payload) {
            object.add("text", text)
        } else {
            object.add("hex", String(CaptureText.hex(scan.payload).dropFirst()))
        }
        if let aim = scan.aim { object.add("aim", String(decoding: [aim.code, aim.modifier], as: UTF8.self)) }
        object.add("origin", scan.origin.rawValue)
    }

    private static func add(_ card: CardRead, to object: inout JSONObject) {
        object.add("card", card.kind.rawValue)
        object.add("number", card.number)
        object.add("name", card.name)
        if let other = card.otherName { object.add("otherName", other) }
        if let address = card.address { object.add("address", address) }
        object.add("sex", card.sex.rawValue)
        object.add("birth", card.birth)
        object.add("validFrom", card.validFrom)
        object.add("validUntil", card.validUntil ?? "unlimited")
        if let photo = card.photo { object.add("photoBytes", photo.count) }
    }

    private static func add(_ event: PrinterEvent, to object: inout JSONObject) {
        switch event {
        case .identified(let model): object.add("printer", model)
        case .status(let status):
            object.add("faults", status.faults.sorted().map(\.rawValue).joined(separator: " "))
            if status.isRunningLow { object.add("runningLow", 1) }
        case .finished(let label, let outcome):
            object.add("label", label.number)
            switch outcome {
            case .printed: object.add("outcome", "printed")
            case .taken: object.add("outcome", "taken")
            case .unknown(let fault): object.add("outcome", "unknown: \(fault.rawValue)")
            case .notPrinted(let fault): object.add("outcome", "notPrinted: \(fault.rawValue)")
            }
        }
    }

    private static func word(of key: TypingKey) -> String {
        switch key {
        case .digit(let digit): String(digit)
        case .x: "X"
        case .enter: "enter"
        case .clear: "clear"
        }
    }

    private static func readable(_ payload: [UInt8]) -> String? {
        let isPlain = payload.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7F || [0x04, 0x09, 0x0A, 0x0D, 0x1C, 0x1D, 0x1E].contains(byte)
        }
        guard isPlain, let text = String(validating: payload, as: UTF8.self) else { return nil }
        return text.unicodeScalars.contains { (0x80...0x9F).contains($0.value) } ? nil : text
    }
}

/// A flat JSON object of texts and numbers, in the order they were added.
struct JSONObject {
    private var members: [String] = []

    var text: String { "{\(members.joined(separator: ","))}" }

    mutating func add(_ name: String, _ number: Int) { members.append("\(JSONObject.quoted(name)):\(number)") }

    mutating func add(_ name: String, _ text: String) {
        members.append("\(JSONObject.quoted(name)):\(JSONObject.quoted(text))")
    }

    /// RFC 8259 section 7: quotation mark, backslash and the controls U+0000 to U+001F are escaped.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: quoted += "\\\""
            case 0x5C: quoted += "\\\\"
            case 0..<0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
