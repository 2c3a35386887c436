import Codes
import Devices
import Journal
import Station

/// What is typed card by card: numbers of people, PINs, the time.
extension ControlLoop {
    /// A typing card. Only a whole number comes before the machine; until then nothing is recorded.
    func typed(_ key: TypingKey, _ role: ScannerRole, at now: Instant) -> [Order] {
        if let failure { return failed(failure, role) }
        switch keypads[role.device, default: Keypad()].press(key, at: now) {
        case .typing(let characters): return tell(.told(.typing(characters: characters)), .accepted, role)
        case .refused(let refusal): return tell(.refused(refusal), .refused, role)
        case .entered(let text):
            switch state.questions[role.device]?.question {
            case .time?: return entered(.timeTyped(clock(typed: text)), role, at: now)
            case .stock?:
                return entered(.stockTyped(Int(String(decoding: text, as: UTF8.self))), role, at: now)
            default: break
            }
            if let demand = state.pinDemand(of: role.device) { return entered(pin: text, for: demand, role, at: now) }
            let scan = Scan(payload: text, origin: .typed)
            let code = book.classify(scan)
            if code.wantsSecondEntry {
                switch keypads[role.device, default: Keypad()].confirmed(text) {
                case nil: return tell(.told(.typeAgain), .attention, role)
                case false?: return tell(.refused(.typedDiffers), .refused, role)
                case true?: break
                }
            }
            keypads[role.device] = nil
            if BadgeRules.pinDigits.contains(text.count), !code.isPerson {
                // It may be a PIN that came too late; no row may hold one, whatever else it looks like.
                return take(Scan(payload: [], origin: .typed), .unreadable(.unknown), role, at: now)
            }
            return take(scan, code, role, at: now)
        }
    }

    private func entered(_ happening: Happening, _ role: ScannerRole, at now: Instant) -> [Order] {
        keypads[role.device] = nil
        do {
            return try commit(happening, role, at: now).effects.map(Order.init)
        } catch {
            return failed(error, role)
        }
    }

    /// Twelve digits, `YYYYMMDDHHMM`, by the site's time zone; nil for what is no date and time.
    func clock(typed digits: [UInt8]) -> ClockReading? {
        let offset = clocks.wall().utcOffsetMinutes
        return wallTime(typed: digits, utcOffsetMinutes: offset).map {
            ClockReading(microseconds: $0, utcOffsetMinutes: offset, isTrusted: true)
        }
    }

    /// The row says that a PIN was entered and whether it was right; the digits go nowhere but, hashed, to the key file.
    private func entered(pin digits: [UInt8], for demand: PINDemand, _ role: ScannerRole, at now: Instant) -> [Order] {
        keypads[role.device] = nil
        do {
            let entry = try pinEntry(digits, for: demand, role.device)
            return try commit(.pinEntered(entry), role, at: now).effects.map(Order.init)
        } catch {
            return failed(error, role)
        }
    }

    private func pinEntry(
        _ digits: [UInt8], for demand: PINDemand, _ device: DeviceID
    ) throws(JournalError) -> PINEntry {
        guard BadgeRules.pinDigits.contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return .unfit
        }
        switch demand {
        case .check(let badge): return .checked(isRight: try journal.keys.isPIN(digits, of: badge))
        case .choose(_, again: false):
            newPINs[device] = digits
            return .chosen
        case .choose(let badge, again: true):
            guard newPINs[device] == digits else { return .repeated(isSame: false) }
            newPINs[device] = nil
            // Another desk may have enrolled it meanwhile, with a PIN of its own.
            guard state.staff?.badges[badge] == nil else { return .repeated(isSame: true) }
            // Kept before the row: a badge without its PIN could sign nothing.
            try journal.keys.setPIN(digits, of: badge)
            return .repeated(isSame: true)
        }
    }
}

extension Code {
    fileprivate var isPerson: Bool {
        if case .person = self { return true }
        return false
    }
}
