import Assembly
import Codes
import Devices
import FakeDevices
import Foundation
import Journal
import Scenarios
import Station
import Testing

/// A folder that goes when the test ends.
final class Scratch {
    let path = NSTemporaryDirectory() + "scenario-\(UUID().uuidString)"
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The demo's shift in memory, through the shipping box, loop and journal, with every language a device can have.
@Suite("The shift, in memory") struct LanguageTests {
    /// A scanner's language under test.
    struct Language: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var collecting: ScannerModel
        /// The packing scanner; nil for the line scanner, from which the operator hears when the other one is mute.
        var packing: ScannerModel?
    }

    private static func usb(_ vendor: UInt16, _ product: UInt16, _ serial: String, _ number: Int) -> DeviceIdentity {
        DeviceIdentity(
            vendor: vendor, product: product, serialNumber: serial, node: "bus/usb/001/00\(number)#0",
            port: .usb(interface: 0, class: 3, subclass: 0, protocol: 0), portPath: "1-\(number)")
    }

    private static func tty(_ serial: String, _ number: Int) -> DeviceIdentity {
        DeviceIdentity(
            vendor: 0x05E0, product: 0x1701, serialNumber: serial, node: "ttyACM\(number)", portPath: "1-\(number)")
    }

    private static func keys(_ layout: KeyboardLayout) -> ScannerModel {
        .keyboard(
            FakeKeyboardScanner.Configuration(
                identity: DeviceIdentity(
                    vendor: 0x05E0, product: 0x1200, serialNumber: "KEYS", node: "input/event3", port: .input,
                    portPath: "1-1"), layout: layout))
    }

    static let languages: [Language] =
        [
            Language(
                testDescription: "SSI", collecting: .ssi(FakeSSIScanner.Configuration(identity: tty("SSI-1", 0))),
                packing: .ssi(FakeSSIScanner.Configuration(identity: tty("SSI-2", 1)))),
            Language(
                testDescription: "HID POS",
                collecting: .hidPOS(
                    FakeHIDPOSScanner.Configuration(
                        identity: usb(0x0C2E, 0x0907, "POS-1", 1), form: .honeywell, needsRedirect: true)),
                packing: .hidPOS(
                    FakeHIDPOSScanner.Configuration(
                        identity: usb(0x0C2E, 0x0907, "POS-2", 2), form: .honeywell, needsRedirect: true))),
            Language(
                testDescription: "IBM hand-held",
                collecting: .ibm(FakeIBMScanner.Configuration(identity: usb(0x05E0, 0x1300, "IBM-1", 1)))),
        ]
        + KeyboardLayout.allCases.map { layout in
            Language(testDescription: "a \(layout.rawValue) keyboard", collecting: keys(layout))
        }

    /// The golden form with line scanners, as it is kept beside this file.
    private static let golden = Result {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "demo.golden")
        if ProcessInfo.processInfo.environment["SCANSTATION_WRITE_GENERATED"] != nil {
            try shift().write(to: file, atomically: true, encoding: .utf8)
        }
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// Works the shift; gives its golden form.
    private static func shift(
        _ scanners: [ScannerPlace] = [.collecting, .packing], devices: [DevicePlace] = [.reader],
        after: (MemoryTable) throws -> Void = { _ in }
    ) throws -> String {
        let folder = Scratch()
        var configuration = ScenarioConfiguration(folder: folder.path, scanners: scanners)
        configuration.devices = devices
        _ = try ShiftRun(configuration).recordInMemory(after: after)
        return try Export.golden(path: configuration.journal)
    }

    @Test func `comes out the same every time, with line scanners`() throws {
        #expect(try Self.shift() == Self.golden.get(), "SCANSTATION_WRITE_GENERATED=1 writes it anew")
    }

