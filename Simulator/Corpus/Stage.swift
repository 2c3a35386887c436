package import Devices
package import Drivers
package import FakeDevices
package import Recorder

/// A fake device and its driver in virtual time, and a record of what passes between them. The same moves give the same
/// bytes.
///
///     read, commit, lay, print --> firmware <--wire--> driver
///                                             └──> capture
///
/// Everything takes `StageLimit.latency` on its way from the device to the driver, one piece after the other.
package struct Stage<Firmware: FakeFirmware> {
    private enum Piece {
        case bytes([UInt8])
        case answer(ControlRequest, ControlAnswer)
    }

    package var firmware: Firmware
    private var driver: any Driver
    private let settings: DriverSettings
    package private(set) var now = Instant.start
    private var wire: [(due: Instant, piece: Piece)] = []
    private var events: [Capture.Event] = []
    private var isPlugged = true
    private var labels = 0
    /// The faults that were ordered, as `Coverage` names them.
    package private(set) var faults: Set<String> = []

    package init(_ firmware: Firmware, _ settings: DriverSettings) {
        self.firmware = firmware
        self.settings = settings
        driver = settings.driver
        self.firmware.poweredUp()
        obey(driver.started(at: now))
    }

    /// The capture of what passed.
    package func capture(device: String, source: String, wire: CapturedWire) -> Capture {
        let usual = (try? DriverChoice.settings(of: Capture.Header(plain: settings.language)).words) ?? []
        let header = Capture.Header(
            device: device, language: settings.language, settings: settings.words.filter { !usual.contains($0) },
            source: Capture.Source(.computed, source), wire: wire)
        return Capture(header: header, events: events)
    }

    // MARK: Moves

    /// Chunks of the device are on their way.
    package mutating func deliver(_ chunks: [[UInt8]]) {
        for chunk in chunks where isPlugged && !chunk.isEmpty { send(.bytes(chunk)) }
        settle()
    }

    /// The driver is told to let its operator feel a verdict.
    package mutating func tell(_ feedback: Feedback) {
        obey(driver.tell(feedback, at: now))
        settle()
    }

    /// A label is handed in.
    package mutating func print(_ label: [UInt8]) {
        guard var printer = driver as? any PrinterDriver else { return }
        labels += 1
        let outputs = printer.print(PrintJob(label: LabelID(labels), bytes: label), at: now)
        driver = printer
        obey(outputs)
        settle()
    }

    /// Somebody has looked at the printer, and says what became of the label in work.
    package mutating func settled() {
        guard var printer = driver as? any PrinterDriver else { return }
        let outputs = printer.settled(at: now)
        driver = printer
        obey(outputs)
        settle()
    }

    /// The plug comes out; what is on its way is lost.
    package mutating func unplug() {
        isPlugged = false
        wire = []
        note(Capture.Event.unplugged)
    }

    /// The plug goes in again. A printer keeps its driver, which knows its labels.
    package mutating func replug() {
        isPlugged = true
        note(Capture.Event.replugged)
        firmware.poweredUp()
        if !(driver is any PrinterDriver) { driver = settings.driver }
        obey(driver.started(at: now))
        settle()
    }

    /// A remark for people.
    package mutating func remark(_ text: String) { note(.fault(text)) }

    /// Time passes.
    package mutating func pass(_ duration: Duration) {
        let end = now.advanced(by: duration)
        var turns = 0
        while let due = nextDue, due <= end, turns < StageLimit.turns {
            turns += 1
            now = max(now, due)
            if let first = wire.first, first.due <= now { arrive(wire.removeFirst().piece) }
            if isPlugged, let due = firmware.deadline, due <= now {
                for chunk in firmware.deadlineCame(at: now) where !chunk.isEmpty { send(.bytes(chunk)) }
            }
            if isPlugged, let due = driver.deadline, due <= now { obey(driver.deadlinePassed(at: now)) }
        }
        now = max(now, end)
    }

    // MARK: The wire

    /// Lets everything arrive that is on its way, without waiting for anything else.
    private mutating func settle() {
        while let last = wire.last?.due, last >= now, wire.count < StageLimit.pieces {
            pass(now.duration(to: last))
            if wire.isEmpty { return }
        }
    }

    private var nextDue: Instant? {
        [wire.first?.due, isPlugged ? firmware.deadline : nil, isPlugged ? driver.deadline : nil].compactMap(\.self)
            .min()
    }

    private mutating func send(_ piece: Piece) {
        let due = max(now, wire.last?.due ?? now).advanced(by: StageLimit.latency)
        wire.append((due, piece))
    }

    private mutating func arrive(_ piece: Piece) {
        switch piece {
        case .bytes(let bytes):
            note(.received(bytes))
            obey(driver.received(bytes, at: now))
        case .answer(let request, let answer):
            note(.answered(answer))
            obey(driver.answered(request, answer, at: now))
        }
    }

    private mutating func obey(_ outputs: [DriverOutput]) {
        for output in outputs {
            switch output {
            case .send(let bytes):
                note(.sent(bytes))
                if isPlugged {
                    for chunk in firmware.hostSent(bytes, at: now) where !chunk.isEmpty { send(.bytes(chunk)) }
                }
            case .request(let request):
                note(.requested(request))
                if isPlugged { send(.answer(request, firmware.hostAsked(request, at: now))) }
            case .scan, .key, .card, .cardTrouble, .printer, .damaged, .note: break
            }
        }
    }

    private mutating func note(_ kind: Capture.Event.Kind) {
        events.append(Capture.Event(milliseconds: Int(now.nanoseconds / 1_000_000), kind))
    }
}

extension Stage where Firmware: FaultyFirmware {
    /// The device is told to commit a fault, by its verb; the capture has a remark of it.
    package mutating func commit(_ verb: String) {
        remark("the device is told: \(verb)")
        guard let chunks = firmware.commit(verb: verb, at: now) else { return remark("it does not know that") }
        faults.insert("\(settings.language.rawValue) fault \(verb.prefix { $0 != ":" })")
        deliver(chunks)
    }
}

extension Stage where Firmware == FakeLabelPrinter {
    /// Somebody takes the label that waits.
    package mutating func takeLabel() { firmware.takeLabel(at: now) }
}

extension Stage where Firmware: FakeScanner {
    /// The trigger is pulled over a code, and the hand rests for a second.
    package mutating func read(_ text: String) { read(Array(text.utf8)) }

    package mutating func read(_ payload: [UInt8]) {
        deliver(firmware.read(payload, at: now))
        pass(.seconds(1))
    }
}

package enum StageLimit {
    /// How long a chunk, report or answer takes.
    package static let latency: Duration = .milliseconds(4)
    /// The most deadlines of one stretch of time.
    static let turns = 100_000
    /// The most pieces on the wire.
    static let pieces = 20_000
}
