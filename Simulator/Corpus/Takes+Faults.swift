import Devices
import Drivers
import FakeDevices

/// Every fault that a fake device can commit, once, with a good reading behind it: one capture for each language.
extension Take {
    static let source = "a fake device of Simulator/FakeDevices"

    static func id(_ vendor: UInt16, _ product: UInt16, _ port: PortKind = .serial) -> DeviceIdentity {
        DeviceIdentity(vendor: vendor, product: product, node: "stage", port: port, portPath: "1-1", name: "Stage")
    }

    static let bulk = PortKind.usb(interface: 0, class: 0xFF, subclass: 0, protocol: 0)
    static let hid = PortKind.usb(interface: 0, class: 3, subclass: 0, protocol: 0)

    /// Each fault with a reading, and a good one behind it.
    private static func faulty<Firmware: FaultyFirmware & FakeScanner>(
        _ name: String, device: String, _ settings: DriverSettings, _ firmware: Firmware, _ verbs: [String]
    ) -> Take {
        Take(
            name, "Every fault of the fake device, each with a reading; a good reading behind it.", device: device,
            source: source, settings, firmware
        ) { stage in
            stage.read("T0000000018")
            for (index, verb) in verbs.enumerated() {
                stage.commit(verb)
                stage.read("B000000\(10 + index)")
                stage.pass(.seconds(4))
                stage.read("FQ00000\(10 + index)")
            }
        }
    }

    static let scanners: [Take] = [
        faulty(
            "line-faults", device: "Zebra DS2208 (05e0:1701)", .line(LineFormat(suffix: .cr), .silent),
            FakeLineScanner(.init(identity: id(0x05E0, 0x1701))),
            [
                "split:4", "drip", "merge", "no-suffix", "double", "repeat", "garbage:7", "silent", "babble:3:9",
                "wrong-baud",
            ]),
        faulty(
            "ssi-faults", device: "Zebra DS2208 (05e0:1701)", .ssi(SSISettings()),
            FakeSSIScanner(.init(identity: id(0x05E0, 0x1701))),
            [
                "split:4", "drip", "merge", "wrong-checksum", "half", "garbage:7", "repeat", "silent", "babble:2:9",
                "power-cycle", "power-cycle-event", "lost-ack", "nak:1", "lost-answer",
            ]),
        faulty(
            "hidpos-faults", device: "Honeywell Xenon 1900 (0c2e:0907)", .hidPOS(HIDPOSSettings()),
            FakeHIDPOSScanner(.init(identity: id(0x0C2E, 0x0907, hid))),
            [
                "silent", "repeat", "duplicate:0", "lose:0", "lose-last", "short:9", "wrong-id", "garbage:7",
                "babble:3:9",
            ]),
        faulty(
            "ibm-faults", device: "Zebra scanner as an IBM hand-held one (05e0:1300)",
            .ibm(IBMSettings(digits: .ascii)),
            FakeIBMScanner(.init(identity: id(0x05E0, 0x1300, hid))),
            [
                "silent", "repeat", "duplicate:0", "lose:0", "lose-last", "short:9", "wrong-id", "garbage:7",
                "babble:3:9",
            ]),
        replugged("hidpos-descriptor-faults", .hidPOS(HIDPOSSettings()), device: "Honeywell Xenon 1900 (0c2e:0907)") {
            FakeHIDPOSScanner(.init(identity: id(0x0C2E, 0x0907, hid)))
        },
        replugged(
            "ibm-descriptor-faults", .ibm(IBMSettings(digits: .ascii)),
            device: "Zebra scanner as an IBM hand-held one (05e0:1300)"
        ) { FakeIBMScanner(.init(identity: id(0x05E0, 0x1300, hid))) },
    ]

    /// What goes wrong with a descriptor is seen when the plug goes in.
    private static func replugged<Firmware: FaultyFirmware & FakeScanner>(
        _ name: String, _ settings: DriverSettings, device: String, _ firmware: () -> Firmware
    ) -> Take {
        Take(
            name, "Plugged in, the device refuses its report descriptor; the next time it gives half of it.",
            device: device, source: source, settings, firmware()
        ) { stage in
            for verb in ["stall", "half-descriptor"] {
                stage.pass(.seconds(1))
                stage.unplug()
                stage.pass(.seconds(1))
                stage.commit(verb)
                stage.replug()
                stage.pass(.seconds(5))
                stage.read("T0000000018")
            }
        }
    }

    static let typists: [Take] = [
        faulty(
            "keyboard-faults", device: "Zebra DS2208 as a keyboard (05e0:1200)", .keyboard(KeyboardSettings()),
            FakeKeyboardScanner(.init(identity: id(0x05E0, 0x1200, .input))),
            [
                "drip", "drop-up:2", "rollover", "stuck-shift", "hold:2", "unplug:3", "repeat", "silent", "babble:3:9",
            ]),
        Take(
            "keypad-faults", "Every fault of the fake keypad, each with a few digits; good ones behind it.",
            device: "numeric keypad (04d9:1603)", source: source, .keypad(KeypadSettings(form: .keyEvents)),
            FakeKeypad(.init(identity: id(0x04D9, 0x1603, .input)))
        ) { stage in
            for verb in [
                "drip", "drop-up:2", "rollover", "stuck-shift", "hold:2", "unplug:3", "repeat", "silent", "babble:3:9",
            ] {
                stage.commit(verb)
                stage.type([.digit(4), .digit(7), .enter])
                stage.type([.digit(1), .clear, .digit(2), .x, .enter])
            }
        },
    ]
}

extension Stage where Firmware == FakeKeypad {
    /// Keys are pressed, and the hand rests for a second.
    mutating func type(_ keys: [TypingKey]) {
        deliver(firmware.type(keys).chunks(.keyEvents))
        pass(.seconds(1))
    }
}
