import Devices
import Drivers
import FakeDevices
import Recorder

/// Settings that no recording shows.
extension Take {
    static let settings: [Take] =
        raw + [
            Take(
                "ssi-sleeping", "A scanner that sleeps is woken before it is told anything.",
                device: "Zebra scanner on RS-232 (serial)", source: source, wire: .serial(LineSettings()),
                .ssi(SSISettings(needsWakeup: true)),
                FakeSSIScanner(.init(identity: id(0x05E0, 0x1701), sleeps: true))
            ) { stage in
                stage.pass(.seconds(3))
                stage.read("T0000000018")
                stage.tell(.accepted)
                stage.pass(.seconds(5))
                stage.tell(.refused)
                stage.read("B00000017")
            },
            Take(
                "tspl-peel", "A peeler: each label waits until it is taken.", device: "fake label printer (0a5f:0080)",
                source: source, .printer(PrinterSettings(language: .tspl, peels: true)), peeler(.tspl)
            ) { stage in peel(&stage, .tspl) },
            Take(
                "cpcl-peel", "A peeler: each label waits until it is taken.", device: "fake label printer (0a5f:0080)",
                source: source, .printer(PrinterSettings(language: .cpcl, peels: true)), peeler(.cpcl)
            ) { stage in peel(&stage, .cpcl) },
            Take(
                "tspl-class-only", "Never asked by a status command, because this model prints those.",
                device: "fake label printer (0a5f:0080)", source: source,
                .printer(PrinterSettings(language: .tspl, asksStatus: false)), plain(.tspl)
            ) { stage in
                stage.print(label(.tspl))
                stage.pass(.seconds(5))
            },
            Take(
                "escpos-class-only", "Never asked by a status command.", device: "fake receipt printer (0a5f:0080)",
                source: source, .printer(PrinterSettings(language: .escpos, asksStatus: false)), plain(.escpos)
            ) { stage in
                stage.print(label(.escpos))
                stage.pass(.seconds(5))
            },
            Take(
                "cpcl-without-count", "This model does not know how many labels it has printed.",
                device: "fake label printer (0a5f:0080)", source: source,
                .printer(PrinterSettings(language: .cpcl, labelCount: [])), plain(.cpcl)
            ) { stage in
                stage.print(label(.cpcl))
                stage.pass(.seconds(5))
            },
            Take(
                "hidpos-suffix-tab", "A scanner that puts a tab behind each reading, which is no part of the code.",
                device: "Honeywell Xenon 1900 (0c2e:0907)", source: source, .hidPOS(suffixed(.tab)),
                FakeHIDPOSScanner(.init(identity: id(0x0C2E, 0x0907, hid), suffix: [0x09]))
            ) { stage in stage.read("T0000000018") },
            Take(
                "hidpos-suffix-none", "A line end that is a part of the code.",
                device: "Honeywell Xenon 1900 (0c2e:0907)",
                source: source, .hidPOS(suffixed(.none)),
                FakeHIDPOSScanner(.init(identity: id(0x0C2E, 0x0907, hid), suffix: [0x0D]))
            ) { stage in stage.read("T0000000018") },
        ]

    private static func suffixed(_ suffix: HIDPOSSettings.Suffix) -> HIDPOSSettings {
        var settings = HIDPOSSettings()
        settings.suffix = suffix
        return settings
    }

    /// A scanner on a serial line that sends SSI's readings without packets, with each suffix there is.
    private static let raw: [Take] = [
        ("lf", LineFormat.Suffix.lf, [0x0A]), ("crlf", .crlf, [0x0D, 0x0A]), ("tab", .tab, [0x09]),
        ("etx", .etx, [0x03]), ("none", .idle(.milliseconds(100)), []),
    ].map { (name: String, suffix: LineFormat.Suffix, bytes: [UInt8]) in
        Take(
            "ssi-raw-\(name)", "Readings without packets; what ends them is \(name).",
            device: "Zebra scanner on RS-232 (serial)", source: source, wire: .serial(LineSettings()),
            .ssi(SSISettings(usesPackets: false, raw: LineFormat(prefix: [0x02], suffix: suffix))),
            FakeSSIScanner(.init(identity: id(0x05E0, 0x1701), prefix: [0x02], suffix: bytes, manner: .rawOnly))
        ) { stage in
            stage.read("T0000000018")
            stage.read("B00000017")
        }
    }

    private static func plain(_ language: FakeLabelPrinter.Language) -> FakeLabelPrinter {
        FakeLabelPrinter(printer(language))
    }

    private static func peeler(_ language: FakeLabelPrinter.Language) -> FakeLabelPrinter {
        var configuration = printer(language)
        configuration.peels = true
        return FakeLabelPrinter(configuration)
    }

    private static func printer(_ language: FakeLabelPrinter.Language) -> FakeLabelPrinter.Configuration {
        .init(
            identity: id(0x0A5F, 0x0080, .usb(interface: 0, class: 7, subclass: 1, protocol: 2)), language: language)
    }

    private static func peel(_ stage: inout Stage<FakeLabelPrinter>, _ language: FakeLabelPrinter.Language) {
        for _ in 0..<2 {
            stage.print(label(language))
            stage.pass(.seconds(4))
            stage.takeLabel()
            stage.pass(.seconds(3))
        }
    }
}
