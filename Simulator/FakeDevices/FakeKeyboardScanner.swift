package import Devices

/// A handheld scanner in keyboard mode as its firmware sees the world: it types what it reads, and misbehaves when
/// told to.
///
/// ```
///   scan(payload) ──► presses under its layout ──► reports, in its manner of typing ──► faults ──► FakeTyping
/// ```
/// Payloads are UTF-8. A control character is typed as `Controls` say; any other character without a key is typed as
/// its number with Alt, in CP1252 or, above 255, in Unicode.
///
/// Not modelled: the time between reports, and lock lights: nothing the host sends is heard.
package struct FakeKeyboardScanner: Sendable {
    /// How keys are pressed.
    package enum Manner: Hashable, Sendable, CaseIterable {
        /// A report for the key, and one with nothing down.
        case plain
        /// As many keys in a report as it has room for, and no report between them where none is needed.
        case turbo
        /// Every character as its number, with Alt.
        case altNumpad
    }

    /// How control characters are typed.
    package enum Controls: Hashable, Sendable {
        /// Ctrl with a letter, or with the key in the place of `[ \ ] 6 - 2` on a US keyboard.
        case ctrl
        /// Ctrl, and AltGr where it has to be, with the key that has the letter or one of `@[\]^_` on it.
        case ctrlCharacter
        /// Alt with the number.
        case alt
        /// A key of its own for some, by character; the others as `alt`.
        case keys([UInt8: UInt8])
    }

    /// What is pressed after a reading.
    package enum Suffix: Hashable, Sendable, CaseIterable { case enter, keypadEnter, tab, none }

    /// How the scanner is set; fixed for its life.
    package struct Configuration: Hashable, Sendable {
        /// What the operating system tells of it.
        package var identity: DeviceIdentity
        /// The layout it types under.
        package var layout: KeyboardLayout
        /// How it presses keys.
        package var manner: Manner
        /// How it types control characters.
        package var controls: Controls
        /// What it presses after a reading.
        package var suffix: Suffix
        /// Whether numbers below 128 are typed with four digits (`0065`); else without a leading 0 (`65`).
        package var hasLeadingZero: Bool
        /// Whether caps lock is switched on before a reading and off after it, and the case of letters swapped.
        package var usesCapsLock: Bool
        /// Whether AltGr is typed as left Ctrl with left Alt.
        package var splitsAltGr: Bool
        /// Whether the AIM identifier is typed before the data.
        package var sendsAIM: Bool

        package init(
            identity: DeviceIdentity, layout: KeyboardLayout = .us, manner: Manner = .plain, controls: Controls = .ctrl,
            suffix: Suffix = .enter, hasLeadingZero: Bool = true, usesCapsLock: Bool = false,
            splitsAltGr: Bool = false, sendsAIM: Bool = false
        ) {
            self.identity = identity
            self.layout = layout
            self.manner = manner
            self.controls = controls
            self.suffix = suffix
            self.hasLeadingZero = hasLeadingZero
            self.usesCapsLock = usesCapsLock
            self.splitsAltGr = splitsAltGr
            self.sendsAIM = sendsAIM
        }
    }

    /// How it is set.
    package let configuration: Configuration
    private var keys = FakeKeys()

    /// A scanner that is plugged in, with nothing down.
    package init(_ configuration: Configuration) { self.configuration = configuration }

    /// What the operating system tells of it.
    package var identity: DeviceIdentity { configuration.identity }

    /// Whether the plug is in; a scanner without it types nothing.
    package var isPlugged: Bool { keys.isPlugged }

    /// The plug goes in again, with nothing down.
    package mutating func replug() { keys.replug() }

    /// Tells the scanner to do this wrong with its next reading; several add up, in order.
    package mutating func commit(_ fault: KeyFault) { keys.commit(fault) }

    /// The trigger is pulled over a code: what is typed, nothing when the scanner is silent.
    package mutating func scan(_ payload: [UInt8], aim: AIMIdentifier? = nil) -> FakeTyping {
        var bytes = payload
        if configuration.sendsAIM, let aim { bytes = [UInt8(ascii: "]"), aim.code, aim.modifier] + bytes }
        var presses = String(decoding: bytes, as: UTF8.self).unicodeScalars.flatMap(presses)
        if configuration.usesCapsLock { presses = [.key(0, 0x39)] + presses + [.key(0, 0x39)] }
        switch configuration.suffix {
        case .enter: presses.append(.key(0, 0x28))
        case .keypadEnter: presses.append(.key(0, 0x58))
        case .tab: presses.append(.key(0, 0x2B))
        case .none: break
        }
        return keys.type(configuration.manner == .turbo ? packed(presses) : presses.flatMap(apart))
    }
}

