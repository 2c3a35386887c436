import Drivers

/// The languages beside the line scanners'. A language is one entry.
extension DriverChoice {
    static let hidPOS = Entry(
        language: .hidpos,
        settings: [
            "fallback": "aimFirst|plain", "redirectsOutput": "true|false", "redirectsIfOffered": "true|false",
            "mayOmitLastReport": "true|false",
        ],
        make: { reader throws(SettingsError) in
            var settings = HIDPOSSettings()
            settings.fallback = try reader.word("fallback", as: HIDPOSSettings.Fallback.self) ?? settings.fallback
            settings.redirectsOutput = try reader.truth("redirectsOutput") ?? settings.redirectsOutput
            settings.redirectsIfOffered = try reader.truth("redirectsIfOffered") ?? settings.redirectsIfOffered
            settings.mayOmitLastReport = try reader.truth("mayOmitLastReport") ?? settings.mayOmitLastReport
            return HIDPOSDriver(settings: settings)
        })

    static let ibm = Entry(
        language: .ibm, settings: ["digits": "ascii|values"],
        make: { reader throws(SettingsError) in
            let digits: IBMSettings.Digits? = try reader.word("digits", ["ascii": .ascii, "values": .values])
            return IBMDriver(settings: IBMSettings(digits: digits ?? .ascii))
        })

    /// One entry for each language of printers.
    static let printers: [Entry] = [
        (CaptureLanguage.zpl, PrinterSettings.Language.zpl), (.tspl, .tspl), (.cpcl, .cpcl), (.escpos, .escpos),
    ]
    .map { captured, language in
        Entry(
            language: captured, settings: ["status": "yes|no", "peels": "yes|no"],
            make: { reader throws(SettingsError) in
                LabelPrinter(
                    settings: PrinterSettings(
                        language: language, asksStatus: try reader.flag("status") ?? true,
                        peels: try reader.flag("peels") ?? false))
            })
    }
}

extension DriverChoice {
    static let keyboard = Entry(
        language: .keyboard,
        settings: [
            "layout": "us|german|french", "form": "keyEvents|bootReports|numberedReports", "suffix": "enter|tab|none",
            "altCodePage": "cp437|cp1252|bytes", "reportID": "NUMBER", "idle": "MS",
        ],
        make: { reader throws(SettingsError) in
            var settings = KeyboardSettings()
            settings.layout = try reader.word("layout", as: KeyboardSettings.Layout.self) ?? settings.layout
            settings.form = try reader.word("form", as: KeyboardSettings.Form.self) ?? settings.form
            settings.suffix = try reader.word("suffix", as: KeyboardSettings.Suffix.self) ?? settings.suffix
            settings.altCodePage =
                try reader.word("altCodePage", as: KeyboardSettings.AltCodePage.self) ?? settings.altCodePage
            if let id = try reader.number("reportID", in: 0...255) { settings.reportID = UInt8(id) }
            settings.idleTimeout = try reader.duration("idle") ?? settings.idleTimeout
            return KeyboardDriver(settings: settings)
        })

    static let keypad = Entry(
        language: .keypad, settings: ["form": "keyEvents|bootReports|numberedReports", "reportID": "NUMBER"],
        make: { reader throws(SettingsError) in
            var settings = KeypadSettings(form: try reader.word("form", as: KeyboardSettings.Form.self) ?? .keyEvents)
            if let id = try reader.number("reportID", in: 0...255) { settings.reportID = UInt8(id) }
            return KeypadDriver(settings: settings)
        })
}

extension DriverChoice {
    static let ssi = Entry(
        language: .ssi,
        settings: [
            "packets": "yes|no", "wakeup": "yes|no", "prefix": "HEX", "suffix": "cr|lf|crlf|tab|etx|none", "idle": "MS",
            "missing": "delivered|damaged", "aim": "never|ifPresent|always", "reply": "newland|none",
        ],
        make: { reader throws(SettingsError) in
            SSIDriver(
                settings: SSISettings(
                    usesPackets: try reader.flag("packets") ?? true, raw: try lineFormat(reader),
                    needsWakeup: try reader.flag("wakeup") ?? false))
        })
}

extension DriverChoice {
    static let sam = Entry(
        language: .sam, settings: ["keepsPhoto": "true|false"],
        make: { reader throws(SettingsError) in
            SAMCardReader(settings: CardReaderSettings(keepsPhoto: try reader.truth("keepsPhoto") ?? false))
        })
}
