package import Devices

/// Scanners that send readings as HID reports of the bar code scanner page.
///
/// ```
///   ┌────────┐ started  ┌────────┐  answered, or 2 s   ┌─────────┐
///   │ closed │ ───────► │ asking │ ──────────────────► │ reading │   reports that came while asking are read then
///   └────────┘          └────────┘                     └─────────┘
///
///                  part, more                     last part
///   ┌─────────┐ ───────────────► ┌────────────┐ ─────────────► between: scan
///   │ between │                  │ collecting │ ─────────────► between: damaged, or scan where the last part may lack
///   └─────────┘                  └────────────┘   200 ms
///        │ broken report               │ broken report, over-long, the same part twice: damaged
///        ▼                             ▼
///   ┌──────────────────────────────────────┐
///   │ skipping: to the last part or 200 ms │ ──► between
///   └──────────────────────────────────────┘
/// ```
/// After a broken report nothing up to the next last part is trusted: it may be the tail of a reading whose head was
/// lost. `between` remembers how a long reading ended, so that its last part coming twice is no reading of its own.
///
/// Not modelled: a report lost without trace. Reports carry no sequence number, so a reading that lacks its first or a
/// middle report cannot be told from a shorter one; the check digits of the codes have to catch it.
package struct HIDPOSDriver: Driver {
    enum Phase: Hashable {
        case closed
        /// The report descriptor was asked for; the reports that came meanwhile.
        case asking(until: Instant, kept: [KeptReport])
        case reading(HIDPOSLayout)
    }

    struct KeptReport: Hashable {
        var bytes: [UInt8]
        var came: Instant
    }

    enum Collection: Hashable {
        case between(EndOfLongReading?)
        case collecting(Collected)
        case skipping(Damage, last: Instant)
    }

    /// The last report of a reading of several, and when it came.
    struct EndOfLongReading: Hashable {
        var report: [UInt8]
        var came: Instant
    }

    /// A reading that goes on.
    struct Collected: Hashable {
        var first: HIDPOSLayout.Part
        /// At most `LineLimit.frameBytes`.
        var payload: [UInt8]
        /// Whether every report was full.
        var isFull: Bool
        var lastReport: [UInt8]
        var last: Instant
        var reports = 1
    }

    /// What differs between models; fixed for the life of the driver.
    package let settings: HIDPOSSettings
    var phase = Phase.closed
    var collection = Collection.between(nil)
    private var beeps = BeepQueue()
    private var redirectAttempts = 0
    package internal(set) var isProven = false

    package init(settings: HIDPOSSettings) { self.settings = settings }

    /// Where the device has what; nil until it is known or assumed.
    package var layout: HIDPOSLayout? {
        if case .reading(let layout) = phase { return layout }
        return nil
    }

    /// How many bytes wait for something; never above `LineLimit.frameBytes` + `HIDPOSLimit.keptBytes`.
    package var heldBytes: Int {
        var held = 0
        if case .asking(_, let kept) = phase { held += kept.map(\.bytes.count).reduce(0, +) }
        if case .collecting(let collected) = collection { held += collected.payload.count }
        return held
    }

    package var deadline: Instant? {
        var instants: [Instant] = []
        if case .asking(let until, _) = phase { instants.append(until) }
        switch collection {
        case .between: break
        case .collecting(let collected): instants.append(collected.last.advanced(by: Self.timeout))
        case .skipping(_, let last): instants.append(last.advanced(by: Self.timeout))
        }
        if let due = beeps.deadline { instants.append(due) }
        return instants.min()
    }

    static let timeout = HIDPOSLimit.continuationTimeout

    package mutating func started(at now: Instant) -> [DriverOutput] {
        phase = .asking(until: now.advanced(by: HIDPOSLimit.descriptorTimeout), kept: [])
        collection = .between(nil)
        beeps.removeAll()
        redirectAttempts = 0
        isProven = false
        return [.request(.reportDescriptor)]
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        var outputs = deadlinePassed(at: now)
        switch phase {
        case .closed: break
        case .asking(let until, let kept): keep(bytes, behind: kept, until: until, at: now, into: &outputs)
        case .reading(let layout): take(bytes, layout, at: now, into: &outputs)
        }
        return outputs
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        var outputs: [DriverOutput] = []
        if case .asking(let until, _) = phase, now >= until {
            outputs.append(.note("HID POS: no answer about the report descriptor; assuming \(assumption)"))
            adopt(HIDPOSLayout(assuming: settings.fallback), at: now, into: &outputs)
        }
        endOverdue(at: now, into: &outputs)
        if let tone = beeps.takeDue(at: now), let layout {
            outputs += layout.reports(sounding: tone).map(DriverOutput.send)
        }
        return outputs
    }
}

// MARK: What the device is

extension HIDPOSDriver {
    package mutating func answered(
        _ request: ControlRequest, _ answer: ControlAnswer, at now: Instant
    ) -> [DriverOutput] {
        var outputs = deadlinePassed(at: now)
        if request == .reportDescriptor {
            described(by: answer, at: now, into: &outputs)
        } else if request == redirectRequest {
            redirected(answer, into: &outputs)
        }
        return outputs
    }

