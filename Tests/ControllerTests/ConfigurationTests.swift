import Codes
import Controller
import Foundation
import Station
import Testing

/// Texts of configurations for tests.
enum ConfigurationSample {
    /// The shipped example.
    static func example() throws -> String {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/scanstation/scanstation.example.yaml")
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// The shortest configuration there is.
    static let minimal = """
        station: desk-1
        site: {card-key: unit-test-key}
        categories:
          - {english: everyone, chinese: 全员筛查}
        codes:
          tube: {pattern: 'T[0-9]{8}'}
          bag: {pattern: 'B[0-9]{8}'}
          seal: {pattern: 'Q[0-9]{8}'}

        """

    /// The lines of the error, or none for a text that loads.
    static func faults(_ text: String) -> [String] {
        do throws(ConfigurationError) {
            _ = try Configuration.load(text: text, file: "station.yaml")
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }
}

struct ConfigurationTests {
    @Test func `the shipped example loads and says what it shows`() throws {
        let configuration = try Configuration.load(text: ConfigurationSample.example(), file: "example")
        let settings = configuration.settings
        #expect(settings.station == "desk-1")
        #expect(settings.site == "S-0042")
        #expect(settings.lanes == [LaneID(1), LaneID(2)])
        #expect(settings.modes.map(\.capacity) == [1, 10, 20, 10])
        #expect(settings.modes.map(\.order) == [.personFirst, .personFirst, .personFirst, .tubeFirst])
        #expect(settings.modes.map(\.confirm) == [.each, .each, .firstAndLast, .each])
        #expect(settings.categories.map(\.modes) == [[1, 2, 3, 4], [1, 2], [1], [1]])
        #expect(settings.categories[1].chinese == "重点人群")
        #expect(settings.expectedCategories == ["S-0042": 1, "S-0043": 3])
        #expect(configuration.classRules.count == 12)
        #expect(configuration.classRules.first?.check == .luhn)
        let bars = configuration.classRules.bars(of: "376104250021234569", .box)
        if case .elements(let sscc) = bars {
            #expect(sscc.digits == "00376104250021234569")
        } else {
            Issue.record("the example's boxes have an SSCC, not \(String(describing: bars))")
        }
        #expect(configuration.classRules.compactMap(\.gs1) == [GS1Form(identifying: ["00"], mayCarry: ["10"])])
        #expect(
            configuration.opaqueRules.map(\.opaqueClass) == [.stable, .expiring(minutes: 10), .carriesNumber])
        #expect(configuration.opaqueRules[2].numberPlace == .afterPrefix(until: UInt8(ascii: "|")))
        #expect(
            configuration.scanners == [
                ScannerRule(match: .serialNumber("21094B0F11"), track: .collect),
                ScannerRule(
                    match: .portPath("1-1.2"), track: .pack, baud: 115_200, suffix: .crlf, prefix: [2],
                    idleMilliseconds: 100, verdicts: .honeywell, layout: .us, language: .line,
                    entry: "RS-232 scanner on an adaptor"),
                ScannerRule(match: .model(vendor: 0x05E0, product: 0x1701), lane: LaneID(2)),
                ScannerRule(lane: LaneID(2)),
            ])
        #expect(
            configuration.helpers == [
                HelperRule(kind: .keypad, match: .device(.model(vendor: 0x04D9, product: 0x1603))),
                HelperRule(kind: .cardReader, match: .device(.portPath("1-1.3")), baud: 115_200),
                HelperRule(
                    kind: .printer, match: .address(host: "192.168.1.9", port: 9100), language: .zpl,
                    dotsPerMillimetre: 8),
                HelperRule(kind: .printer, match: .device(.model(vendor: 0x0A5F, product: 0x0080))),
            ])
    }

    @Test func `a minimal file has the defaults of the rules`() throws {
        let configuration = try Configuration.load(text: ConfigurationSample.minimal, file: "minimal")
        #expect(
            configuration.settings
                == Settings(
                    station: "desk-1",
                    categories: [CategoryRule(english: "everyone", chinese: "全员筛查", modes: [1, 2, 3, 4])],
                    modes: [
                        ModeRule(name: "single", capacity: 1), ModeRule(name: "pool-5", capacity: 5),
                        ModeRule(name: "pool-10", capacity: 10), ModeRule(name: "pool-20", capacity: 20),
                    ]))
        #expect(configuration.sound == nil)
        #expect(configuration.scanners == [ScannerRule()])
        #expect(configuration.helpers == HelperRule.Kind.allCases.map { HelperRule(kind: $0) })
        #expect(configuration.language == .english)
        #expect(configuration.sightWindow == .milliseconds(1_500))
        #expect(configuration.personKinds == Set(PersonCode.Kind.allCases))
        #expect(configuration.journalPath == "/var/lib/scanstation/journal.sqlite")
        #expect(configuration.runtimeDirectory == "/run/scanstation")
        #expect(configuration.cardKey == "unit-test-key")
    }

    @Test func `sound that is asked for without more is the shipped example's`() throws {
        let bare = try Configuration.load(text: ConfigurationSample.minimal + "sound: {}\n", file: "")
        #expect(bare.sound == SoundRules())
        #expect(try Configuration.load(text: ConfigurationSample.example(), file: "").sound == SoundRules())
        let quiet = ConfigurationSample.minimal + "sound: {device: 'plughw:CARD=Device', volume: 0, mode: quiet}\n"
        let sound = try Configuration.load(text: quiet, file: "").sound
        #expect(sound?.device == "plughw:CARD=Device")
        #expect(sound?.volume == 0)
        #expect(sound?.mode == .quiet)
        for wrong in ["volume: 101", "volume: -1", "mode: loud", "phrases: phrases", "device: ''", "speed: 3"] {
            #expect(
                ConfigurationSample.faults(ConfigurationSample.minimal + "sound: {\(wrong)}\n").count == 1, "\(wrong)")
        }
    }

    @Test func `a lot's last day is a day of the calendar`() throws {
        func last(_ day: String) throws -> Int64? {
            let text =
                ConfigurationSample.minimal + "  lot: {pattern: 'L-[0-9]'}\nlots: [{code: L-1, expires: \(day)}]\n"
            return try Configuration.load(text: text, file: "").settings.lots?.first?.expires
        }
        #expect(try last("2022-06-30") == 19_173)
        #expect(try last("2024-02-29") == 19_782)
        for day in ["2023-02-29", "2022-06-31", "2022-13-01", "2022-6-30", "2022-+6-30", "20220630", "1999-01-01"] {
            #expect(throws: ConfigurationError.self, "\(day)") { try last(day) }
        }
    }

    @Test func `the example's defaults are those that hold without them`() throws {
        let example = try ConfigurationSample.example()
        let without = example.components(separatedBy: "\nbags:\n")[0] + "\n"
        let full = try Configuration.load(text: example, file: "example")
        #expect(try Configuration.load(text: without, file: "example") == full)
    }

    @Test func `lines that end with CR LF are read alike`() throws {
        let text = try ConfigurationSample.example()
        let windows = text.replacingOccurrences(of: "\n", with: "\r\n")
        #expect(
            try Configuration.load(text: windows, file: "") == Configuration.load(text: text, file: ""))
    }
}
