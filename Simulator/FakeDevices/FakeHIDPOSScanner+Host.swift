package import Devices

// MARK: Control requests

extension FakeHIDPOSScanner {
    /// A control request of the host. Without an instant, it comes together with the last thing that came.
    package mutating func answer(_ request: ControlRequest, at now: Instant? = nil) -> ControlAnswer {
        latest = now ?? latest
        switch (request.type, request.request, request.value >> 8) {
        case (0x81, 0x06, 0x22): return describe(request)
        case (0x21, 0x09, 0x03): return setFeature(request)
        case (0x21, 0x09, 0x02): return setOutput(request)
        case (0xA1, 0x01, 0x03) where form.canRedirect && request.value & 0xFF == 0xFE:
            return .done(Array([0xFE, deliversHere ? 1 : 0].prefix(Int(request.length))))
        case (0x21, 0x0A, _): return .done([])
        default: return refuse()
        }
    }

    private mutating func describe(_ request: ControlRequest) -> ControlAnswer {
        if commits(.stallDescriptor) || form.descriptor.isEmpty { return .stalled }
        if commits(.halfDescriptor) { return .done(Array(form.descriptor.prefix(form.descriptor.count / 2))) }
        return .done(Array(form.descriptor.prefix(Int(request.length))))
    }

    private mutating func setFeature(_ request: ControlRequest) -> ControlAnswer {
        guard form.canRedirect, request.value & 0xFF == 0xFE, request.payload.count == 2, request.payload[0] == 0xFE
        else { return refuse() }
        deliversHere = !configuration.needsRedirect || request.payload[1] == 1
        return .done([])
    }

    /// Only the beeps: menu commands come through the endpoint.
    private mutating func setOutput(_ request: ControlRequest) -> ControlAnswer {
        guard let beeps = form.beeps, request.value & 0xFF == UInt16(beeps.id ?? 0),
            request.payload.count == beeps.bytes,
            beeps.id == nil || request.payload.first == beeps.id
        else { return refuse() }
        obey(request.payload, beeps, at: latest)
        return .done([])
    }

    private mutating func refuse() -> ControlAnswer {
        notUnderstood += 1
        return .stalled
    }
}

// MARK: Output reports

extension FakeHIDPOSScanner {
    /// A report of the host arrives; returns the reports the device answers with.
    @discardableResult
    package mutating func hostSent(_ report: [UInt8], at now: Instant) -> [[UInt8]] {
        latest = now
        if let beeps = form.beeps, report.count == beeps.bytes, beeps.id == nil || report.first == beeps.id {
            obey(report, beeps, at: now)
        } else if form.takesMenus, report.count > 2, report[0] == 0xFD, report.count <= 64 {
            menuBytes += report.dropFirst(2).prefix(Int(report[1]))
            return obeyMenus(at: now)
        } else {
            notUnderstood += 1
        }
        return []
    }

    private mutating func obey(_ report: [UInt8], _ beeps: FakeReportForm.Beeps, at now: Instant) {
        let isSet = { (bit: FakeReportForm.Bit?) in bit.map { report[$0.byte] >> $0.bit & 1 == 1 } ?? false }
        if beeps.prevent != nil { isPrevented = isSet(beeps.prevent) }
        var sounds: Set<FakeBeeper.Sound> = []
        if isSet(beeps.good) { sounds.insert(.good) }
        if isSet(beeps.error) { sounds.insert(.error) }
        for sound in beeps.areStates ? sounds.subtracting(soundsBefore) : sounds { beeper.sound(sound, at: now) }
        soundsBefore = sounds
    }

    /// `16 07 0D` beeps, `16 4D 0D <command> .` or `!` is a menu command; both may be cut over reports.
    private mutating func obeyMenus(at now: Instant) -> [[UInt8]] {
        var replies: [[UInt8]] = []
        while menuBytes.count >= 3 {
            if menuBytes.starts(with: [0x16, 0x07, 0x0D]) {
                beeper.sound(.good, at: now)
                menuBytes.removeFirst(3)
            } else if menuBytes.starts(with: [0x16, 0x4D, 0x0D]) {
                let isEnd = { (byte: UInt8) in byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") }
                guard let end = menuBytes.firstIndex(where: isEnd) else { break }
                replies += reply(to: Array(menuBytes[3..<end]), mark: menuBytes[end])
                menuBytes.removeFirst(end + 1)
            } else {
                notUnderstood += 1
                menuBytes.removeFirst()
            }
        }
        if menuBytes.count > FakeEar.commandBytes { menuBytes.removeAll() }
        return replies
    }

    /// A text (`]X0`) for the command that asks for it, then the command's echo with ACK or ENQ (`]Z6`).
    private func reply(to command: [UInt8], mark: UInt8) -> [[UInt8]] {
        let text = Array(
            "Product Name: Fake scanner\r\nBoot Revision: 1\r\nSoftware Revision: 2\r\nSerial Num: N/A\r\n".utf8)
        let isWell = command.count >= 6 && command.allSatisfy { $0 >= 0x30 && $0 <= 0x7A }
        let echo = command + [isWell ? 0x06 : 0x05, mark]
        let told = command == Array("REVINF".utf8) ? form.reports(text, aim: .text, code: UInt8(ascii: "?")) : []
        return told + form.reports(echo, aim: .echo, code: UInt8(ascii: "6"))
    }
}

extension AIMIdentifier {
    fileprivate static let text = AIMIdentifier(code: UInt8(ascii: "X"), modifier: UInt8(ascii: "0"))
    fileprivate static let echo = AIMIdentifier(code: UInt8(ascii: "Z"), modifier: UInt8(ascii: "6"))
}
