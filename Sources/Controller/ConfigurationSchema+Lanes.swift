import Station

/// One element of the key `lanes`.
struct WrittenLane {
    var number = Placed(value: 1, path: "lanes", place: .start)
    /// Nil where it was left out.
    var scanners: [Placed<ScannerRule>]?
    /// Only the kinds that were written.
    var helpers: [HelperRule.Kind: [Placed<HelperRule>]] = [:]

    static var form: ConfigurationForm<WrittenLane> {
        let scanners = ConfigurationForm.list(of: WrittenScanner.form.placed, 0...ConfigurationLimit.scanners)
        let keys = [
            ConfigurationKey(
                "number", \WrittenLane.number, ConfigurationForm<Int>.whole(1...ConfigurationLimit.lanes).placed,
                isRequired: true),
            ConfigurationKey("scanners", \WrittenLane.scanners, scanners),
            ConfigurationKey("keypads", \WrittenLane.helpers[.keypad], WrittenHelper.list(of: .keypad)),
            ConfigurationKey("card-readers", \WrittenLane.helpers[.cardReader], WrittenHelper.list(of: .cardReader)),
            ConfigurationKey("printers", \WrittenLane.helpers[.printer], WrittenHelper.list(of: .printer)),
        ]
        return ConfigurationForm { entry, faults in
            guard var lane = ConfigurationForm.mapping(WrittenLane(), keys).read(entry, &faults) else { return nil }
            lane.scanners = lane.scanners?.map { scanner in
                var scanner = scanner
                scanner.value.lane = LaneID(lane.number.value)
                return scanner
            }
            for kind in lane.helpers.keys {
                lane.helpers[kind] = lane.helpers[kind]?.map { helper in
                    var helper = helper
                    helper.value.lane = LaneID(lane.number.value)
                    return helper
                }
            }
            return lane
        }
    }
}

/// One element of a lane's `scanners`.
struct WrittenScanner {
    struct Line {
        var baud: Int?
        var suffix: ScannerRule.Suffix?
        var prefix: [UInt8]?
        var idleMilliseconds: Int?
    }

    /// What was named to tell the scanner by; none for any scanner, more than one is a fault.
    var serial: Placed<String>?
    var port: Placed<String>?
    var model: Placed<ScannerRule.Match>?
    var track = Track.both
    var line = Line()
    var verdicts: ScannerRule.Verdicts?
    var layout: ScannerRule.Layout?
    var language: ScannerRule.Language?
    var entry: String?

    /// Speeds a serial line can have, in bits a second.
    static let speeds = [
        1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
    ]

    static var form: ConfigurationForm<ScannerRule> {
        let mapping = ConfigurationForm.mapping(
            WrittenScanner(),
            [
                ConfigurationKey("serial", \.serial, .text(1...64)),
                ConfigurationKey("port", \.port, .text(1...64)),
                ConfigurationKey("model", \.model, model),
                ConfigurationKey("track", \.track, .word(of: [.collect, .pack, .both])),
                ConfigurationKey("line", \.line, line),
                ConfigurationKey("verdicts", \.verdicts, .word),
                ConfigurationKey("layout", \.layout, .word),
                ConfigurationKey("language", \.language, .word),
                ConfigurationKey("entry", \.entry, .text(1...64)),
            ])
        return ConfigurationForm { entry, faults in
            mapping.read(entry, &faults).map { $0.rule(at: entry, &faults) }
        }
    }

    private static var line: ConfigurationForm<Line> {
        .mapping(
            Line(),
            [
                ConfigurationKey("baud", \.baud, .whole(oneOf: speeds)),
                ConfigurationKey("suffix", \.suffix, .word),
                ConfigurationKey("prefix", \.prefix, .bytes(0...ConfigurationLimit.prefixBytes)),
                ConfigurationKey("idle-milliseconds", \.idleMilliseconds, .whole(5...2_000)),
            ])
    }

    /// `0c2e:0720`, as lsusb prints it.
    static var model: ConfigurationForm<ScannerRule.Match> {
        .scalar("vendor and product in hexadecimal, such as 0c2e:0720") { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let isHex = parts.allSatisfy { $0.utf8.count == 4 && $0.utf8.allSatisfy { $0 != UInt8(ascii: "+") } }
            guard parts.count == 2, isHex, let vendor = UInt16(parts[0], radix: 16),
                let product = UInt16(parts[1], radix: 16)
            else { return nil }
            return .model(vendor: vendor, product: product)
        }
    }

    private func rule(at entry: ConfigurationEntry, _ faults: inout ConfigurationFaults) -> ScannerRule {
        let matches = [
            serial.map { ScannerRule.Match.serialNumber($0.value) }, port.map { .portPath($0.value) }, model?.value,
        ].compactMap { $0 }
        if matches.count > 1 {
            faults.add("found \(matches.count) of serial, port and model, expected at most one", at: entry)
        }
        return ScannerRule(
            match: matches.first ?? .any, track: track, baud: line.baud, suffix: line.suffix, prefix: line.prefix,
            idleMilliseconds: line.idleMilliseconds, verdicts: verdicts, layout: layout,
            language: language, entry: self.entry)
    }
}
