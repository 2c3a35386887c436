/// Zebra/Symbol SSI. What a model does differently goes in here, and is set in the device table.
package struct SSISettings: Hashable, Sendable {
    /// Whether the device is to be switched to packets at every start; else it is read raw, like a line.
    package var usesPackets: Bool
    /// How raw readings are framed, before the switch and where it fails.
    package var raw: LineFormat
    /// Whether a WAKEUP byte goes before each command after a pause (hardware handshake bypassed).
    package var needsWakeup: Bool

    package init(usesPackets: Bool = true, raw: LineFormat = LineFormat(), needsWakeup: Bool = false) {
        self.usesPackets = usesPackets
        self.raw = raw
        self.needsWakeup = needsWakeup
    }
}
