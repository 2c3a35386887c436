import Devices
import Drivers
import FakeDevices
import Recorder

/// Ways to set a scanner or reader that no document shows in bytes.
extension Take {
    static let modes: [Take] = [
        Take(
            "line-aim-never", "An AIM identifier is sent, and belongs to the code.", device: "Zebra DS2208 (05e0:1701)",
            source: source, .line(LineFormat(aim: .never), .silent),
            FakeLineScanner(.init(identity: id(0x05E0, 0x1701)))
        ) { stage in stage.read("]C1T0000000018") },
        rawSSI("ssi-raw-aim-never", "An AIM identifier is sent, and belongs to the code.", .never, "]C1T0000000018"),
        rawSSI("ssi-raw-aim-always", "A reading without its AIM identifier is damaged.", .always, "T0000000018"),
        Take(
            "ssi-raw-missing-damaged", "Without its suffix a reading is damaged, after a pause that is set.",
            device: "Zebra scanner on RS-232 (serial)", source: source, wire: .serial(LineSettings()),
            .ssi(
                SSISettings(
                    usesPackets: false, raw: LineFormat(idleTimeout: .milliseconds(250), missingSuffix: .damaged))),
            FakeSSIScanner(.init(identity: id(0x05E0, 0x1701), suffix: [], manner: .rawOnly))
        ) { stage in stage.read("T0000000018") },
        Take(
            "hidpos-redirects", "A scanner that is told to send reports, and types until then.",
            device: "Honeywell Xenon 1900 (0c2e:0907)", source: source, .hidPOS(HIDPOSSettings(redirectsOutput: true)),
            FakeHIDPOSScanner(.init(identity: id(0x0C2E, 0x0907, hid), needsRedirect: true))
        ) { stage in
            stage.pass(.seconds(1))
            stage.read("T0000000018")
        },
        Take(
            "sam-verifies", "A card that keeps lying is read again every three seconds, and told once.",
            device: "SAM card reader (0400:c35a)", source: source,
            .cardReader(CardReaderSettings(keepsPhoto: false, verifyEvery: .seconds(3))),
            FakeCardReader(.init(identity: id(0x0400, 0xC35A, bulk)))
        ) { stage in
            stage.firmware.lay(card)
            stage.pass(.seconds(8))
            stage.unplug()
        },
    ]

    private static func rawSSI(_ name: String, _ about: String, _ aim: LineFormat.AIM, _ payload: String) -> Take {
        Take(
            name, about, device: "Zebra scanner on RS-232 (serial)", source: source, wire: .serial(LineSettings()),
            .ssi(SSISettings(usesPackets: false, raw: LineFormat(aim: aim))),
            FakeSSIScanner(.init(identity: id(0x05E0, 0x1701), manner: .rawOnly))
        ) { stage in stage.read(payload) }
    }

    /// Scanners that type.
    static let typingModes: [Take] = [
        typing(
            "keyboard-aim-never", "An AIM identifier is typed, and belongs to the code.", payload: "]C1T0000000018"
        ) {
            $0.aim = .never
        },
        typing("keyboard-aim-always", "A reading without its AIM identifier is damaged.") { $0.aim = .always },
        typing("keyboard-suffix-none", "Nothing is typed behind a reading: a pause ends it.", suffix: .none) {
            $0.suffix = .none
            $0.idleTimeout = .milliseconds(250)
        },
        typing("keyboard-missing-damaged", "Without its Enter a reading is damaged.", suffix: .none) {
            $0.missingSuffix = .damaged
        },
        typing(
            "keyboard-german-control-character", "GS typed as Ctrl and AltGr with the key that has ] on it.",
            payload: "01A\u{1D}21B", layout: .german, controls: .ctrlCharacter
        ) {
            $0.layout = .german
            $0.controlKeys = .character
        },
        typing(
            "keyboard-special-key", "GS typed as F8, which is set for this device.", payload: "01A\u{1D}21B",
            controls: .keys([0x1D: 0x41])
        ) { $0.specialKeys = [0x41: 0x1D] },
    ]

    private static func typing(
        _ name: String, _ about: String, payload: String = "T0000000018", layout: KeyboardLayout = .us,
        controls: FakeKeyboardScanner.Controls = .ctrl, suffix: FakeKeyboardScanner.Suffix = .enter,
        _ change: (inout KeyboardSettings) -> Void
    ) -> Take {
        var settings = KeyboardSettings()
        change(&settings)
        return Take(
            name, about, device: "Zebra DS2208 as a keyboard (05e0:1200)", source: source, .keyboard(settings),
            FakeKeyboardScanner(
                .init(
                    identity: id(0x05E0, 0x1200, .input), layout: layout, controls: controls, suffix: suffix))
        ) { stage in stage.read(payload) }
    }
}
