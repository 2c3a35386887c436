import Devices
import Drivers
import FakeDevices

/// A driver and a fake printer with a link between them, on a clock of their own.
struct PrinterBench {
    var driver: LabelPrinter
    var fake: FakeLabelPrinter
    private(set) var now = Instant.start
    /// Class requests come through.
    var hasControl = true
    /// The next label breaks off after so many bytes, and the printer's power with it.
    var cutsNextLabelAt: Int?
    private(set) var jobs: [PrintJob] = []
    private(set) var sent: [[UInt8]] = []
    private(set) var events: [PrinterEvent] = []
    private(set) var notes: [String] = []
    private(set) var isUnsettled = false

    init(_ configuration: FakeLabelPrinter.Configuration, settings: PrinterSettings? = nil) {
        fake = FakeLabelPrinter(configuration)
        let language = PrinterSettings.Language(rawValue: configuration.language.rawValue) ?? .zpl
        driver = LabelPrinter(settings: settings ?? PrinterSettings(language: language, peels: configuration.peels))
    }

    static func configuration(_ language: FakeLabelPrinter.Language) -> FakeLabelPrinter.Configuration {
        FakeLabelPrinter.Configuration(
            identity: DeviceIdentity(node: "/dev/bus/usb/001/009"), language: language)
    }

    /// A label with its number on it.
    static func label(_ language: FakeLabelPrinter.Language, _ number: Int) -> [UInt8] {
        let bitmap: [UInt8] = [0x1B, 0x21, 0x3F, 0x0D, 0x0A, 0x10, 0x04, 0x01]
        return switch language {
        case .zpl: Array("^XA^FO20,20^FDT-\(number)^FS^FO0,90^GFB,8,8,2,".utf8) + bitmap + Array("^FS^PQ1^XZ".utf8)
        case .tspl:
            Array("CLS\r\nBITMAP 0,0,2,4,0,".utf8) + bitmap
                + Array("\r\nTEXT 8,8,\"3\",0,1,1,\"T-\(number)\"\r\nPRINT 1\r\n".utf8)
        case .cpcl: Array("! 0 200 200 210 1\r\nTEXT 4 0 30 40 T-\(number)\r\nFORM\r\nPRINT\r\n".utf8)
        case .escpos:
            [0x1B, 0x40, 0x1D, 0x76, 0x30, 0, 2, 0, 4, 0] + bitmap + Array("T-\(number)\n".utf8)
                + [0x1D, 0x56, 66, 0]
        }
    }

    var outcomes: [(label: LabelID, outcome: PrintOutcome)] {
        events.compactMap { if case .finished(let label, let outcome) = $0 { (label, outcome) } else { nil } }
    }

    var statuses: [PrinterStatus] {
        events.compactMap { if case .status(let status) = $0 { status } else { nil } }
    }

    func outcomes(of number: Int) -> [PrintOutcome] {
        outcomes.filter { $0.label.number == number }.map(\.outcome)
    }

    /// How many whole labels with these bytes came out.
    func copies(of job: PrintJob) -> Int { fake.printed.filter { $0.bytes == job.bytes }.count }

    /// A label is with the printer, by the driver's word.
    var isPrinting: Bool { sent.count > outcomes.filter { !$0.outcome.isNotPrinted }.count }
}

extension PrinterBench {
    mutating func start() { carryOut(driver.started(at: now)) }

    mutating func print(_ number: Int) {
        let job = PrintJob(
            label: LabelID(number), bytes: PrinterBench.label(fake.configuration.language, number))
        jobs.append(job)
        carryOut(driver.print(job, at: now))
    }

    mutating func commit(_ fault: FakePrinterFault) { deliver(fake.commit(fault, at: now)) }

    /// Mends everything; the printer begins again with what it has.
    mutating func mend() {
        for fault in FakePrinterFault.mending { commit(fault) }
        fake.takeLabel(at: now)
    }

    mutating func settle() {
        isUnsettled = false
        carryOut(driver.settled(at: now))
    }

    mutating func run(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while true {
            let next = min(driver.deadline ?? .distantFuture, fake.deadline ?? .distantFuture)
            guard next <= end else { break }
            now = max(now, next)
            fake.deadlinePassed(at: now)
            carryOut(driver.deadlinePassed(at: now))
        }
        now = end
        fake.deadlinePassed(at: now)
    }

    private mutating func deliver(_ chunks: [[UInt8]]) {
        for chunk in chunks { carryOut(driver.received(chunk, at: now)) }
    }

    private mutating func carryOut(_ outputs: [DriverOutput]) {
        for output in outputs {
            switch output {
            case .send(let bytes): send(bytes)
            case .request(let request):
                let answer = hasControl ? fake.answer(request, at: now) : .failed
                carryOut(driver.answered(request, answer, at: now))
            case .printer(let event):
                events.append(event)
                if case .finished(_, .unknown) = event { isUnsettled = true }
            case .note(let note): notes.append(note)
            case .scan, .key, .card, .cardTrouble, .damaged: break
            }
        }
    }

    private mutating func send(_ bytes: [UInt8]) {
        if jobs.contains(where: { $0.bytes == bytes }) {
            sent.append(bytes)
            if let cut = cutsNextLabelAt {
                cutsNextLabelAt = nil
                deliver(fake.hostSent(Array(bytes.prefix(cut)), at: now))
                return commit(.powerCycle(.now))
            }
        }
        deliver(fake.hostSent(bytes, at: now))
    }
}

extension PrintOutcome {
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
    var isNotPrinted: Bool { if case .notPrinted = self { true } else { false } }
}
