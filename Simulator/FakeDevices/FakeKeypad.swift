package import Devices

/// A numeric keypad as its firmware sees the world: a key is pressed and let go, and it misbehaves when told to.
///
/// Not modelled: several keys at once, num lock and its light.
package struct FakeKeypad: Sendable {
    /// Which keys the keypad has; fixed for its life.
    package struct Configuration: Hashable, Sendable {
        /// What the operating system tells of it.
        package var identity: DeviceIdentity
        /// Whether digits and Enter are those of the keypad; else those of a whole keyboard.
        package var hasKeypadKeys: Bool
        /// The key that stands for X: keypad `*` (55) or X (1B).
        package var xUsage: UInt8
        /// The key that clears: Backspace (2A), Delete (4C), Escape (29) or keypad point (63).
        package var clearUsage: UInt8

        package init(
            identity: DeviceIdentity, hasKeypadKeys: Bool = true, xUsage: UInt8 = 0x55, clearUsage: UInt8 = 0x2A
        ) {
            self.identity = identity
            self.hasKeypadKeys = hasKeypadKeys
            self.xUsage = xUsage
            self.clearUsage = clearUsage
        }
    }

    /// How it is set up.
    package let configuration: Configuration
    private var keys = FakeKeys()

    /// A keypad that is plugged in, with nothing down.
    package init(_ configuration: Configuration) { self.configuration = configuration }

    /// What the operating system tells of it.
    package var identity: DeviceIdentity { configuration.identity }

    /// Whether the plug is in; a keypad without it types nothing.
    package var isPlugged: Bool { keys.isPlugged }

    /// The plug goes in again, with nothing down.
    package mutating func replug() { keys.replug() }

    /// Tells the keypad to do this wrong with what is typed next; several add up, in order.
    package mutating func commit(_ fault: KeyFault) { keys.commit(fault) }

    /// Keys are pressed one after the other.
    package mutating func type(_ row: [TypingKey]) -> FakeTyping {
        keys.type(row.flatMap { [FakeKeyReport(keys: [usage(of: $0)]), .allUp] })
    }

    /// A key that is no `TypingKey` is pressed.
    package mutating func press(usage: UInt8) -> FakeTyping { keys.type([FakeKeyReport(keys: [usage]), .allUp]) }

    private func usage(of key: TypingKey) -> UInt8 {
        switch key {
        case .digit(0): configuration.hasKeypadKeys ? 0x62 : 0x27
        case .digit(let digit): UInt8(clamping: digit) - 1 + (configuration.hasKeypadKeys ? 0x59 : 0x1E)
        case .x: configuration.xUsage
        case .enter: configuration.hasKeypadKeys ? 0x58 : 0x28
        case .clear: configuration.clearUsage
        }
    }
}
