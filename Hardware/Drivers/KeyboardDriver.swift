package import Devices

/// Scanners that type their readings like a keyboard, on a grabbed keyboard of the system or on the bare HID interface.
///
/// ```
///                  key                     4096 bytes, no end
///   ┌─────────┐ ─────────► ┌────────────┐ ────────────────────► ┌────────────┐
///   │ between │            │ collecting │       damaged         │ discarding │ ◄─┐ key
///   └─────────┘ ◄───────── └────────────┘                       └────────────┘ ──┘
///        ▲     suffix: scan    ▲    │ key                              │
///        │     pause:  scan    └────┘                                  │
///        └─────────────────────────────────────────────────────────────┘
///                               suffix or pause
/// ```
/// Chunks become keys in `KeyboardReports`, keys become bytes in `KeyboardKeys`; characters outside ASCII are UTF-8. A
/// key that types nothing makes the whole reading damaged, and stands in it as U+FFFD. A CR or Tab that is typed as a
/// control character (Ctrl+M, Alt+0013) is data, but at the very end of a reading that a pause ends it is the suffix.
///
/// A scanner types far faster than `idleTimeout`. A person does not: what is typed by hand on such a device comes as
/// readings of one key each. A key event that was lost on the way shows as a key that goes down twice, and damages its
/// reading; after a pause no key but modifiers counts as held, so that it damages no later one. Reports tell what is
/// held.
///
/// Not modelled: a prefix, the time between two keys, more than one AIM identifier in a reading.
package struct KeyboardDriver: Driver {
    private enum Phase: Hashable {
        case between
        /// Bytes are in `buffer`; `flaw` is what makes them no reading.
        case collecting(flaw: Damage?)
        /// An over-long run was reported and goes on.
        case discarding
    }

    /// Fixed for the life of the driver.
    package let settings: KeyboardSettings
    private var reports: KeyboardReports
    private var keys: KeyboardKeys
    private var phase = Phase.between
    private var buffer: [UInt8] = []
    /// When a key last changed.
    private var last: Instant?

    /// A driver that has heard nothing yet; start it with `started`.
    package init(settings: KeyboardSettings = KeyboardSettings()) {
        self.settings = settings
        reports = KeyboardReports(form: settings.form, reportID: settings.reportID)
        keys = KeyboardKeys(settings: settings)
    }

    /// How many bytes wait for their end; never above `LineLimit.frameBytes`.
    package var heldBytes: Int { buffer.count }

    package var deadline: Instant? {
        phase == .between ? nil : last?.advanced(by: settings.idleTimeout)
    }

    package mutating func started(at now: Instant) -> [DriverOutput] {
        reports.forgetHeld()
        keys = KeyboardKeys(settings: settings)
        last = nil
        forgetReading()
        return lightsOrder()
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        var outputs = deadlinePassed(at: now)
        if settings.form == .keyEvents, let last, now >= last.advanced(by: settings.idleTimeout) {
            reports.forgetHeld(modifiersToo: false)
        }
        guard let changes = reports.changes(in: bytes) else {
            receivedNoReport(bytes, into: &outputs)
            return outputs
        }
        if !changes.isEmpty { last = now }
        let lights = keys.lights
        for change in changes {
            switch change {
            case .key(let event): take(keys.take(event), into: &outputs)
            case .lostKeyUp: spoil(.incomplete)
            }
        }
        if keys.lights != lights { outputs += lightsOrder() }
        return outputs
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        guard let deadline, now >= deadline else { return [] }
        var outputs: [DriverOutput] = []
        finish(bySuffix: false, into: &outputs)
        return outputs
    }
}

// MARK: Lock lights

extension KeyboardDriver {
    /// SET_REPORT of the one byte of lights (HID 1.11, 7.2.2 and appendix B.1).
    private func lightsOrder() -> [DriverOutput] {
        guard settings.answersLocks, settings.form != .keyEvents else { return [] }
        let id = settings.form == .numberedReports ? settings.reportID : nil
        let payload = (id.map { [$0] } ?? []) + [keys.lights]
        return [.request(ControlRequest(type: 0x21, request: 0x09, value: 0x0200 | UInt16(id ?? 0), payload: payload))]
    }
}

// MARK: Framing

extension KeyboardDriver {
    private mutating func take(_ typed: KeyboardKeys.Typed, into outputs: inout [DriverOutput]) {
        switch typed {
        case .nothing: break
        case .bytes(let bytes): hold(bytes, into: &outputs)
        case .end: finish(bySuffix: true, into: &outputs)
        case .unknown:
            hold(Array("\u{FFFD}".utf8), into: &outputs)
            spoil(.unknownKeys)
        }
    }

    private mutating func hold(_ bytes: [UInt8], into outputs: inout [DriverOutput]) {
        if phase == .discarding { return }
        if phase == .between { phase = .collecting(flaw: nil) }
        let room = LineLimit.frameBytes - buffer.count
        buffer.append(contentsOf: bytes.prefix(room))
        if bytes.count > room {
            outputs.append(.damaged(.overLong, bytes: buffer))
            buffer.removeAll(keepingCapacity: true)
            phase = .discarding
        }
    }

    /// The reading that is on its way is none; the first reason counts.
    private mutating func spoil(_ damage: Damage) {
        switch phase {
        case .between, .collecting(flaw: nil): phase = .collecting(flaw: damage)
        case .collecting, .discarding: break
        }
    }

    /// A chunk that is no report belongs to the reading it comes in.
    private mutating func receivedNoReport(_ bytes: [UInt8], into outputs: inout [DriverOutput]) {
        if bytes.isEmpty { return }
        if phase == .between {
            outputs.append(.damaged(.brokenFrame, bytes: Array(bytes.prefix(LineLimit.frameBytes))))
        } else {
            spoil(.brokenFrame)
        }
    }

    private mutating func forgetReading() {
        phase = .between
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func finish(bySuffix: Bool, into outputs: inout [DriverOutput]) {
        if let rest = keys.rest() {
            if !rest.isEmpty { hold(rest, into: &outputs) }
        } else {
            spoil(.incomplete)
        }
        defer { forgetReading() }
        guard case .collecting(let flaw) = phase else { return }
        if let flaw {
            outputs.append(.damaged(flaw, bytes: buffer))
        } else {
            deliver(bySuffix: bySuffix, into: &outputs)
        }
    }
}

// MARK: What a reading holds

extension KeyboardDriver {
    private mutating func deliver(bySuffix: Bool, into outputs: inout [DriverOutput]) {
        var isEnded = bySuffix || settings.suffix == .none
        if !isEnded, buffer.last == (settings.suffix == .enter ? Byte.cr : Byte.tab) {
            buffer.removeLast()
            isEnded = true
        }
        if buffer.isEmpty { return }
        if !isEnded, settings.missingSuffix == .damaged {
            outputs.append(.damaged(.missingSuffix, bytes: buffer))
            return
        }
        let aim = identifier()
        if aim == nil, settings.aim == .always {
            outputs.append(.damaged(.missingAIM, bytes: buffer))
        } else {
            let payload = aim == nil ? buffer : Array(buffer.dropFirst(3))
            outputs.append(.scan(Scan(payload: payload, aim: aim)))
        }
    }

    /// `]` and an identifier, with data after them.
    private func identifier() -> AIMIdentifier? {
        guard settings.aim != .never, buffer.count > 3, buffer[0] == Byte.bracket else { return nil }
        return AIMIdentifier(checking: buffer[1], modifier: buffer[2])
    }
}