// MARK: Characters to presses

extension FakeKeyboardScanner {
    private enum Press: Hashable {
        /// Modifiers and a key.
        case key(UInt8, UInt8)
        /// Alt with these digits.
        case number(String)
    }

    private func presses(_ scalar: Unicode.Scalar) -> [Press] {
        if configuration.manner == .altNumpad { return [number(scalar)] }
        if scalar.value < 0x20 { return [control(UInt8(scalar.value))] }
        guard let strokes = configuration.layout.strokes(typing: String(Character(scalar))) else {
            return [number(scalar)]
        }
        return strokes.map(press)
    }

    private func press(_ stroke: KeyboardLayout.Stroke) -> Press {
        let swaps = configuration.usesCapsLock && configuration.layout.hasCases(stroke.usage) && !stroke.isAltGr
        let altGr: UInt8 = configuration.splitsAltGr ? 0x05 : 0x40
        return .key((stroke.isShifted != swaps ? 0x02 : 0) | (stroke.isAltGr ? altGr : 0), stroke.usage)
    }

    private func number(_ scalar: Unicode.Scalar) -> Press {
        let digits = String(scalar.value)
        let needsZero = (0x80...0xFF).contains(scalar.value) || (configuration.hasLeadingZero && scalar.value < 0x80)
        return .number(needsZero ? String(repeating: "0", count: 4 - digits.count) + digits : digits)
    }

    private func control(_ byte: UInt8) -> Press {
        let alt = number(Unicode.Scalar(byte))
        switch configuration.controls {
        case .alt: return alt
        case .keys(let table): return table[byte].map { .key(0, $0) } ?? alt
        case .ctrl:
            let places: [UInt8: UInt8] = [0x00: 0x1F, 0x1B: 0x2F, 0x1C: 0x31, 0x1D: 0x30, 0x1E: 0x23, 0x1F: 0x2D]
            if let usage = places[byte] { return .key(0x01, usage) }
            return withControl(Unicode.Scalar(byte + 0x60)) ?? alt
        case .ctrlCharacter: return withControl(Unicode.Scalar(byte + ((1...26).contains(byte) ? 0x60 : 0x40))) ?? alt
        }
    }

    private func withControl(_ scalar: Unicode.Scalar) -> Press? {
        guard let stroke = configuration.layout.strokes(typing: String(Character(scalar)))?.first else { return nil }
        return .key(0x01 | (stroke.isShifted ? 0x02 : 0) | (stroke.isAltGr ? 0x40 : 0), stroke.usage)
    }
}

// MARK: Presses to reports

extension FakeKeyboardScanner {
    private func apart(_ press: Press) -> [FakeKeyReport] {
        switch press {
        case .key(let modifiers, let usage): return [FakeKeyReport(modifiers: modifiers, keys: [usage]), .allUp]
        case .number(let digits):
            let alt = FakeKeyReport(modifiers: 0x04)
            let pressed = digits.utf8.flatMap { digit in
                [FakeKeyReport(modifiers: 0x04, keys: [digit == 0x30 ? 0x62 : 0x59 + digit - 0x31]), alt]
            }
            return [alt] + pressed + [.allUp]
        }
    }

    /// Keys with the same modifiers share reports. A key that is down in the report before needs one without it.
    private func packed(_ presses: [Press]) -> [FakeKeyReport] {
        var reports: [FakeKeyReport] = []
        var open: FakeKeyReport?
        for press in presses {
            guard case .key(let modifiers, let usage) = press else {
                reports += [open, .allUp].compactMap { $0 } + apart(press)
                open = nil
                continue
            }
            if let full = open {
                let fits = full.modifiers == modifiers && full.keys.count < FakeKeyReport.slots
                if fits, !full.keys.contains(usage), reports.last?.keys.contains(usage) != true {
                    open?.keys.append(usage)
                    continue
                }
                reports.append(full)
            }
            if reports.last?.keys.contains(usage) == true { reports.append(.allUp) }
            open = FakeKeyReport(modifiers: modifiers, keys: [usage])
        }
        return reports + [open, .allUp].compactMap { $0 }
    }
}
