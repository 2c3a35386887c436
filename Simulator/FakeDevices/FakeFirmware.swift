package import Devices

/// What hangs at the end of a wire, whatever it speaks: memory and the testbed drive all fake devices through this.
package protocol FakeFirmware: Sendable {
    var identity: DeviceIdentity { get }

    /// Whether it has two pairs of USB pipes, headers on the first.
    var hasTwoPipePairs: Bool { get }

    /// Power comes: whatever was half done is forgotten.
    mutating func poweredUp()

    /// The host sends bytes; returns the chunks the device answers with at once.
    mutating func hostSent(_ bytes: [UInt8], at now: Instant) -> [[UInt8]]

    /// The host makes a control transfer.
    mutating func hostAsked(_ request: ControlRequest, at now: Instant) -> ControlAnswer

    /// When the device does something of its own accord; nil for never.
    var deadline: Instant? { get }

    /// The deadline has come: the chunks that go to the host.
    mutating func deadlineCame(at now: Instant) -> [[UInt8]]

    /// What the operator heard since the last call, up to now.
    mutating func heard(at now: Instant) -> [Feedback]
}

extension FakeFirmware {
    package var hasTwoPipePairs: Bool { false }

    package mutating func hostAsked(_ request: ControlRequest, at now: Instant) -> ControlAnswer { .stalled }

    package mutating func deadlineCame(at now: Instant) -> [[UInt8]] { [] }

    package mutating func heard(at now: Instant) -> [Feedback] { [] }
}

/// A scanner in somebody's hand.
package protocol FakeScanner: FaultyFirmware {
    /// The trigger is pulled over a code: the chunks that go to the host.
    mutating func read(_ payload: [UInt8], at now: Instant) -> [[UInt8]]

    /// Whether the operator hears the host's verdicts from this device.
    var isHeard: Bool { get }

    /// Whether readings go to the host that has opened it; some deliver elsewhere until they are told.
    var deliversToHost: Bool { get }
}

extension FakeScanner {
    package var isHeard: Bool { true }

    package var deliversToHost: Bool { true }
}

extension FakeLineScanner: FakeScanner {
    package mutating func poweredUp() { self = FakeLineScanner(configuration) }

    package mutating func read(_ payload: [UInt8], at now: Instant) -> [[UInt8]] { scan(payload) }
}

extension FakeHIDPOSScanner: FakeScanner {
    package var deliversToHost: Bool { deliversHere }

    package mutating func poweredUp() { replugged() }

    package mutating func read(_ payload: [UInt8], at now: Instant) -> [[UInt8]] { scan(payload) }

    package mutating func hostAsked(_ request: ControlRequest, at now: Instant) -> ControlAnswer {
        answer(request, at: now)
    }
}

extension FakeIBMScanner: FakeScanner {
    package mutating func poweredUp() { self = FakeIBMScanner(configuration) }

    package mutating func read(_ payload: [UInt8], at now: Instant) -> [[UInt8]] { scan(payload) }

    package mutating func hostAsked(_ request: ControlRequest, at now: Instant) -> ControlAnswer {
        answer(request, at: now)
    }

    package var isHeard: Bool { configuration.beepOrder != nil }
}

/// A keyboard scanner's reports as the operating system's keys.
extension FakeKeyboardScanner: FakeScanner {
    package mutating func poweredUp() { replug() }

    package mutating func read(_ payload: [UInt8], at now: Instant) -> [[UInt8]] { scan(payload).chunks(.keyEvents) }

    package mutating func hostSent(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] { [] }

    package var deadline: Instant? { nil }

    package mutating func heard(at now: Instant) -> [Feedback] { [] }

    package var isHeard: Bool { false }
}

extension FakeKeypad: FakeFirmware {
    package mutating func poweredUp() { replug() }

    package mutating func hostSent(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] { [] }

    package var deadline: Instant? { nil }
}

extension FakeLabelPrinter: FakeFirmware {
    /// A printer's power is its own: what it has printed stays.
    package mutating func poweredUp() {}

    package mutating func hostAsked(_ request: ControlRequest, at now: Instant) -> ControlAnswer {
        answer(request, at: now)
    }

    package mutating func deadlineCame(at now: Instant) -> [[UInt8]] {
        deadlinePassed(at: now)
        return []
    }
}

extension FakeSSIScanner: FakeScanner {
    package mutating func poweredUp() { self = FakeSSIScanner(configuration) }

    package mutating func read(_ payload: [UInt8], at now: Instant) -> [[UInt8]] { scan(payload, at: now) }

    package mutating func deadlineCame(at now: Instant) -> [[UInt8]] { deadlinePassed(at: now) }
}

extension FakeCardReader: FakeFirmware {
    package var hasTwoPipePairs: Bool { configuration.chunks == .headerAndBody }

    /// What lies on its plate stays there.
    package mutating func poweredUp() {}

    package mutating func deadlineCame(at now: Instant) -> [[UInt8]] { due(at: now) }
}
