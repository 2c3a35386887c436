import Drivers

/// The languages beside the line scanners'. A language is one entry.
extension DriverChoice {
    static let hidPOS = Entry(
        language: .hidpos,
        settings: [
            "fallback": "aimFirst|plain", "redirectsOutput": "true|false", "redirectsIfOffered": "true|false",
            "mayOmitLastReport": "true|false", "suffix": "lineEnd|tab|none",
        ],
        read: { reader throws(SettingsError) in
            var settings = HIDPOSSettings()
            settings.fallback = try reader.word("fallback", as: HIDPOSSettings.Fallback.self) ?? settings.fallback
            settings.redirectsOutput = try reader.truth("redirectsOutput") ?? settings.redirectsOutput
            settings.redirectsIfOffered = try reader.truth("redirectsIfOffered") ?? settings.redirectsIfOffered
            settings.mayOmitLastReport = try reader.truth("mayOmitLastReport") ?? settings.mayOmitLastReport
            settings.suffix = try reader.word("suffix", as: HIDPOSSettings.Suffix.self) ?? settings.suffix
            return .hidPOS(settings)
        })

    static let ibm = Entry(
        language: .ibm, settings: ["digits": "ascii|values"],
        read: { reader throws(SettingsError) in
            let digits: IBMSettings.Digits? = try reader.word("digits", ["ascii": .ascii, "values": .values])
            return .ibm(IBMSettings(digits: digits ?? .ascii))
        })

    /// One entry for each language of printers.
    static let printers: [Entry] = [
        (CaptureLanguage.zpl, PrinterSettings.Language.zpl), (.tspl, .tspl), (.cpcl, .cpcl), (.escpos, .escpos),
    ]
    .map { captured, language in
        Entry(
            language: captured,
            settings: ["status": "yes|no", "peels": "yes|no", "silence": "MS", "count": "none|HEX"],
            read: { reader throws(SettingsError) in
                var settings = PrinterSettings(language: language)
                settings.asksStatus = try reader.flag("status") ?? settings.asksStatus
                settings.peels = try reader.flag("peels") ?? settings.peels
                settings.silence = try reader.duration("silence") ?? settings.silence
                let isUncounted = reader.holds("count", "none")
                settings.labelCount = isUncounted ? [] : try reader.bytes("count", most: 16) ?? settings.labelCount
                return .printer(settings)
            })
    }
}

extension DriverChoice {
    static let keyboard = Entry(
        language: .keyboard,
        settings: [
            "layout": "us|german|french", "form": "keyEvents|bootReports|numberedReports", "suffix": "enter|tab|none",
            "altCodePage": "cp437|cp1252|bytes", "reportID": "NUMBER", "idle": "MS", "missing": "delivered|damaged",
            "aim": "never|ifPresent|always", "deadKeys": "combining|plain", "controlKeys": "position|character",
            "capsLock": "letters|everyKey", "answersLocks": "true|false", "special": "HEX",
        ],
        read: { reader throws(SettingsError) in
            var settings = KeyboardSettings()
            settings.layout = try reader.word("layout", as: KeyboardSettings.Layout.self) ?? settings.layout
            settings.form = try reader.word("form", as: KeyboardSettings.Form.self) ?? settings.form
            settings.suffix = try reader.word("suffix", as: KeyboardSettings.Suffix.self) ?? settings.suffix
            settings.altCodePage =
                try reader.word("altCodePage", as: KeyboardSettings.AltCodePage.self) ?? settings.altCodePage
            if let id = try reader.number("reportID", in: 0...255) { settings.reportID = UInt8(id) }
            settings.idleTimeout = try reader.duration("idle") ?? settings.idleTimeout
            settings.missingSuffix = try missing(reader) ?? settings.missingSuffix
            settings.aim = try aim(reader) ?? settings.aim
            try readKeys(&settings, reader)
            return .keyboard(settings)
        })

    private static func readKeys(_ settings: inout KeyboardSettings, _ reader: SettingsReader) throws(SettingsError) {
        settings.deadKeys = try reader.word("deadKeys", as: KeyboardSettings.DeadKeys.self) ?? settings.deadKeys
        settings.controlKeys =
            try reader.word("controlKeys", as: KeyboardSettings.ControlKeys.self) ?? settings.controlKeys
        settings.capsLock = try reader.word("capsLock", as: KeyboardSettings.CapsLock.self) ?? settings.capsLock
        settings.answersLocks = try reader.truth("answersLocks") ?? settings.answersLocks
        guard let pairs = try reader.bytes("special", most: CaptureLimit.settingLetters / 2) else { return }
        if pairs.count % 2 != 0 { throw SettingsError("special must be pairs of a key's usage and a byte, like 411D") }
        for start in stride(from: 0, to: pairs.count, by: 2) { settings.specialKeys[pairs[start]] = pairs[start + 1] }
    }

    static let keypad = Entry(
        language: .keypad, settings: ["form": "keyEvents|bootReports|numberedReports", "reportID": "NUMBER"],
        read: { reader throws(SettingsError) in
            var settings = KeypadSettings(form: try reader.word("form", as: KeyboardSettings.Form.self) ?? .keyEvents)
            if let id = try reader.number("reportID", in: 0...255) { settings.reportID = UInt8(id) }
            return .keypad(settings)
        })
}

extension DriverChoice {
    static let ssi = Entry(
        language: .ssi,
        settings: [
            "packets": "yes|no", "wakeup": "yes|no", "prefix": "HEX", "suffix": "cr|lf|crlf|tab|etx|none", "idle": "MS",
            "missing": "delivered|damaged", "aim": "never|ifPresent|always", "reply": "newland|none",
        ],
        read: { reader throws(SettingsError) in
            .ssi(
                SSISettings(
                    usesPackets: try reader.flag("packets") ?? true, raw: try lineFormat(reader),
                    needsWakeup: try reader.flag("wakeup") ?? false))
        })
}

extension DriverChoice {
    static let sam = Entry(
        language: .sam, settings: ["keepsPhoto": "true|false", "verify": "MS"],
        read: { reader throws(SettingsError) in
            .cardReader(
                CardReaderSettings(
                    keepsPhoto: try reader.truth("keepsPhoto") ?? false, verifyEvery: try reader.duration("verify")))
        })
}
