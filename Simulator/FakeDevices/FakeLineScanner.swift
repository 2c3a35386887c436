package import Devices

/// A handheld scanner on a serial line as its firmware sees the world: it frames what it reads, obeys the host, beeps, and
/// misbehaves when told to.
///
/// ```
///   scan(payload) ──► faults ──► frame ──► speed ──► chunks to the station
///   hostSent(bytes) ──► speed ──► ear ──► what the operator heard, answers to the station
/// ```
/// Not modelled: the time a byte takes on the wire, flow control, the light.
package struct FakeLineScanner: Sendable {
    package struct Configuration: Hashable, Sendable {
        package var identity: DeviceIdentity
        package var prefix: [UInt8]
        package var suffix: [UInt8]
        package var baudRate: Int
        package var tongue: FakeTongue
        /// Whether the AIM identifier is sent before the data.
        package var sendsAIM: Bool

        package init(
            identity: DeviceIdentity, prefix: [UInt8] = [], suffix: [UInt8] = [0x0D], baudRate: Int = 9600,
            tongue: FakeTongue = .bells, sendsAIM: Bool = false
        ) {
            self.identity = identity
            self.prefix = prefix
            self.suffix = suffix
            self.baudRate = baudRate
            self.tongue = tongue
            self.sendsAIM = sendsAIM
        }
    }

    package let configuration: Configuration
    /// The speed the host has set; nil where the link has no speed, as on USB.
    package private(set) var hostBaudRate: Int?
    /// The host's side of the conversation, for tests that look closer.
    package private(set) var ear: FakeEar
    private var faults: [ScanFault] = []
    /// A reading that waits for the next one.
    private var held: [UInt8] = []

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        self.ear = FakeEar(configuration.tongue)
    }

    package var identity: DeviceIdentity { configuration.identity }

    /// Tells the scanner to do this wrong with its next reading; several add up, in order.
    package mutating func commit(_ fault: ScanFault) { faults.append(fault) }

    /// The trigger is pulled over a code: the chunks that go to the station, empty when none do.
    package mutating func scan(_ payload: [UInt8], aim: AIMIdentifier? = nil) -> [[UInt8]] {
        defer { faults.removeAll() }
        guard ear.enabled, !faults.contains(.silent) else { return [] }
        let speed = faults.contains(.wrongBaud) ? configuration.baudRate * 2 + 1 : hostBaudRate
        if let babble = babbled() { return babble.map { onWire($0, hostAt: speed) } }
        var bytes = frame(payload, aim: aim)
        for case .garbage(let seed) in faults { bytes = garbage(seed) + bytes }
        if faults.contains(.repeated) { bytes += bytes }
        bytes = held + bytes
        held = []
        if faults.contains(.mergeWithNext) {
            held = bytes
            return []
        }
        return cut(onWire(bytes, hostAt: speed))
    }

    /// Bytes of the station arrive; returns the chunks the device answers with.
    @discardableResult
    package mutating func hostSent(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        ear.hear(onWire(bytes, hostAt: hostBaudRate), at: now).map { onWire($0, hostAt: hostBaudRate) }
    }

    /// The host sets the speed of its end. At another speed than the scanner's, both directions turn to noise.
    package mutating func hostSpeed(_ baudRate: Int) { hostBaudRate = baudRate }

    /// When a pattern of beeps is over if nothing more comes.
    package var deadline: Instant? { ear.deadline }

    /// What the operator has heard since the last call, up to now.
    package mutating func heard(at now: Instant) -> [Feedback] {
        ear.silence(until: now)
        return ear.takeUnderstood()
    }
}

extension FakeLineScanner {
    private func frame(_ payload: [UInt8], aim: AIMIdentifier?) -> [UInt8] {
        var bytes = configuration.prefix
        if configuration.sendsAIM, let aim { bytes += [UInt8(ascii: "]"), aim.code, aim.modifier] }
        bytes += payload
        if faults.contains(.doubled) { bytes += payload }
        if !faults.contains(.missingSuffix) { bytes += configuration.suffix }
        return bytes
    }

    private func garbage(_ seed: UInt64) -> [UInt8] {
        var random = Seeded(seed: seed)
        return random.bytes(Int.random(in: 1...ScanFaultLimit.garbageBytes, using: &random))
    }

    /// The frames of noise of the first babble fault, or nil when there is none.
    private func babbled() -> [[UInt8]]? {
        for case .babble(let count, let seed) in faults {
            var random = Seeded(seed: seed)
            return (0..<count).map { _ in
                random.bytes(Int.random(in: 1...ScanFaultLimit.garbageBytes, using: &random)) + configuration.suffix
            }
        }
        return nil
    }

    private func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        if faults.contains(.drip) { return bytes.map { [$0] } }
        for case .split(let at) in faults where at > 0 && at < bytes.count {
            return [Array(bytes[..<at]), Array(bytes[at...])]
        }
        return [bytes]
    }

    /// What the other end of the line makes of bytes: themselves at the same speed, else noise that depends only on the
    /// bytes and the two speeds.
    private func onWire(_ bytes: [UInt8], hostAt speed: Int?) -> [UInt8] {
        let own = configuration.baudRate
        let other = speed ?? own
        if own == other { return bytes }
        var random = Seeded(seed: UInt64(truncatingIfNeeded: own &* 0x1_0001 &+ other))
        return bytes.map { byte in
            // A frame sampled too fast or too slow has its high bits set: never a line end, never a digit.
            0x80 | (byte ^ UInt8(truncatingIfNeeded: random.next()))
        }
    }
}
