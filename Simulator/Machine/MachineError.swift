/// Why a run on an emulated machine did not come out as it has to.
package struct MachineError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// How long things on an emulated machine may take. They take a tenth of it; these bounds only end a run that is stuck.
package enum MachineLimit {
    /// From the start of QEMU to the guest's first word.
    package static let boot: Duration = .seconds(180)
    /// Each word after it: a device is attached, the journal is verified.
    package static let word: Duration = .seconds(60)
    /// From the start of QEMU to a shell on a system with systemd, and a command there.
    static let login: Duration = .seconds(300)
    static let command: Duration = .seconds(300)
    /// Between two looks at something that is on its way there.
    static let betweenAsking: Duration = .seconds(2)
    /// How often drivers are looked at until they have settled, and the pause between two looks.
    static let looks = 60
    static let betweenLooks: Duration = .milliseconds(500)
    /// From the guest's last word to the end of QEMU.
    package static let powerOff: Duration = .seconds(30)
    /// A program on this machine.
    package static let tool: Duration = .seconds(60)
    /// How much of the guest's console an error shows.
    package static let consoleLines = 20
    /// The longest line the guest may say, in bytes.
    package static let lineBytes = 65_536
}
