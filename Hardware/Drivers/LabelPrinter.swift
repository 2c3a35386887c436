package import Devices

/// Label printers of all four languages: the life of a label, from waiting to its outcome. What is asked and what the
/// answers mean is the language's (`PrinterDialect`); the conversation is in `LabelPrinter+Talk.swift`, what follows
/// from a look at the printer in `LabelPrinter+Work.swift`.
///
/// ```
///   print ──► queue ──► ┌─────────┐   well and idle: [count], send    ┌──────────┐
///                       │ nothing │ ────────────────────────────────► │ printing │ ◄─┐ looks, held up
///                       └─────────┘ ◄──────────────────────────────── └──────────┘ ──┘
///                            ▲       idle again: printed or taken          │ fault, silence,
///                            │                                             │ reset, started again
///                            │              settled                  ┌───────────┐
///                            └────────────────────────────────────── │ unsettled │  unknown(fault), once
///                                                                    └───────────┘
/// ```
/// A label is sent once, in one piece, to a printer that said a moment ago that it is well; never again. It is
/// `printed` only if the printer was seen at it and then idle, with an answer to every look (ZPL, TSPL), has counted
/// it (CPCL), or holds it in its peeler. It is `taken` if the printer reports no trouble for `PrinterPace.taken` and
/// gives no such proof. A pause, a full buffer, a low battery and a label in the peeler only hold a label up; every
/// other fault makes it `unknown`.
///
/// Not modelled: trouble that begins and is mended between two looks, printers that report of their own accord, labels
/// of more than one copy cut apart, cancelling a label.
package struct LabelPrinter: PrinterDriver {
    /// What is being said.
    enum Talk: Hashable {
        /// The link was not opened yet.
        case closed
        /// Nothing is asked until then.
        case quiet(until: Instant)
        /// The first question of the round is not answered yet.
        case asking(PrinterRound, until: Instant)
    }

    /// What the printer does for us.
    enum Work: Hashable {
        case nothing
        case printing(PrintingLabel)
        /// A label's outcome is unknown, and nobody has looked yet.
        case unsettled
    }

    /// Whether the device answers class requests.
    enum ClassRequests: Hashable { case untried, work, fail }

    package let settings: PrinterSettings
    let dialect: any PrinterDialect
    var talk = Talk.closed
    var work = Work.nothing
    var queue: [PrintJob] = []
    var memory = PrinterMemory()
    var classRequests = ClassRequests.untried
    /// When the first question was asked that nobody has answered since.
    var silentSince: Instant?
    /// Looks without an answer, one after the other.
    var unheardLooks = 0
    var lastStatus: PrinterStatus?
    var deviceID: PrinterDeviceID?
    /// How often the printer was told to forget its power-up, and did not.
    var resetTries = 0
    /// Whether the label count was ever seen to rise.
    var countIsTrusted = false
    private var hasAnswered = false

    package init(settings: PrinterSettings) {
        self.settings = settings
        dialect = settings.dialect
    }

    /// True after any valid answer; where no status may be asked, from the start.
    package var isProven: Bool { hasAnswered || !settings.asksStatus }

    /// How many labels wait to be sent; never above `PrinterLimit.jobs`.
    package var waitingJobs: Int { queue.count }

    /// How many bytes of a reply are held; never above `PrinterLimit.replyBytes` for each of `PrinterLimit.replyParts
    /// + 1`.
    package var heldBytes: Int {
        if case .asking(let round, _) = talk { round.reply.heldBytes } else { 0 }
    }

    package var deadline: Instant? {
        switch talk {
        case .closed: nil
        case .quiet(let until), .asking(_, let until): until
        }
    }

    mutating func proven() { hasAnswered = true }
}

// MARK: Driver

extension LabelPrinter {
    package mutating func started(at now: Instant) -> [DriverOutput] {
        memory = PrinterMemory()
        classRequests = .untried
        silentSince = nil
        unheardLooks = 0
        lastStatus = nil
        deviceID = nil
        resetTries = 0
        countIsTrusted = false
        var outputs: [DriverOutput] = []
        if case .printing(let printing) = work { outputs += end(printing, .unknown(.silent)) }
        return outputs + begin(.identity, at: now)
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        guard case .asking(var round, let until) = talk, case .language(let query)? = round.questions.first else {
            return []
        }
        for byte in bytes where round.reply.take(byte) {
            if let reading = dialect.read(round.reply.parts, of: query) {
                // What comes behind the answer was not asked for.
                return answered(query, reading, in: round, at: now)
            }
        }
        talk = .asking(round, until: until)
        return []
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        switch talk {
        case .quiet(let until) where now >= until: begin(.status, at: now)
        case .asking(let round, let until) where now >= until: missed(round, at: now)
        case .closed, .quiet, .asking: []
        }
    }

    package mutating func answered(
        _ request: ControlRequest, _ answer: ControlAnswer, at now: Instant
    ) -> [DriverOutput] {
        guard case .asking(let round, _) = talk, let question = round.questions.first, question.request == request
        else {
            return []
        }
        guard case .done(let bytes) = answer, !bytes.isEmpty else { return missed(round, at: now) }
        return answered(question, bytes, in: round, at: now)
    }
}

// MARK: Labels

extension LabelPrinter {
    package mutating func print(_ job: PrintJob, at now: Instant) -> [DriverOutput] {
        let isTooLong = job.bytes.count > LinkLimit.queueBytes
        if isTooLong || job.bytes.isEmpty || queue.count >= PrinterLimit.jobs {
            return [.printer(.finished(job.label, .notPrinted(job.bytes.isEmpty ? .other : .bufferFull)))]
        }
        queue.append(job)
        guard case .nothing = work, case .quiet = talk else { return [] }
        return begin(.status, at: now)
    }

    package mutating func recalled() -> [LabelID] {
        defer { queue = [] }
        return queue.map(\.label)
    }

    package mutating func settled(at now: Instant) -> [DriverOutput] {
        guard case .unsettled = work else { return [] }
        work = .nothing
        guard case .quiet = talk else { return [] }
        return begin(.status, at: now)
    }

    /// The label is done with, one way or the other.
    mutating func end(_ printing: PrintingLabel, _ outcome: PrintOutcome) -> [DriverOutput] {
        work = if case .unknown = outcome { .unsettled } else { .nothing }
        return [.printer(.finished(printing.label, outcome))]
    }
}

/// A label that was sent, and what was seen since.
struct PrintingLabel: Hashable {
    var label: LabelID
    var sent: Instant
    /// When it was sent, or last held up.
    var waitingSince: Instant
    /// The printer said that it is printing.
    var wasSeen = false
    /// It left a look unanswered, in which anything may have happened to the label and been mended.
    var wasUnheard = false
    /// How often, one after the other, it said that it is idle.
    var idleLooks = 0
    /// The label count before; nil where the printer has none.
    var countBefore: UInt16?
}
