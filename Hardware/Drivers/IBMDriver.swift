package import Devices

/// Scanners in IBM hand-held mode: `[count][status 3][label][trailer] 00...`, 64 bytes, the count counting itself.
///
/// ```
///   started ──► asking ──► answered ──► (proven, if the descriptor is IBM's)
///   report ──► count ──► status only: nothing
///                   └──► trailer ──► digits ──► scan
///                              └──────────┴───► damaged
///   tell ──► beeps, counted ──► 11 bytes each
/// ```
/// A report is read whatever became of the descriptor; each is whole in itself.
/// Not modelled: the meaning of the status bytes, labels of several reports, table-top scales.
package struct IBMDriver: Driver {
    /// What differs between models; fixed for the life of the driver.
    package let settings: IBMSettings
    private var beeps = BeepQueue()
    package private(set) var isProven = false

    package init(settings: IBMSettings) { self.settings = settings }

    package var deadline: Instant? { beeps.deadline }

    package mutating func started(at now: Instant) -> [DriverOutput] {
        beeps.removeAll()
        isProven = false
        return [.request(.reportDescriptor)] + settings.commands.atStart.map { .send(filled($0)) }
    }

    package mutating func answered(
        _ request: ControlRequest, _ answer: ControlAnswer, at now: Instant
    ) -> [DriverOutput] {
        guard request == .reportDescriptor else { return deadlinePassed(at: now) }
        guard case .done(let bytes) = answer else {
            return [.note("IBM: the device does not give its report descriptor")] + deadlinePassed(at: now)
        }
        do throws(ReportDescriptorError) {
            if try ReportDescriptor(parsing: bytes).isIBM {
                isProven = true
                return deadlinePassed(at: now)
            }
            return [.note("IBM: the report descriptor is not that of an IBM scanner")] + deadlinePassed(at: now)
        } catch {
            return [.note("IBM: \(error.description)")] + deadlinePassed(at: now)
        }
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        var outputs = deadlinePassed(at: now)
        let count = Int(bytes.first ?? 0)
        guard bytes.count == IBMLimit.reportBytes, (IBMFrame.head...IBMLimit.reportBytes).contains(count) else {
            outputs.append(.damaged(.brokenFrame, bytes: Array(bytes.prefix(LineLimit.frameBytes))))
            return outputs
        }
        // Status alone says nothing of a label.
        if count == IBMFrame.head { return outputs }
        if let scan = scan(in: bytes[IBMFrame.head..<count]) {
            isProven = true
            outputs.append(.scan(scan))
        } else {
            outputs.append(.damaged(.brokenFrame, bytes: Array(bytes[..<count])))
        }
        return outputs
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        beeps.takeDue(at: now) == nil ? [] : [.send(filled(settings.commands.beep))]
    }

    package mutating func tell(_ feedback: Feedback, at now: Instant) -> [DriverOutput] {
        guard tellsVerdicts else { return [] }
        beeps.add(BeepQueue.counted(feedback), refusal: BeepQueue.counted(.refused))
        return deadlinePassed(at: now)
    }

    package var tellsVerdicts: Bool { !settings.commands.beep.isEmpty }
}

extension IBMDriver {
    /// The bytes before the label: the count, and three of status.
    private enum IBMFrame { static let head = 4 }

    private func filled(_ command: [UInt8]) -> [UInt8] {
        command + [UInt8](repeating: 0, count: max(0, IBMLimit.commandBytes - command.count))
    }

    /// nil for a trailer that is not in the table, a label without data, and a retail code that is not digits.
    private func scan(in label: ArraySlice<UInt8>) -> Scan? {
        let fitting = settings.trailers.filter {
            label.count > $0.bytes.count && label.suffix($0.bytes.count) == $0.bytes[...]
        }
        guard let trailer = fitting.max(by: { $0.bytes.count < $1.bytes.count }) else { return nil }
        let data = Array(label.dropLast(trailer.bytes.count))
        switch trailer.symbology {
        case .other(let aim): return Scan(payload: data, aim: aim)
        case .retail(let code):
            let digits = settings.digits == .values ? data.map { $0 <= 9 ? $0 + UInt8(ascii: "0") : 0 } : data
            guard digits.allSatisfy(Byte.isDigit) else { return nil }
            return Scan(payload: digits, aim: code.aim(for: digits))
        }
    }
}

extension ReportDescriptor {
    /// An input report of IBM's page and length, without report ids.
    fileprivate var isIBM: Bool {
        guard !isNumbered, let input = report(.input, id: 0) else { return false }
        return input.bytes == IBMLimit.reportBytes && input.fields.contains { $0.application.page == 0xFF45 }
    }
}
