package import Devices

/// An ID-card reader with a security module as its firmware sees the world: a plate, and commands in their order.
///
/// ```
///               find: 9F            select: 90              read: 90 + text + photo
///   ┌──────┐ ───────────► ┌───────┐ ───────────► ┌──────────┐ ──┐
///   │ none │              │ found │              │ selected │   │
///   └──────┘ ◄─────────── └───────┘ ◄─────────── └──────────┘ ◄─┘
///       ▲      lift, lay      find: 9F, if the reader keeps finding; else 80 until the card is lifted
///       └── a command out of order fails: select 81, read 41
///
///   hostSent(bytes) ──► frame ──► command ──► faults ──► chunks, at once or later (`deadline`, `due`)
/// ```
/// Not modelled: the time a byte takes on the wire, line speeds, fingerprints with content, the newest-address block.
package struct FakeCardReader: Sendable {
    /// What kind of reader it is.
    package struct Configuration: Hashable, Sendable {
        /// What a find answers while the card that was selected stays on the plate.
        package enum Find: Hashable, Sendable { case keepsFinding, failsOnceSelected }
        /// How a reply is cut on its way to the station.
        package enum Chunks: Hashable, Sendable {
            /// Serial lines, and readers with one pipe: a reply in one piece.
            case whole
            /// Native readers: seven bytes on one pipe, the rest on another.
            case headerAndBody
            /// One pipe read in packets of so many bytes.
            case packets(Int)
        }

        /// What the operating system sees of it.
        package var identity: DeviceIdentity
        /// Which of the two ways of finding it has.
        package var find: Find
        /// How its replies are cut.
        package var chunks: Chunks
        /// The sixteen bytes the security module names itself with.
        package var samID: [UInt8]
        /// Fingerprint bytes in the answer to command 30 10.
        package var fingerprintBytes: Int

        package init(
            identity: DeviceIdentity, find: Find = .keepsFinding, chunks: Chunks = .whole,
            samID: [UInt8] = [5, 0, 1, 0, 0xF1, 0x89, 0x34, 0x01, 0x2A, 0, 0, 0, 7, 0, 0, 0], fingerprintBytes: Int = 0
        ) {
            self.identity = identity
            self.find = find
            self.chunks = chunks
            self.samID = samID
            self.fingerprintBytes = fingerprintBytes
        }
    }

    /// The longest command that is waited for, in bytes.
    package static let commandBytes = 512
    /// The most chunks that wait to be sent.
    package static let waitingChunks = 8192

    enum Stage: Hashable { case none, found, selected }

    /// Fixed for the life of the reader.
    package let configuration: Configuration
    /// The card on the plate.
    package private(set) var card: FakeCard?
    /// How often a card's data were given out.
    package var reads = 0
    /// The module's own state, answered to a status command: 90, or 60, or 66.
    package var moduleStatus: UInt8 = 0x90
    var stage = Stage.none
    var faults: [CardReaderFault] = []
    private var pending: [UInt8] = []
    private var waiting: [(at: Instant, chunk: [UInt8])] = []
    private var deafUntil = Instant.start

    /// The plate is empty.
    package init(_ configuration: Configuration) { self.configuration = configuration }

    /// The configuration's.
    package var identity: DeviceIdentity { configuration.identity }

    /// A card is laid on the plate; one that lies there is taken away.
    package mutating func lay(_ card: FakeCard) {
        lift()
        self.card = card
    }

    /// The plate is empty.
    package mutating func lift() {
        card = nil
        stage = .none
    }

    /// Tells the reader to do this wrong with its next reply; several add up, in order. `liftedInRead` and `badText`
    /// wait for the next read.
    package mutating func commit(_ fault: CardReaderFault) { faults.append(fault) }

    /// Bytes of the station arrive; returns the chunks the reader answers with at once.
    package mutating func hostSent(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        if now < deafUntil { return [] }
        pending.append(contentsOf: bytes)
        while let content = takeCommand() { answer(content, at: now) }
        if pending.count > FakeCardReader.commandBytes { pending.removeAll() }
        return due(at: now)
    }

    /// When a late reply comes; nil when none does.
    package var deadline: Instant? { waiting.first?.at }

    /// The chunks whose time has come.
    package mutating func due(at now: Instant) -> [[UInt8]] {
        if waiting.isEmpty { return [] }
        let count = waiting.firstIndex { $0.at > now } ?? waiting.count
        defer { waiting.removeFirst(count) }
        return waiting.prefix(count).map(\.chunk)
    }
}

// MARK: Frames

