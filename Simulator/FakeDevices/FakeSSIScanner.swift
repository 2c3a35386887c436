package import Devices

/// A Zebra or Symbol scanner with the SSI host interface, as its firmware sees the world.
///
/// ```
///                        ┌── raw: sent at once, never answered
///   scan(payload) ─► faults
///                        └── packets: ┌─────────┐ sent  ┌─────────┐ ACK: the next part, the next reading
///                                     │ waiting │ ────► │ on wire │ NAK RESEND or time: again, 3 sends in all
///                                     └─────────┘       └─────────┘ then, or NAK otherwise: dropped, four low beeps
///   hostSent(bytes) ─► WAKEUP, packets ─► done ─► ACK or reply        broken ─► NAK RESEND
///                                          └────► what the operator heard
/// ```
/// Power-up: raw readings, unless packets were stored for good. A command with its retransmit bit that was the last one
/// done is answered again and not done again.
///
/// Not modelled: the time a byte takes, RTS and CTS, parameters other than EE and F0 02, multipacket options 2 and 3.
package struct FakeSSIScanner: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// How the scanner treats the host.
        package enum Manner: String, Hashable, Sendable, CaseIterable {
            /// Obeys and answers.
            case polite
            /// Answers, and refuses to send packets.
            case rawOnly
            /// Obeys and answers nothing: software handshaking off. It sends raw and expects no ACK.
            case mute
            /// Hears nothing: its receiving wire is broken.
            case deaf
        }

        package var identity: DeviceIdentity
        package var prefix: [UInt8]
        package var suffix: [UInt8]
        /// Whether the AIM identifier is sent before the data.
        package var sendsAIM: Bool
        package var manner: Manner
        /// Whether packets were switched on for good in an earlier life.
        package var storesPackets: Bool
        /// Whether every power-up is told to the host (F0 02).
        package var tellsPowerUp: Bool
        /// Whether every reading is followed by an event (F0 00).
        package var tellsDecode: Bool
        /// Whether the scanner sleeps, and loses the first byte that wakes it.
        package var sleeps: Bool
        package var revision: String
        /// What the operator takes each beep code for.
        package var understands: [UInt8: Feedback]

        package init(
            identity: DeviceIdentity, prefix: [UInt8] = [], suffix: [UInt8] = [0x0D], sendsAIM: Bool = false,
            manner: Manner = .polite, storesPackets: Bool = false, tellsPowerUp: Bool = false,
            tellsDecode: Bool = false,
            sleeps: Bool = false, revision: String = "NBRPUAAM 20 D", understands: [UInt8: Feedback] = highIsGood
        ) {
            self.identity = identity
            self.prefix = prefix
            self.suffix = suffix
            self.sendsAIM = sendsAIM
            self.manner = manner
            self.storesPackets = storesPackets
            self.tellsPowerUp = tellsPowerUp
            self.tellsDecode = tellsDecode
            self.sleeps = sleeps
            self.revision = revision
            self.understands = understands
        }

        /// One high beep, two high, three low, five low.
        package static let highIsGood: [UInt8: Feedback] = [0: .accepted, 1: .sealed, 7: .attention, 9: .refused]
    }

    /// What goes to the host together and is dropped together, part by part.
    struct Message: Hashable, Sendable {
        var parts: [FakeSSIPacket]
        /// What is done wrong with the first part, once.
        var faults: [FakeSSIFault] = []
    }

    /// The first part of the first message is on the wire.
    struct OnWire: Hashable, Sendable {
        var sends: Int
        var until: Instant
    }

    package let configuration: Configuration
    /// Whether readings go out as packets now.
    package internal(set) var sendsPackets: Bool
    /// Whether packets were switched on for good.
    var storesPackets: Bool
    package internal(set) var enabled = true
    /// The lights that are on, by bit.
    package internal(set) var lights: UInt8 = 0
    /// How many messages were given up: each is heard as four low beeps.
    package internal(set) var givenUp = 0
    /// How many readings were lost because too many waited for the host.
    package internal(set) var lost = 0
    /// Beeps that mean nothing to the operator, and host bytes that are no command.
    package internal(set) var notUnderstood = 0
    var messages: [Message] = []
    var onWire: OnWire?
    var readingFaults: [FakeSSIFault] = []
    var exchangeFaults: [FakeSSIFault] = []
    /// Bytes that wait for what is sent next.
    var held: [UInt8] = []
    var hostBytes: [UInt8] = []
    var lastHostByte: Instant?
    var lastCommand: FakeSSIPacket?
    var lastAnswer: FakeSSIPacket?
    var understood: [Feedback] = []

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        storesPackets = configuration.storesPackets
        sendsPackets = configuration.storesPackets
    }

    package var identity: DeviceIdentity { configuration.identity }

    /// Tells the scanner to do this wrong with its next reading or exchange; several add up, in order.
    package mutating func commit(_ fault: FakeSSIFault) {
        if fault.isOfExchange { exchangeFaults.append(fault) } else { readingFaults.append(fault) }
    }

    /// The trigger is pulled over a code: the chunks that go to the station now, empty when none do.
    package mutating func scan(_ payload: [UInt8], aim: AIMIdentifier? = nil, at now: Instant) -> [[UInt8]] {
        let faults = readingFaults
        readingFaults.removeAll()
        var chunks: [[UInt8]] = []
        for case .powerCycle(let event) in faults { chunks += restart(tells: event, at: now) }
        guard enabled, !faults.contains(.silent) else { return chunks }
        for case .babble(let count, let seed) in faults { return chunks + babble(count, seed) }
        for _ in 0..<(faults.contains(.repeated) ? 2 : 1) { chunks += read(payload, aim, faults, at: now) }
        return chunks
    }

    /// The scanner loses its power and gets it back, as `FakeSSIFault.powerCycle` does before a reading.
    package mutating func powerCycle(at now: Instant) -> [[UInt8]] {
        restart(tells: configuration.tellsPowerUp, at: now)
    }

    /// When the scanner does something by itself: it sends again, or forgets half a command.
    package var deadline: Instant? {
        let forgets = hostBytes.isEmpty ? nil : lastHostByte?.advanced(by: FakeSSILimit.characterTimeout)
        return [onWire?.until, forgets].compactMap { $0 }.min()
    }

    /// Time has passed: the chunks that go to the station now.
    package mutating func deadlinePassed(at now: Instant) -> [[UInt8]] {
        forgetHalfCommand(at: now) + (onWire.map { now >= $0.until } == true ? sendAgain(at: now) : [])
    }

    /// What the operator has heard since the last call.
    package mutating func heard(at now: Instant) -> [Feedback] {
        defer { understood.removeAll() }
        return understood
    }
}
