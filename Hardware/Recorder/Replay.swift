import Devices
package import Drivers

/// A driver fed with a capture in virtual time: what it told, in order.
///
/// ```
///   start ──► started ──► event, event ... ──► 10 s more ──► end
///                │  ▲          deadlines that fall between are called in their order
///    unplugged   ▼  │ replugged: a new driver, as a station makes one; a printer keeps its own, which knows its labels
///               nobody
/// ```
/// The device's bytes come from the capture whatever the driver sends. Its control transfers are answered by the
/// capture's `=`, its request for a report descriptor by the header, and the rest fails after
/// `LinkLimit.controlTimeout`, as a link would have it. What the host sent to a printer is handed in as a label where
/// it looks like one (`PrintedLabel`).
///
/// Not modelled: verdicts, and a device that would have answered this driver differently.
package struct Replay {
    private struct Asked {
        var request: ControlRequest
        var due: Instant
        /// The answer that is known already: the header's descriptor.
        var answer: ControlAnswer?
    }

    private let capture: Capture
    private let makeDriver: (Capture.Header) throws -> any Driver
    private var driver: (any Driver)?
    /// A printer's, while it is unplugged.
    private var kept: (any PrinterDriver)?
    private var now = Instant.start
    private var asked: [Asked] = []
    private var lastRequest: ControlRequest?
    private var labels = 0
    private var steps = 0
    private var lines: [ReplayLine] = []

    /// What the driver told.
    ///
    /// - Throws: what `makeDriver` throws; `ReplayError.stuck` for a driver whose deadlines do not move on.
    package static func run(
        _ capture: Capture, makeDriver: (Capture.Header) throws -> any Driver = DriverChoice.driver
    ) throws -> [ReplayLine] {
        try withoutActuallyEscaping(makeDriver) { makeDriver in
            var replay = Replay(capture: capture, makeDriver: makeDriver)
            return try replay.run()
        }
    }

    private init(capture: Capture, makeDriver: @escaping (Capture.Header) throws -> any Driver) {
        self.capture = capture
        self.makeDriver = makeDriver
    }

    private mutating func run() throws -> [ReplayLine] {
        try begin()
        for (milliseconds, kind) in whole(capture.events) {
            try pass(to: Instant(nanoseconds: Int64(milliseconds) * 1_000_000))
            try take(kind)
        }
        try pass(to: now.advanced(by: ReplayLimit.afterEnd))
        return lines
    }

    /// The events, with what the host sent at once in one piece: a full chunk goes on in the next of the same time.
    private func whole(_ events: [Capture.Event]) -> [(Int, Capture.Event.Kind)] {
        var whole: [(Int, Capture.Event.Kind)] = []
        var isFull = false
        for event in events {
            guard case .sent(let bytes) = event.kind else {
                whole.append((event.milliseconds, event.kind))
                isFull = false
                continue
            }
            if isFull, let last = whole.last, last.0 == event.milliseconds, case .sent(let before) = last.1 {
                whole[whole.count - 1].1 = .sent(before + bytes)
            } else {
                whole.append((event.milliseconds, event.kind))
            }
            isFull = bytes.count == CaptureLimit.eventBytes
        }
        return whole
    }

    private mutating func begin() throws {
        if let kept { driver = kept } else { driver = try makeDriver(capture.header) }
        kept = nil
        asked = []
        lastRequest = nil
        tell(driver?.started(at: now) ?? [])
    }

    /// Lets time pass, with everything that falls due on the way.
    private mutating func pass(to end: Instant) throws {
        while let due = [driver?.deadline, asked.map(\.due).min()].compactMap(\.self).min(), due <= end {
            steps += 1
            if steps > ReplayLimit.steps { throw ReplayError.stuck(milliseconds: milliseconds) }
            now = max(now, due)
            if let index = asked.firstIndex(where: { $0.due <= now }) {
                let transfer = asked.remove(at: index)
                tell(driver?.answered(transfer.request, transfer.answer ?? .failed, at: now) ?? [])
            } else {
                tell(driver?.deadlinePassed(at: now) ?? [])
            }
        }
        now = max(now, end)
    }

    private mutating func take(_ kind: Capture.Event.Kind) throws {
        switch kind {
        case .received(let bytes): tell(driver?.received(bytes, at: now) ?? [])
        case .sent(let bytes): handIn(bytes)
        case .requested(let request): lastRequest = request
        case .answered(let answer): self.answer(answer)
        case Capture.Event.unplugged where driver != nil:
            kept = driver as? any PrinterDriver
            driver = nil
            asked = []
            lines.append(ReplayLine(milliseconds: milliseconds, .unplugged))
        case Capture.Event.replugged where driver == nil:
            lines.append(ReplayLine(milliseconds: milliseconds, .replugged))
            try begin()
        case .fault: break
        }
    }

    /// Answers the driver's own request of that kind, or what the capture says was asked.
    private mutating func answer(_ answer: ControlAnswer) {
        guard let request = lastRequest else { return }
        let index = asked.firstIndex { $0.request.isLike(request) }
        let own = index.map { asked.remove(at: $0).request }
        tell(driver?.answered(own ?? request, answer, at: now) ?? [])
    }

    private mutating func handIn(_ bytes: [UInt8]) {
        guard capture.header.language.isPrinter, PrintedLabel.begins(bytes), var printer = driver as? any PrinterDriver
        else { return }
        labels += 1
        let outputs = printer.print(PrintJob(label: LabelID(labels), bytes: bytes), at: now)
        driver = printer
        tell(outputs)
    }

    private mutating func tell(_ outputs: [DriverOutput]) {
        for output in outputs {
            if case .request(let request) = output {
                ask(request)
            } else if let line = ReplayLine(milliseconds: milliseconds, output) {
                lines.append(line)
            }
        }
    }

    private mutating func ask(_ request: ControlRequest) {
        if request.asksForReportDescriptor, !capture.header.descriptor.isEmpty {
            let bytes = Array(capture.header.descriptor.prefix(Int(request.length)))
            asked.append(Asked(request: request, due: now, answer: .done(bytes)))
        } else {
            asked.append(Asked(request: request, due: now.advanced(by: LinkLimit.controlTimeout)))
        }
    }

    private var milliseconds: Int { Int(now.nanoseconds / 1_000_000) }
}

extension ControlRequest {
    /// GET_DESCRIPTOR of a HID device's report descriptor (USB HID 1.11, section 7.1.1).
    var asksForReportDescriptor: Bool { asksForData && request == 6 && value >> 8 == 0x22 }

    /// The same but for its index, which a capture does not keep, and for what it carries.
    fileprivate func isLike(_ other: ControlRequest) -> Bool {
        type == other.type && request == other.request && value == other.value
    }
}

/// Why a replay was given up.
package enum ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The driver's deadlines do not move on, from about that time on.
    case stuck(milliseconds: Int)

    package var description: String {
        switch self {
        case .stuck(let milliseconds):
            "the driver asks to be woken again and again, near \(milliseconds) ms: its deadlines must move on"
        }
    }
}

package enum ReplayLimit {
    /// How much virtual time passes after the last event.
    package static let afterEnd: Duration = .seconds(10)
    /// The most deadlines of one replay. A capture of a week with two each second stays below.
    package static let steps = 2_000_000
}