extension FakeCardReader {
    /// What a command's frame holds; nil until one is whole. A wrong checksum gives a content of one byte, the status
    /// the reader answers with.
    private mutating func takeCommand() -> [UInt8]? {
        if pending.isEmpty { return nil }
        let preamble: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69]
        while !pending.isEmpty, !pending.prefix(5).elementsEqual(preamble.prefix(pending.count)) {
            pending.removeFirst()
        }
        guard pending.count >= 7 else { return nil }
        let length = Int(pending[5]) << 8 | Int(pending[6])
        guard (3...(FakeCardReader.commandBytes - 7)).contains(length) else {
            pending.removeFirst()
            return [0x11]
        }
        guard pending.count >= 7 + length else { return nil }
        let counted = pending[5..<(7 + length)]
        let content = Array(counted.dropFirst(2).dropLast())
        let isSound = counted.reduce(0, ^) == 0
        pending.removeFirst(7 + length)
        return isSound ? content : [0x10]
    }

    /// A reader's frame around three status bytes and data.
    static func frame(_ code: UInt8, _ data: [UInt8]) -> [UInt8] {
        let length = data.count + 4
        var frame: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, code]
        frame += data
        frame.append(frame[5...].reduce(0, ^))
        return frame
    }

    private mutating func answer(_ content: [UInt8], at now: Instant) {
        if faults.isEmpty {
            let (code, data) = reply(to: content, badText: false)
            return send(FakeCardReader.frame(code, data), faults: [], at: now)
        }
        let mine = takeFaults(isRead: content.first == 0x30)
        for case .powerCycle(let milliseconds) in mine {
            deafUntil = now.advanced(by: .milliseconds(milliseconds))
            stage = .none
            pending.removeAll()
            waiting.removeAll()
            return
        }
        if mine.contains(.liftedInRead) { lift() }
        for case .code(let code) in mine {
            if content[0] != 0x11 { stage = .none }
            return send(spoiled(code, [], by: mine), faults: mine, at: now)
        }
        let (code, data) = reply(to: content, badText: mine.contains(.badText))
        send(spoiled(code, data, by: mine), faults: mine, at: now)
    }

    /// Takes the faults that are for this reply.
    private mutating func takeFaults(isRead: Bool) -> [CardReaderFault] {
        let later = isRead ? [] : faults.filter { $0 == .liftedInRead || $0 == .badText }
        defer { faults = later }
        return faults.filter { !later.contains($0) }
    }

    private func spoiled(_ code: UInt8, _ data: [UInt8], by faults: [CardReaderFault]) -> [UInt8] {
        var frame = FakeCardReader.frame(code, data)
        if faults.contains(.wrongChecksum) { frame[frame.count - 1] ^= 0x5A }
        if faults.contains(.half) { frame.removeLast(frame.count / 2) }
        if faults.contains(.repeated) { frame += frame }
        for case .falseHeader(let length) in faults {
            frame = [0xAA, 0xAA, 0xAA, 0x96, 0x69, UInt8(length >> 8), UInt8(length & 0xFF)] + frame
        }
        for case .garbage(let seed) in faults {
            var random = Seeded(seed: seed)
            frame = random.bytes(Int.random(in: 1...CardReaderFaultLimit.garbageBytes, using: &random)) + frame
        }
        return faults.contains(.silent) ? [] : frame
    }

    /// Replies leave in their order: none overtakes a late one.
    private mutating func send(_ bytes: [UInt8], faults: [CardReaderFault], at now: Instant) {
        var at = max(now, waiting.last?.at ?? now)
        if faults.isEmpty, configuration.chunks == .whole, waiting.count < FakeCardReader.waitingChunks {
            return waiting.append((at, bytes))
        }
        for case .slow(let milliseconds) in faults { at = at.advanced(by: .milliseconds(milliseconds)) }
        let chunks = cut(bytes, faults: faults).filter { !$0.isEmpty }
        guard waiting.count + chunks.count <= FakeCardReader.waitingChunks else { return }
        waiting += chunks.map { (at, $0) }
    }

    private func cut(_ bytes: [UInt8], faults: [CardReaderFault]) -> [[UInt8]] {
        if faults.contains(.drip) { return bytes.map { [$0] } }
        for case .split(let at) in faults { return [Array(bytes.prefix(at)), Array(bytes.dropFirst(at))] }
        switch configuration.chunks {
        case .whole: return [bytes]
        case .headerAndBody: return [Array(bytes.prefix(7)), Array(bytes.dropFirst(7))]
        case .packets(let size):
            return stride(from: 0, to: bytes.count, by: max(1, size)).map { Array(bytes[$0...].prefix(max(1, size))) }
        }
    }
}
