import Devices
import Drivers
import FakeDevices
import Testing

/// A driver and a fake reader on one desk, with a clock that jumps from one deadline to the next.
struct CardBench {
    /// How many outputs of the driver may lie between two deadlines before something goes round in a circle.
    static let burst = 200

    var driver: SAMCardReader
    var fake: FakeCardReader
    var now = Instant.start
    var cards: [CardRead] = []
    var troubles: [CardTrouble] = []
    var notes: [String] = []
    /// Frames given up.
    var damaged = 0
    /// Selects sent: how often a card was touched.
    var selects = 0
    /// Faults that wait until so many more commands were sent.
    private var armed: (faults: [CardReaderFault], commands: Int)?

    init(
        find: FakeCardReader.Configuration.Find = .keepsFinding, chunks: FakeCardReader.Configuration.Chunks = .whole,
        settings: CardReaderSettings = CardReaderSettings()
    ) {
        driver = SAMCardReader(settings: settings)
        fake = FakeCardReader(.init(identity: DeviceIdentity(node: "/dev/ttyUSB0"), find: find, chunks: chunks))
        carry(driver.started(at: now))
    }

    /// The reader commits these faults together once it was sent so many commands more.
    mutating func arm(_ faults: [CardReaderFault], after commands: Int) { armed = (faults, commands) }

    /// Lets time pass.
    mutating func run(for duration: Duration) {
        let end = now.advanced(by: duration)
        while let next = [driver.deadline, fake.deadline].compactMap({ $0 }).min(), next <= end {
            now = max(now, next)
            hand(fake.due(at: now))
            carry(driver.deadlinePassed(at: now))
        }
        now = end
    }

    /// Lets time pass until a card is delivered, at most so long; says whether one was.
    @discardableResult
    mutating func runUntilCard(atMost duration: Duration) -> Bool {
        let before = cards.count
        let end = now.advanced(by: duration)
        while now < end, cards.count == before { run(for: .milliseconds(50)) }
        return cards.count > before
    }

    private mutating func hand(_ chunks: [[UInt8]]) {
        for chunk in chunks { carry(driver.received(chunk, at: now)) }
    }

    private mutating func commitArmed() {
        guard let (faults, commands) = armed else { return }
        armed = commands > 0 ? (faults, commands - 1) : nil
        if commands == 0 { faults.forEach { fake.commit($0) } }
    }

    private mutating func carry(_ outputs: [DriverOutput]) {
        var rest = outputs
        var handled = 0
        while !rest.isEmpty {
            handled += 1
            guard handled < CardBench.burst else {
                Issue.record("driver and reader go round in a circle")
                return
            }
            switch rest.removeFirst() {
            case .send(let bytes):
                if bytes == SAMCommand.select.bytes { selects += 1 }
                commitArmed()
                for chunk in fake.hostSent(bytes, at: now) { rest += driver.received(chunk, at: now) }
            case .card(let card): cards.append(card)
            case .cardTrouble(let trouble): troubles.append(trouble)
            case .damaged(let damage, let bytes):
                #expect(damage == .brokenFrame && bytes.isEmpty)
                damaged += 1
            case .note(let note): notes.append(note)
            case .scan, .key, .printer, .request: Issue.record("a card reader does no such thing")
            }
        }
        #expect(driver.heldBytes <= SAMLimit.frameBytes)
    }
}
