import Devices
import Drivers

/// A driver under test beside a printer that is played by hand: what is sent is gathered, answers are given as bytes.
struct PrinterScript {
    var driver: LabelPrinter
    private(set) var now = Instant.start
    private(set) var events: [PrinterEvent] = []
    private(set) var notes: [String] = []
    /// What was sent and not yet looked at.
    private var sent: [[UInt8]] = []
    private(set) var requests: [ControlRequest] = []

    init(_ settings: PrinterSettings) { driver = LabelPrinter(settings: settings) }

    static let deviceID = ControlRequest(type: 0xA1, request: 0, index: .interfaceAndSetting, asking: 1024)
    static let portStatus = ControlRequest(type: 0xA1, request: 1, index: .interface, asking: 1)

    mutating func start() { take(driver.started(at: now)) }
    mutating func print(_ number: Int, _ bytes: [UInt8] = [1]) {
        take(driver.print(PrintJob(label: LabelID(number), bytes: bytes), at: now))
    }
    mutating func settle() { take(driver.settled(at: now)) }
    mutating func hear(_ bytes: [UInt8]) { take(driver.received(bytes, at: now)) }
    mutating func hear(_ text: String) { hear(Array(text.utf8)) }
    mutating func answer(_ request: ControlRequest, _ answer: ControlAnswer) {
        requests.removeAll { $0 == request }
        take(driver.answered(request, answer, at: now))
    }

    /// Lets the clock run to the driver's next deadline and past it.
    mutating func wait() {
        guard let deadline = driver.deadline else { return }
        now = max(now, deadline)
        take(driver.deadlinePassed(at: now))
    }

    /// Waits until the driver sends something or makes a request, at most `limit` deadlines.
    mutating func waitForWord(_ limit: Int = 20) {
        for _ in 0..<limit where sent.isEmpty && requests.isEmpty { wait() }
    }

    /// What was sent since the last call.
    mutating func takeSent() -> [[UInt8]] {
        defer { sent.removeAll() }
        return sent
    }

    mutating func takeRequests() -> [ControlRequest] {
        defer { requests.removeAll() }
        return requests
    }

    /// The latest status.
    var status: PrinterStatus? {
        events.lazy.reversed().compactMap { if case .status(let status) = $0 { status } else { nil } }.first
    }

    func outcomes(of number: Int) -> [PrintOutcome] {
        events.compactMap {
            if case .finished(LabelID(number), let outcome) = $0 { outcome } else { nil }
        }
    }

    private mutating func take(_ outputs: [DriverOutput]) {
        for output in outputs {
            switch output {
            case .send(let bytes): sent.append(bytes)
            case .request(let request): requests.append(request)
            case .printer(let event): events.append(event)
            case .note(let note): notes.append(note)
            case .scan, .key, .card, .cardTrouble, .damaged: notes.append("a printer has none: \(output)")
            }
        }
    }
}

/// One answer to one status request, and what it means.
struct StatusSample: Sendable {
    var name: String
    var reply: [UInt8]
    var faults: Set<PrinterFault>
    var isRunningLow = false

    init(_ name: String, _ reply: [UInt8], _ faults: Set<PrinterFault>, low: Bool = false) {
        self.name = name
        self.reply = reply
        self.faults = faults
        isRunningLow = low
    }
}
