import Devices

/// The front end of all that types: chunks of any form in, keys going down and up out, each change once.
///
/// ```
///   .keyEvents        pairs ─────────────────────────► repeats and stray ups left out ──┐
///   .bootReports      8 bytes ─► modifiers, six slots ─► compared with the report before ├─► changes
///   .numberedReports  id, 8 bytes ─► id checked ───────► likewise ───────────────────────┘
/// ```
/// A report that holds a rollover or another error usage (01 to 03) tells nothing of its keys, only of its modifiers.
///
/// Not modelled: reports in which each key has a bit of its own, and descriptors; a longer report is read as a boot
/// report with something behind it (HID 1.11, appendix F).
struct KeyboardReports: Hashable, Sendable {
    /// Bytes of a boot report: modifiers, a reserved byte, six slots.
    static let bootBytes = 8

    /// What a chunk changed.
    enum Change: Hashable, Sendable {
        case key(KeyEvent)
        /// A key that is down went down again: its going up, and perhaps more, was lost on the way. Only in key events.
        case lostKeyUp(UInt8)
    }

    let form: KeyboardSettings.Form
    let reportID: UInt8?
    /// The keys that are down, modifiers among them; at most 256.
    private(set) var held: Set<UInt8> = []

    init(form: KeyboardSettings.Form, reportID: UInt8? = nil) {
        self.form = form
        self.reportID = reportID
    }

    /// The changes of one chunk in their order; nil for a chunk that is no report.
    mutating func changes(in chunk: [UInt8]) -> [Change]? {
        switch form {
        case .keyEvents:
            return KeyEvent.events(in: chunk).compactMap { note($0) }
        case .bootReports:
            return chunk.count >= Self.bootBytes ? compare(chunk[...]) : nil
        case .numberedReports:
            // Reports of other ids and lengths are another part of the device: volume keys, a mouse.
            guard let id = chunk.first else { return nil }
            if let reportID, reportID != id { return [] }
            return chunk.count > Self.bootBytes ? compare(chunk.dropFirst()) : []
        }
    }

    /// Takes every key for let go, without telling of it; modifiers only if told so.
    mutating func forgetHeld(modifiersToo: Bool = true) {
        held = modifiersToo ? [] : held.intersection(KeyUsage.modifiers)
    }

    private mutating func note(_ event: KeyEvent) -> Change? {
        if event.usage == 0 { return nil }
        if !event.isDown { return held.remove(event.usage) == nil ? nil : .key(event) }
        return held.insert(event.usage).inserted ? .key(event) : .lostKeyUp(event.usage)
    }

    /// Modifiers first, since they are those of the whole report; then keys let go; then keys pressed, slot by slot.
    private mutating func compare(_ report: ArraySlice<UInt8>) -> [Change] {
        let start = report.startIndex
        var events: [KeyEvent] = []
        for (bit, usage) in KeyUsage.modifiers.enumerated() {
            events.append(KeyEvent(usage: usage, isDown: report[start] >> UInt8(bit) & 1 == 1))
        }
        let slots = report[(start + 2)..<(start + Self.bootBytes)]
        if !slots.contains(where: { (KeyUsage.rollover...KeyUsage.lastError).contains($0) }) {
            let up = held.subtracting(slots).subtracting(KeyUsage.modifiers)
            events += up.sorted().map { KeyEvent(usage: $0, isDown: false) }
            events += slots.map { KeyEvent(usage: $0, isDown: true) }
        }
        return events.compactMap { event in
            if case .key(let change)? = note(event) { return .key(change) }
            return nil
        }
    }
}