    @Test("comes out the same with every scanner's language", arguments: languages)
    func scanners(language: Language) throws {
        let places = [
            ScannerPlace("collect", language.collecting, track: .collect),
            language.packing.map { ScannerPlace("pack", $0, track: .pack) } ?? .packing,
        ]
        #expect(try Self.shift(places) == Self.golden.get())
    }

    @Test func `takes a number that is typed on a keypad, with a star for X`() throws {
        let folder = Scratch()
        var configuration = ScenarioConfiguration(folder: folder.path)
        let identity = DeviceIdentity(
            vendor: 0x13BA, product: 0x0001, node: "input/event4", port: .input, portPath: "1-8", name: "Keypad")
        configuration.devices = [DevicePlace("keypad", .keypad(FakeKeypad.Configuration(identity: identity)))]
        let table = try MemoryTable(configuration)
        for place in configuration.scanners { table.plug(place.name, place.model.firmware) }
        for place in configuration.devices { table.plug(place.name, place.firmware) }
        #expect(try table.scan(.card(.category(1)), with: "collect") == .accepted)
        let person = try #require((1...200).first { table.deck.payload(of: .person($0)).hasSuffix("X") })
        let number = table.deck.payload(of: .person(person))
        let keys = number.map { $0 == "X" ? TypingKey.x : .digit($0.wholeNumberValue ?? 0) } + [.enter]
        for key in keys {
            let typed = table.withFirmware("keypad", as: FakeKeypad.self) { keypad, _ in keypad.type([key]) }
            table.deliver(typed?.chunks(.keyEvents) ?? [], from: "keypad")
            table.pass(.milliseconds(200))
        }
        #expect(try ShiftRecord(journal: configuration.journal).scans.last?.verdict.name == "typed-person")
        #expect(try table.scan(.card(.confirm), with: "collect") == .accepted)
        #expect(try table.scan(.tube(1), with: "collect") == .sealed)
        try table.stop()
        let csv = try Export.table(path: configuration.journal).csv
        #expect(csv.contains(number) && csv.contains("typed"))
    }

    @Test(
        "comes out the same over every wire of a card reader",
        arguments: [
            FakeCardReader.Configuration.Chunks.whole, .headerAndBody, .packets(64),
        ])
    func cardReaders(chunks: FakeCardReader.Configuration.Chunks) throws {
        let identity = DeviceIdentity(
            vendor: 0x0400, product: 0xC35A, serialNumber: "SAM", node: "bus/usb/001/009#0",
            port: .usb(interface: 0, class: 0xFF, subclass: 0, protocol: 0), portPath: "1-9")
        let reader = DevicePlace("reader", .cardReader(.init(identity: identity, chunks: chunks)))
        #expect(try Self.shift(devices: [reader]) == Self.golden.get())
    }

    @Test(
        "prints a label for each sealed bag in every printer's language", arguments: FakeLabelPrinter.Language.allCases)
    func printers(language: FakeLabelPrinter.Language) throws {
        let identity = DeviceIdentity(node: "tcp://192.168.1.9:9100", port: .network)
        let printer = DevicePlace("printer", .printer(.init(identity: identity, language: language)))
        let golden = try Self.shift(devices: [.reader, printer]) { table in
            table.pass(.seconds(30))
            let printed = table.withFirmware("printer", as: FakeLabelPrinter.self) { printer, _ in printer.printed }
            let texts = (printed ?? []).map { String(decoding: $0.bytes, as: UTF8.self) }
            #expect(texts.count == 4, "\(table.log.suffix(12)) \(table.box.labelsOwed)")
            #expect(texts.first?.contains("B00000001") ?? false)
            #expect(texts.dropFirst().first?.contains("FQ0000002") ?? false)
            #expect(texts.dropFirst(2).first?.contains("UN3373") ?? false)
            #expect(texts.last?.contains("MANIFEST 1") ?? false)
            #expect(table.box.labelsOwed.isEmpty)
        }
        #expect(try golden == Self.golden.get())
    }
}
