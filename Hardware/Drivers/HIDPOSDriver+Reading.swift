import Devices

// MARK: Reports to readings

extension HIDPOSDriver {
    mutating func take(_ report: [UInt8], _ layout: HIDPOSLayout, at now: Instant, into outputs: inout [DriverOutput]) {
        switch layout.read(report) {
        case .other: break
        case .broken: distrust(.brokenFrame, report, at: now, into: &outputs)
        case .part(let part):
            isProven = true
            take(part, of: report, at: now, into: &outputs)
        }
    }

    private mutating func take(
        _ part: HIDPOSLayout.Part, of report: [UInt8], at now: Instant, into outputs: inout [DriverOutput]
    ) {
        switch collection {
        case .between(let end):
            if let end, end.report == report, now < end.came.advanced(by: Self.timeout) {
                outputs.append(.damaged(.brokenFrame, bytes: report))
            } else {
                begin(part, of: report, at: now, into: &outputs)
            }
        case .collecting(let collected):
            if !part.continues(collected.first) {
                endUnfinished(into: &outputs)
                begin(part, of: report, at: now, into: &outputs)
            } else if part.more, report == collected.lastReport {
                distrust(.brokenFrame, report, at: now, into: &outputs)
            } else {
                goOn(collected, with: part, of: report, at: now, into: &outputs)
            }
        case .skipping(let why, _):
            if why != .overLong, !part.data.isEmpty {
                outputs.append(.damaged(.incomplete, bytes: part.data))
            }
            collection = part.more ? .skipping(why, last: now) : .between(nil)
        }
    }

    private mutating func begin(
        _ part: HIDPOSLayout.Part, of report: [UInt8], at now: Instant, into outputs: inout [DriverOutput]
    ) {
        let collected = Collected(
            first: part, payload: part.data, isFull: part.isFull, lastReport: report, last: now)
        if part.more {
            collection = .collecting(collected)
        } else {
            collection = .between(nil)
            deliver(collected, into: &outputs)
        }
    }

    private mutating func goOn(
        _ before: Collected, with part: HIDPOSLayout.Part, of report: [UInt8], at now: Instant,
        into outputs: inout [DriverOutput]
    ) {
        var collected = before
        let room = LineLimit.frameBytes - collected.payload.count
        collected.payload.append(contentsOf: part.data.prefix(room))
        if part.data.count > room {
            outputs.append(.damaged(.overLong, bytes: collected.payload))
            collection = part.more ? .skipping(.overLong, last: now) : .between(nil)
            return
        }
        collected.isFull = collected.isFull && part.isFull
        collected.lastReport = report
        collected.last = now
        collected.reports += 1
        if part.more {
            collection = .collecting(collected)
        } else {
            collection = .between(EndOfLongReading(report: report, came: now))
            deliver(collected, into: &outputs)
        }
    }

    /// A report that fits nowhere: what was begun is given up, and what follows is skipped.
    private mutating func distrust(
        _ why: Damage, _ report: [UInt8], at now: Instant, into outputs: inout [DriverOutput]
    ) {
        if case .collecting(let collected) = collection { giveUp(collected, into: &outputs) }
        outputs.append(.damaged(why, bytes: Array(report.prefix(LineLimit.frameBytes))))
        collection = .skipping(.incomplete, last: now)
    }

    /// Ends what waits for more when nothing more has come in time.
    mutating func endOverdue(at now: Instant, into outputs: inout [DriverOutput]) {
        switch collection {
        case .between: break
        case .collecting(let collected):
            if now >= collected.last.advanced(by: Self.timeout) { endUnfinished(into: &outputs) }
        case .skipping(_, let last):
            if now >= last.advanced(by: Self.timeout) { collection = .between(nil) }
        }
    }

    /// The rest of a reading did not come: that is how some firmware ends one that fills its reports exactly.
    mutating func endUnfinished(into outputs: inout [DriverOutput]) {
        guard case .collecting(let collected) = collection else { return }
        collection = .between(nil)
        if settings.mayOmitLastReport, collected.isFull {
            deliver(collected, into: &outputs)
        } else {
            giveUp(collected, into: &outputs)
        }
    }

    private func giveUp(_ collected: Collected, into outputs: inout [DriverOutput]) {
        if collected.first.isMenuReply {
            outputs.append(.note("HID POS: a menu reply was cut off"))
        } else if !collected.payload.isEmpty {
            outputs.append(.damaged(.incomplete, bytes: collected.payload))
        }
    }

    private func deliver(_ collected: Collected, into outputs: inout [DriverOutput]) {
        if collected.first.isMenuReply {
            outputs.append(.note("HID POS: a menu reply in \(collected.reports) reports is no reading"))
            return
        }
        let payload = withoutSuffix(collected.payload)
        if payload.isEmpty { return }
        let aim = collected.first.aim ?? HoneywellCodeID.aim(collected.first.codeID, for: payload)
        outputs.append(.scan(Scan(payload: payload, aim: aim)))
    }

    private func withoutSuffix(_ payload: [UInt8]) -> [UInt8] {
        switch settings.suffix {
        case .none: return payload
        case .tab: return payload.last == Byte.tab ? payload.dropLast() : payload
        case .lineEnd:
            if payload.suffix(2) == [Byte.cr, Byte.lf] { return payload.dropLast(2) }
            return payload.last == Byte.cr || payload.last == Byte.lf ? payload.dropLast() : payload
        }
    }
}

extension HIDPOSLayout.Part {
    /// Text (`X0`) or an echoed command (`Z6`) with which Honeywell scanners answer menu commands. A reading of a
    /// symbology without an identifier of its own would come as `X0` too; it cannot be told apart, and is not read.
    fileprivate var isMenuReply: Bool {
        guard let aim else { return false }
        return (aim.code, aim.modifier) == (UInt8(ascii: "X"), UInt8(ascii: "0"))
            || (aim.code, aim.modifier) == (UInt8(ascii: "Z"), UInt8(ascii: "6"))
    }

    /// Every report of a reading names its symbology, or the later ones name none.
    fileprivate func continues(_ first: HIDPOSLayout.Part) -> Bool {
        id == first.id && (aim == nil || aim == first.aim)
    }
}
