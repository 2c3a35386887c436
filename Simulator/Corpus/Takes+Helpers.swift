import Devices
import Drivers
import FakeDevices

/// Every fault of card readers and printers.
extension Take {
    /// A person who never was: born in 1893.
    static let card = FakeCard(
        kind: .resident, number: "110105189301010013", chineseName: "样某", sex: .unspecified, birth: "18930101")

    static let readers: [Take] = [
        Take(
            "sam-faults", "Every fault of the fake reader, each with a card laid down; the card once more behind it.",
            device: "SAM card reader (0400:c35a)", source: source, .cardReader(CardReaderSettings(keepsPhoto: false)),
            FakeCardReader(
                .init(identity: id(0x0400, 0xC35A, bulk)))
        ) { stage in
            for verb in [
                "lift", "code:33", "bad-text", "checksum", "half", "garbage:7", "false-header:1200", "silent", "repeat",
                "split:4", "drip", "slow:1500", "power:2000",
            ] {
                stage.commit(verb)
                for _ in 0..<2 {
                    stage.firmware.lay(card)
                    stage.pass(.seconds(4))
                    stage.firmware.lift()
                    stage.pass(.seconds(2))
                }
            }
        }
    ]

    static let printers: [Take] = FakeLabelPrinter.Language.allCases.map { language in
        Take(
            "\(language.rawValue)-faults",
            "Every fault of the fake printer, each with a label, and what puts it right; a good label behind it.",
            device: "fake label printer (0a5f:0080)", source: source,
            .printer(PrinterSettings(language: language.driven)),
            FakeLabelPrinter(
                .init(
                    identity: id(0x0A5F, 0x0080, .usb(interface: 0, class: 7, subclass: 1, protocol: 2)),
                    language: language))
        ) { stage in
            for (verb, mending) in [
                ("paper-out:mid", "reload"), ("head-open:now", "close"), ("ribbon-out:now", "reload"),
                ("pause", "resume"), ("buffer-full", "drain"), ("silent", "honest"), ("always-fine", "honest"),
                ("drip", "honest"), ("power-cycle:mid", "reload"),
            ] {
                stage.commit(verb)
                stage.print(label(language))
                stage.pass(.seconds(10))
                stage.commit(mending)
                stage.pass(.seconds(10))
                stage.settled()
                stage.print(label(language))
                stage.pass(.seconds(5))
            }
        }
    }

    /// A label with nothing on it that is anybody's.
    static func label(_ language: FakeLabelPrinter.Language) -> [UInt8] {
        switch language {
        case .zpl: Array("^XA^FO20,20^A0N,30,30^FDB00000017^FS^XZ".utf8)
        case .tspl: Array("SIZE 50 mm,30 mm\r\nCLS\r\nTEXT 20,20,\"3\",0,1,1,\"B00000017\"\r\nPRINT 1\r\n".utf8)
        case .cpcl: Array("! 0 200 200 240 1\r\nTEXT 4 0 20 20 B00000017\r\nFORM\r\nPRINT\r\n".utf8)
        case .escpos: [0x1B, 0x40] + Array("B00000017\n\n\n".utf8)
        }
    }
}

extension FakeLabelPrinter.Language {
    /// The driver's name of it.
    var driven: PrinterSettings.Language {
        switch self {
        case .zpl: .zpl
        case .tspl: .tspl
        case .cpcl: .cpcl
        case .escpos: .escpos
        }
    }
}
