import Station

/// One element of a lane's `keypads`, `card-readers` or `printers`.
struct WrittenHelper {
    var serial: Placed<String>?
    var port: Placed<String>?
    var model: Placed<ScannerRule.Match>?
    var address: Placed<HelperRule.Match>?
    var language: Placed<HelperRule.PrinterLanguage>?
    var dots: Int?
    var baud: Int?
    var entry: String?

    static func list(of kind: HelperRule.Kind) -> ConfigurationForm<[Placed<HelperRule>]> {
        .list(of: form(of: kind).placed, 0...ConfigurationLimit.scanners)
    }

    private static func form(of kind: HelperRule.Kind) -> ConfigurationForm<HelperRule> {
        var keys = [
            ConfigurationKey("serial", \WrittenHelper.serial, .text(1...64)),
            ConfigurationKey("port", \.port, .text(1...64)),
            ConfigurationKey("model", \.model, WrittenScanner.model),
            ConfigurationKey("entry", \.entry, .text(1...64)),
        ]
        if kind != .keypad { keys.append(ConfigurationKey("baud", \.baud, .whole(oneOf: WrittenScanner.speeds))) }
        if kind == .printer {
            keys += [
                ConfigurationKey("address", \.address, networkAddress),
                ConfigurationKey("language", \.language, .word),
                ConfigurationKey("dots", \.dots, .whole(oneOf: [8, 12, 24])),
            ]
        }
        let mapping = ConfigurationForm.mapping(WrittenHelper(), keys)
        return ConfigurationForm { entry, faults in
            mapping.read(entry, &faults).map { $0.rule(kind, at: entry, &faults) }
        }
    }

    /// An IPv4 address and a port; names are not looked up, because that could take long.
    private static var networkAddress: ConfigurationForm<HelperRule.Match> {
        .scalar("an IPv4 address and a port such as 192.168.1.9:9100") { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.first?.split(separator: ".", omittingEmptySubsequences: false) ?? []
            let isDecimal = text.utf8.allSatisfy { $0 == 0x3A || $0 == 0x2E || (0x30...0x39).contains($0) }
            guard isDecimal, parts.count == 2, let port = UInt16(parts[1]), port > 0, numbers.count == 4,
                numbers.allSatisfy({ UInt8($0) != nil })
            else { return nil }
            return .address(host: String(parts[0]), port: port)
        }
    }

    private func rule(
        _ kind: HelperRule.Kind, at entry: ConfigurationEntry, _ faults: inout ConfigurationFaults
    ) -> HelperRule {
        let devices = [
            serial.map { ScannerRule.Match.serialNumber($0.value) }, port.map { .portPath($0.value) }, model?.value,
        ].compactMap { $0 }
        let matches = devices.map(HelperRule.Match.device) + [address?.value].compactMap { $0 }
        if matches.count > 1 {
            let names = "serial, port\(kind == .printer ? ", model and address" : " and model")"
            faults.add("found \(matches.count) of \(names), expected at most one", at: entry)
        }
        if address != nil, language == nil {
            faults.add("missing key \"language\": a printer in the network does not say what it speaks", at: entry)
        }
        return HelperRule(
            kind: kind, match: matches.first ?? .device(.any), language: language?.value, dotsPerMillimetre: dots,
            baud: baud, entry: self.entry)
    }
}
