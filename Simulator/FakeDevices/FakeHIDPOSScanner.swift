package import Devices

/// A HID POS scanner as its firmware sees the world: it cuts readings into reports, answers control requests and menu
/// commands, beeps, and misbehaves when told to.
///
/// ```
///   scan(payload) ──► redirected here? ──► reports ──► faults ──► the station
///   answer(request) ──► descriptor, redirection, output reports
///   hostSent(report) ──► beeper, menu commands ──► what the operator heard, replies as reports
/// ```
/// Not modelled: the time between reports, idle rate, menu commands by SET_REPORT, what menu commands set.
package struct FakeHIDPOSScanner: Sendable {
    /// How a reading ends that fills its last report exactly.
    package enum ExactEnd: String, Hashable, Sendable, CaseIterable {
        /// The last full report says that nothing follows.
        case closed
        /// An empty report follows.
        case emptyReport
        /// The last full report says that more follows, and nothing does (Jieli firmware).
        case omitted
    }

    /// How the scanner is made and set up.
    package struct Configuration: Hashable, Sendable {
        package var identity: DeviceIdentity
        /// What its reports look like.
        package var form: FakeReportForm
        /// Whether readings go to the keyboard interface until feature report FE is set to 1.
        package var needsRedirect: Bool
        /// What it does at the end of a full last report.
        package var exactEnd: ExactEnd
        /// Bytes behind every reading; empty for none.
        package var suffix: [UInt8]
        /// Whether the AIM identifier is sent, where the form has a place for it.
        package var sendsAIM: Bool

        package init(
            identity: DeviceIdentity, form: FakeReportForm = .honeywell, needsRedirect: Bool = false,
            exactEnd: ExactEnd = .closed, suffix: [UInt8] = [], sendsAIM: Bool = true
        ) {
            self.identity = identity
            self.form = form
            self.needsRedirect = needsRedirect
            self.exactEnd = exactEnd
            self.suffix = suffix
            self.sendsAIM = sendsAIM
        }
    }

    /// Fixed for the life of the scanner.
    package let configuration: Configuration
    /// What the operator hears, for tests that listen closer.
    package internal(set) var beeper: FakeBeeper
    /// Whether readings go here and not to the keyboard interface.
    package internal(set) var deliversHere: Bool
    /// Whether the host has switched reading off.
    package internal(set) var isPrevented = false
    /// Reports and requests of the host that mean nothing to the device.
    package internal(set) var notUnderstood = 0
    var soundsBefore: Set<FakeBeeper.Sound> = []
    var menuBytes: [UInt8] = []
    var latest = Instant.start
    private var faults: [ReportFault] = []

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        beeper = FakeBeeper(hasErrorSound: configuration.form.beeps?.error != nil)
        deliversHere = !configuration.needsRedirect
    }

    package var identity: DeviceIdentity { configuration.identity }
    var form: FakeReportForm { configuration.form }

    /// Tells the scanner to do this wrong with its next reading; several add up, in order.
    package mutating func commit(_ fault: ReportFault) { faults.append(fault) }

    /// The trigger is pulled over a code: the reports that go to the station, empty when none do.
    package mutating func scan(_ payload: [UInt8], aim: AIMIdentifier? = nil) -> [[UInt8]] {
        let isOfReading = { (fault: ReportFault) in fault != .stallDescriptor && fault != .halfDescriptor }
        defer { faults.removeAll(where: isOfReading) }
        guard deliversHere, !isPrevented else { return [] }
        let reading = form.reports(
            payload + configuration.suffix, aim: configuration.sendsAIM ? aim : nil,
            code: FakeReportForm.letter(aim, payload), exactEnd: configuration.exactEnd)
        return faults.filter(isOfReading).applied(to: reading, isNumbered: form.id != nil, bytes: form.bytes)
    }

    /// The device is pulled and plugged in again: it has forgotten what the host told it.
    package mutating func replugged() {
        deliversHere = !configuration.needsRedirect
        isPrevented = false
        menuBytes = []
        soundsBefore = []
    }

    /// When a row of beeps is over if nothing more comes.
    package var deadline: Instant? { beeper.deadline }

    /// What the operator has heard since the last call, up to now.
    package mutating func heard(at now: Instant) -> [Feedback] {
        beeper.silence(until: now)
        return beeper.takeUnderstood()
    }

    /// Whether such a fault was ordered; it is thereby done.
    mutating func commits(_ fault: ReportFault) -> Bool {
        guard let index = faults.firstIndex(of: fault) else { return false }
        faults.remove(at: index)
        return true
    }
}

extension FakeReportForm {
    /// A reading cut into reports.
    func reports(
        _ payload: [UInt8], aim: AIMIdentifier?, code: UInt8, exactEnd: FakeHIDPOSScanner.ExactEnd = .closed
    ) -> [[UInt8]] {
        var reports: [[UInt8]] = []
        var rest = payload[...]
        repeat {
            let piece = rest.prefix(data.count)
            rest = rest.dropFirst(data.count)
            let isExact = rest.isEmpty && piece.count == data.count && exactEnd != .closed
            reports.append(report(Array(piece), aim: aim, code: code, more: !rest.isEmpty || isExact))
            if isExact, exactEnd == .emptyReport { reports.append(report([], aim: aim, code: code, more: false)) }
        } while !rest.isEmpty
        return reports
    }

    private func report(_ piece: [UInt8], aim: AIMIdentifier?, code: UInt8, more: Bool) -> [UInt8] {
        var report = [UInt8](repeating: 0, count: bytes)
        if let id { report[0] = id }
        report[count] = UInt8(piece.count)
        report.replaceSubrange(data.prefix(piece.count), with: piece)
        if let aim, let place = self.aim {
            report.replaceSubrange(place..<place + 3, with: [UInt8(ascii: "]"), aim.code, aim.modifier])
        }
        if let place = self.code { report[place] = code }
        if more { report[self.more.byte] |= 1 << self.more.bit }
        return report
    }

    /// Honeywell's letter for a symbology; 0 where it is not known here.
    static func letter(_ aim: AIMIdentifier?, _ payload: [UInt8]) -> UInt8 {
        guard let aim else { return 0 }
        switch Character(Unicode.Scalar(aim.code)) {
        case "C": return aim.modifier == UInt8(ascii: "1") ? 0 : UInt8(ascii: "j")
        case "E": return UInt8(ascii: aim.modifier == UInt8(ascii: "4") ? "D" : payload.count == 12 ? "c" : "d")
        case "Q": return UInt8(ascii: "s")
        case "d": return UInt8(ascii: "w")
        case "L": return UInt8(ascii: "r")
        case "G": return UInt8(ascii: "i")
        case "A": return UInt8(ascii: "b")
        case "X": return UInt8(ascii: "?")
        case "Z": return UInt8(ascii: "6")
        default: return 0
        }
    }
}
