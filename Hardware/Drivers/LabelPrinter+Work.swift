import Devices

// MARK: A look at the printer

extension LabelPrinter {
    /// All questions of a look were asked: what follows for the status and for the label in work.
    mutating func look(_ round: PrinterRound, at now: Instant) -> [DriverOutput] {
        let isHeard = round.isHeard || (!settings.asksStatus && classRequests == .fail)
        if isHeard {
            unheardLooks = 0
        } else if !isSilent(at: now) {
            rest(PrinterPace.look, at: now)
            return []
        } else {
            unheardLooks += 1
        }
        let faults = faults(of: round.reading, isHeard: isHeard)
        let outputs = report(PrinterStatus(faults: faults, isRunningLow: round.reading.isRunningLow))
        switch work {
        case .printing(let printing): return outputs + judge(printing, round.reading, faults, at: now)
        case .unsettled: return outputs + (clearReset(round.reading, at: now) ?? wait(at: now))
        case .nothing:
            return outputs + (clearReset(round.reading, at: now) ?? proceed(round.reading, faults, at: now))
        }
    }

    /// `other` says nothing beside a fault with a name.
    private func faults(of reading: PrinterReading, isHeard: Bool) -> Set<PrinterFault> {
        var faults = reading.faults
        if settings.peels, reading.labelWaits { faults.insert(.labelWaiting) }
        if !isHeard { faults.insert(.silent) }
        if faults.count > 1 { faults.remove(.other) }
        return faults
    }

    private mutating func report(_ status: PrinterStatus) -> [DriverOutput] {
        if status == lastStatus { return [] }
        lastStatus = status
        return [.printer(.status(status))]
    }

    /// Has the printer forget its power-up, so that the next one shows. One that does not forget is no longer told.
    private mutating func clearReset(_ reading: PrinterReading, at now: Instant) -> [DriverOutput]? {
        guard reading.wasReset else {
            resetTries = 0
            return nil
        }
        if dialect.clearsReset.isEmpty || resetTries == PrinterLimit.resetTries { return nil }
        resetTries += 1
        rest(PrinterPace.firstLook, at: now)
        return [.send(dialect.clearsReset)]
    }
}

// MARK: Before a label

extension LabelPrinter {
    /// Begins the next label if the printer is well and idle.
    private mutating func proceed(
        _ reading: PrinterReading, _ faults: Set<PrinterFault>, at now: Instant
    ) -> [DriverOutput] {
        guard !queue.isEmpty, faults.isEmpty else { return wait(at: now) }
        if let progress = reading.progress, progress >= .busy { return wait(at: now) }
        if settings.asksStatus, let count = dialect.count, !memory.isFailing(count) {
            return begin(.countBefore, at: now)
        }
        return send(countBefore: nil, at: now)
    }

    /// The label count before a label was asked for. Where it did not come, the printer may have gone since: it is
    /// looked at again, until the count is given up.
    mutating func counted(_ count: UInt16?, at now: Instant) -> [DriverOutput] {
        count == nil ? begin(.status, at: now) : send(countBefore: count, at: now)
    }

    /// Sends the next label: whole, and never again.
    private mutating func send(countBefore: UInt16?, at now: Instant) -> [DriverOutput] {
        let job = queue.removeFirst()
        work = .printing(
            PrintingLabel(label: job.label, sent: now, waitingSince: now, countBefore: countBefore))
        rest(PrinterPace.firstLook, at: now)
        return [.send(job.bytes)]
    }

    private mutating func wait(at now: Instant) -> [DriverOutput] {
        if work == .unsettled || !queue.isEmpty {
            rest(PrinterPace.waiting, at: now)
        } else {
            let pause = PrinterPace.idle * (1 << min(unheardLooks, 8))
            rest(min(pause, PrinterPace.longestIdle), at: now)
        }
        return []
    }

    private mutating func rest(_ pause: Duration, at now: Instant) { talk = .quiet(until: now.advanced(by: pause)) }
}

// MARK: During a label

extension LabelPrinter {
    private mutating func judge(
        _ printing: PrintingLabel, _ reading: PrinterReading, _ faults: Set<PrinterFault>, at now: Instant
    ) -> [DriverOutput] {
        if let fault = faults.subtracting(PrinterFault.holdingUp).worst { return fail(printing, fault, at: now) }
        // A bit that would not be cleared before the label says nothing.
        if reading.wasReset, resetTries < PrinterLimit.resetTries { return fail(printing, .other, at: now) }
        if settings.peels, reading.labelWaits, reading.progress ?? .idle == .idle {
            return end(printing, .printed) + proceed(reading, faults, at: now)
        }
        var printing = printing
        printing.note(reading.progress, isHeldUp: !faults.isEmpty, at: now)
        work = .printing(printing)
        if now >= printing.waitingSince.advanced(by: PrinterPace.label) { return fail(printing, .other, at: now) }
        guard printing.isOver(at: now), faults.isEmpty else {
            rest(PrinterPace.look, at: now)
            return []
        }
        if printing.countBefore != nil { return begin(.countAfter, at: now) }
        return end(printing, printing.wasSeen && !printing.wasUnheard ? .printed : .taken)
            + proceed(reading, faults, at: now)
    }

    private mutating func fail(_ printing: PrintingLabel, _ fault: PrinterFault, at now: Instant) -> [DriverOutput] {
        end(printing, .unknown(fault)) + wait(at: now)
    }

    /// The printer is idle again: has it counted the label? A count that never rose yet proves nothing.
    mutating func compare(_ count: UInt16?, at now: Instant) -> [DriverOutput] {
        guard case .printing(let printing) = work, let before = printing.countBefore else { return wait(at: now) }
        guard let count else { return end(printing, .taken) + begin(.status, at: now) }
        // Two bytes: the count may have gone round.
        if count != before, count &- before < 0x8000 {
            countIsTrusted = true
            return end(printing, .printed) + begin(.status, at: now)
        }
        if countIsTrusted { return fail(printing, .other, at: now) }
        return end(printing, .taken) + begin(.status, at: now)
    }
}

extension PrintingLabel {
    /// Idle is believed at the second look: the first may fall between two labels, or before the label's end.
    private static let looks = 2

    mutating func note(_ progress: PrinterReading.Progress?, isHeldUp: Bool, at now: Instant) {
        if isHeldUp {
            waitingSince = now
            idleLooks = 0
        }
        switch progress {
        case .printing:
            wasSeen = true
            idleLooks = 0
        case .busy, .receiving: idleLooks = 0
        case .idle: if !isHeldUp { idleLooks += 1 }
        case nil: if !isHeldUp, !wasSeen { idleLooks += 1 }
        }
    }

    /// Nothing more is to come.
    func isOver(at now: Instant) -> Bool {
        idleLooks >= PrintingLabel.looks && (wasSeen || now >= sent.advanced(by: PrinterPace.taken))
    }
}

extension PrinterFault {
    /// Faults that end by themselves or by a hand at the printer, and leave the label whole.
    static let holdingUp: Set<PrinterFault> = [.paused, .bufferFull, .lowBattery, .labelWaiting]
}

extension Set<PrinterFault> {
    /// The one to name first: what has a name before what has none.
    var worst: PrinterFault? { PrinterFault.allCases.first { contains($0) } }
}
