import Devices

/// Questions asked one after the other for one purpose, and what was heard so far.
struct PrinterRound: Hashable {
    enum Purpose: Hashable { case identity, status, countBefore, countAfter }

    enum Question: Hashable {
        case deviceID, portStatus
        case language(PrinterQuery)

        /// The class request it is; nil for a question of the language. (USB printer class 1.1, section 4.2.)
        var request: ControlRequest? {
            switch self {
            case .deviceID:
                ControlRequest(
                    type: 0xA1, request: 0, index: .interfaceAndSetting, asking: UInt16(PrinterLimit.deviceIDBytes))
            case .portStatus: ControlRequest(type: 0xA1, request: 1, index: .interface, asking: 1)
            case .language: nil
            }
        }
    }

    var purpose: Purpose
    /// The first is being asked.
    var questions: [Question]
    var askedAt = Instant.start
    var reply = PrinterReply(.byte)
    var reading = PrinterReading()
    /// The printer answered at least one question that tells its status.
    var isHeard = false
    /// A query that went unanswered, and for which another stands in.
    var replaced: PrinterQuery?
}

// MARK: Asking

extension LabelPrinter {
    mutating func begin(_ purpose: PrinterRound.Purpose, at now: Instant) -> [DriverOutput] {
        ask(PrinterRound(purpose: purpose, questions: questions(for: purpose)), at: now)
    }

    private func questions(for purpose: PrinterRound.Purpose) -> [PrinterRound.Question] {
        switch purpose {
        case .identity: [.deviceID] + (settings.asksStatus ? dialect.identity.map { .language($0) } : [])
        case .status where settings.asksStatus: dialect.status(memory).map { .language($0) }
        case .status: classRequests == .fail ? [] : [.portStatus]
        case .countBefore, .countAfter: dialect.count.map { [.language($0)] } ?? []
        }
    }

    private mutating func ask(_ round: PrinterRound, at now: Instant) -> [DriverOutput] {
        guard let question = round.questions.first else { return finish(round, at: now) }
        var round = round
        round.askedAt = now
        if let request = question.request {
            talk = .asking(round, until: now.advanced(by: PrinterPace.control))
            return [.request(request)]
        }
        guard case .language(let query) = question else { return [] }
        round.reply = PrinterReply(query.form)
        talk = .asking(round, until: now.advanced(by: PrinterPace.answer))
        return [.send(query.bytes)]
    }
}

// MARK: Answers

extension LabelPrinter {
    mutating func answered(
        _ query: PrinterQuery, _ reading: PrinterReading, in round: PrinterRound, at now: Instant
    ) -> [DriverOutput] {
        memory.heard(query)
        if let replaced = round.replaced, reading.faults.isEmpty { memory.missed(replaced) }
        var round = round
        round.reading.add(reading)
        return heard(round, at: now)
    }

    /// A class request was answered by at least one byte.
    mutating func answered(
        _ question: PrinterRound.Question, _ bytes: [UInt8], in round: PrinterRound, at now: Instant
    ) -> [DriverOutput] {
        var round = round
        if question == .deviceID {
            deviceID = PrinterDeviceID(bytes)
            if deviceID != nil { proven() }
            round.questions.removeFirst()
            return ask(round, at: now)
        }
        classRequests = .work
        round.reading.faults.formUnion(LabelPrinter.faults(inPortStatus: bytes[0]))
        if !settings.asksStatus { return heard(round, at: now) }
        proven()
        round.questions.removeFirst()
        return ask(round, at: now)
    }

    private mutating func heard(_ round: PrinterRound, at now: Instant) -> [DriverOutput] {
        proven()
        silentSince = nil
        var round = round
        round.isHeard = true
        round.questions.removeFirst()
        return ask(round, at: now)
    }

    /// `GET_PORT_STATUS`: bit 5 paper empty, bit 4 selected, bit 3 no error.
    private static func faults(inPortStatus byte: UInt8) -> Set<PrinterFault> {
        if byte & 0x20 != 0 { return [.paperOut] }
        return byte & 0x18 == 0x18 ? [] : [.other]
    }
}

// MARK: No answer

extension LabelPrinter {
    /// The first question of the round went unanswered, or the device refused it.
    mutating func missed(_ round: PrinterRound, at now: Instant) -> [DriverOutput] {
        var round = round
        let question = round.questions.removeFirst()
        switch question {
        case .deviceID: break
        case .portStatus:
            if classRequests == .untried { classRequests = .fail }
            if !settings.asksStatus, classRequests == .work { noteSilence(since: round.askedAt) }
        case .language(let query): missed(query, in: &round)
        }
        return ask(round, at: now)
    }

    private mutating func missed(_ query: PrinterQuery, in round: inout PrinterRound) {
        if round.purpose == .countBefore || round.purpose == .countAfter || round.isHeard {
            return memory.missed(query)
        }
        noteSilence(since: round.askedAt)
        if case .printing(var printing) = work {
            printing.wasUnheard = true
            work = .printing(printing)
        }
        if round.purpose == .identity { return }
        if let other = dialect.fallback(for: query) {
            round.replaced = query
            round.questions = [.language(other)]
        } else {
            round.questions = classRequests == .fail ? [] : [.portStatus]
        }
    }

    private mutating func noteSilence(since instant: Instant) { silentSince = silentSince ?? instant }

    /// Nothing was answered for as long as is borne.
    func isSilent(at now: Instant) -> Bool {
        silentSince.map { now >= $0.advanced(by: settings.silence) } ?? false
    }
}

// MARK: The end of a round

extension LabelPrinter {
    private mutating func finish(_ round: PrinterRound, at now: Instant) -> [DriverOutput] {
        switch round.purpose {
        case .identity: introduce(round.reading) + begin(.status, at: now)
        case .status: look(round, at: now)
        case .countBefore: counted(round.reading.count, at: now)
        case .countAfter: compare(round.reading.count, at: now)
        }
    }

    /// Who the printer is, and what does not fit its settings.
    private func introduce(_ reading: PrinterReading) -> [DriverOutput] {
        var outputs: [DriverOutput] = []
        let model = deviceID?.name ?? ""
        let name = model.isEmpty ? reading.model ?? "" : model
        if !name.isEmpty { outputs.append(.printer(.identified(name))) }
        if let commands = deviceID?.commands, !commands.isEmpty, !commands.contains(where: isOurs) {
            let named = String(commands.joined(separator: ", ").prefix(PrinterLimit.nameCharacters))
            outputs.append(.note("The printer names its languages as \(named), not \(settings.language.rawValue)."))
        }
        if let dots = reading.dotsPerMillimetre, dots > 0, dots != settings.dotsPerMillimetre {
            let set = settings.dotsPerMillimetre
            outputs.append(.note("The printer has \(dots) dots to the millimetre, the settings say \(set)."))
        }
        return outputs
    }

    private func isOurs(_ command: String) -> Bool {
        let name = command.uppercased().filter { $0.isLetter }
        return switch settings.language {
        case .zpl: name.contains("ZPL")
        case .tspl: name.contains("TSPL") || name.contains("TSC")
        case .cpcl: name.contains("CPCL")
        case .escpos: name.contains("ESC") || name.contains("EPOS")
        }
    }
}