    private var assumption: String { settings.fallback == .aimFirst ? "AIM identifier first" : "plain reports" }

    /// An answer is taken while it is waited for, and also when it comes late, in place of an assumption.
    private mutating func described(
        by answer: ControlAnswer, at now: Instant, into outputs: inout [DriverOutput]
    ) {
        let isWaiting = if case .asking = phase { true } else { false }
        guard isWaiting || layout?.isAssumed ?? false else { return }
        switch understood(answer) {
        case .success(let layout):
            isProven = true
            endUnfinished(into: &outputs)
            adopt(layout, at: now, into: &outputs)
        case .failure(let why):
            outputs.append(.note("HID POS: \(why.text); assuming \(assumption)"))
            if isWaiting { adopt(HIDPOSLayout(assuming: settings.fallback), at: now, into: &outputs) }
        }
    }

    private struct Reason: Error { var text: String }

    private func understood(_ answer: ControlAnswer) -> Result<HIDPOSLayout, Reason> {
        guard case .done(let bytes) = answer else {
            let what = answer == .stalled ? "refuses" : "fails to give"
            return .failure(Reason(text: "the device \(what) its report descriptor"))
        }
        do throws(ReportDescriptorError) {
            guard let layout = HIDPOSLayout(try ReportDescriptor(parsing: bytes)) else {
                return .failure(Reason(text: "the report descriptor has no scanned data with a byte count"))
            }
            return .success(layout)
        } catch {
            return .failure(Reason(text: error.description))
        }
    }

    private mutating func adopt(_ layout: HIDPOSLayout, at now: Instant, into outputs: inout [DriverOutput]) {
        var kept: [KeptReport] = []
        if case .asking(_, let reports) = phase { kept = reports }
        phase = .reading(layout)
        if settings.redirectsOutput || (settings.redirectsIfOffered && layout.redirect != nil), redirectAttempts == 0 {
            orderRedirect(into: &outputs)
        }
        for report in kept {
            endOverdue(at: report.came, into: &outputs)
            take(report.bytes, layout, at: report.came, into: &outputs)
        }
        endOverdue(at: now, into: &outputs)
    }

    private var redirectRequest: ControlRequest {
        let redirect = layout?.redirect ?? .honeywell
        var report = [UInt8](repeating: 0, count: redirect.bytes)
        if redirect.id != 0, !report.isEmpty { report[0] = redirect.id }
        redirect.place.setOne(in: &report)
        return .setReport(.feature, id: redirect.id, report)
    }

    private mutating func orderRedirect(into outputs: inout [DriverOutput]) {
        redirectAttempts += 1
        outputs.append(.request(redirectRequest))
    }

    private mutating func redirected(_ answer: ControlAnswer, into outputs: inout [DriverOutput]) {
        switch answer {
        case .done: break
        case .stalled:
            outputs.append(.note("HID POS: the scanner refuses to be told where to deliver; it may type as a keyboard"))
        case .failed where redirectAttempts < HIDPOSLimit.redirectAttempts: orderRedirect(into: &outputs)
        case .failed:
            outputs.append(.note("HID POS: the scanner could not be told where to deliver; it may type as a keyboard"))
        }
    }

    private mutating func keep(
        _ bytes: [UInt8], behind kept: [KeptReport], until: Instant, at now: Instant, into outputs: inout [DriverOutput]
    ) {
        guard kept.count < HIDPOSLimit.keptReports, heldBytes + bytes.count <= HIDPOSLimit.keptBytes else {
            outputs.append(.damaged(.incomplete, bytes: Array(bytes.prefix(LineLimit.frameBytes))))
            return
        }
        phase = .asking(until: until, kept: kept + [KeptReport(bytes: bytes, came: now)])
    }
}

// MARK: Verdicts

extension HIDPOSDriver {
    /// Two sounds: good accepted, good twice sealed, error attention, error twice refused. One sound: it is counted. In
    /// both, verdicts that run into one another are heard as something worse, never as something better.
    package mutating func tell(_ feedback: Feedback, at now: Instant) -> [DriverOutput] {
        guard let device = layout?.beeps else { return [] }
        let language = device.error == nil ? BeepQueue.counted : BeepQueue.withErrors
        beeps.add(language(feedback), refusal: language(.refused))
        return deadlinePassed(at: now)
    }

    package var tellsVerdicts: Bool { layout?.beeps != nil }
}

extension ControlRequest {
    /// GET_DESCRIPTOR of the report descriptor of the claimed interface. Source: HID 1.11, 7.1.1.
    static let reportDescriptor = ControlRequest(
        type: 0x81, request: 0x06, value: 0x2200, asking: UInt16(ReportDescriptorLimit.bytes))

    /// SET_REPORT; where reports are numbered, the report begins with its id. Source: HID 1.11, 7.2.2.
    static func setReport(_ kind: ReportDescriptor.Kind, id: UInt8, _ report: [UInt8]) -> ControlRequest {
        ControlRequest(type: 0x21, request: 0x09, value: UInt16(kind.rawValue) << 8 | UInt16(id), payload: report)
    }
}
