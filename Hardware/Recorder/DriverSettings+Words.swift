import Devices
package import Drivers

/// What the `language` and `settings` of a capture stand for. `DriverChoice` reads them from a header, `words` writes them
/// into one, so that a recording replays as its station saw it.
extension DriverSettings {
    /// A capture's word for the language.
    package var language: CaptureLanguage {
        switch self {
        case .line: .line
        case .ssi: .ssi
        case .hidPOS: .hidpos
        case .ibm: .ibm
        case .keyboard: .keyboard
        case .keypad: .keypad
        case .cardReader: .sam
        case .printer(let settings):
            switch settings.language {
            case .zpl: .zpl
            case .tspl: .tspl
            case .cpcl: .cpcl
            case .escpos: .escpos
            }
        }
    }

    /// All settings for which a capture has words, also those that are as they are by default. What has none is left out:
    /// bytes with which a scanner is told to beep, beeps and lights of SSI, orders and trailers of IBM scanners, and how
    /// often a card is looked for; no site sets them, and a replay tells no verdicts.
    package var words: [Capture.Setting] {
        switch self {
        case .line(let format, let verdict):
            format.words + [verdict.word.map { Capture.Setting("verdict", $0) }].compact
        case .ssi(let settings):
            [.init("packets", yes: settings.usesPackets), .init("wakeup", yes: settings.needsWakeup)]
                + settings.raw.words
        case .hidPOS(let settings): settings.words
        case .ibm(let settings): [.init("digits", settings.digits.rawValue)]
        case .keyboard(let settings): settings.words + settings.wordsOfKeys
        case .keypad(let settings):
            [.init("form", settings.form.rawValue)] + [.init("reportID", settings.reportID)].compact
        case .cardReader(let settings):
            [.init("keepsPhoto", true: settings.keepsPhoto)] + [.init("verify", settings.verifyEvery)].compact
        case .printer(let settings):
            [.init("status", yes: settings.asksStatus), .init("peels", yes: settings.peels)]
                + [
                    .init("silence", settings.silence),
                    settings.labelCount.isEmpty ? .init("count", "none") : .init("count", settings.labelCount),
                ].compact
        }
    }
}

extension VerdictLanguage {
    /// nil for bytes and commands that have no word.
    fileprivate var word: String? {
        switch self {
        case .silent: "silent"
        case .honeywell: "honeywell"
        case .honeywellHostACK: "honeywell-host-ack"
        case .datalogic: "datalogic"
        case .newland(let commands): commands == .newlandTones ? "newland" : nil
        case .generic(let bytes): bytes == .bells ? "bells" : nil
        }
    }
}

extension LineFormat {
    fileprivate var words: [Capture.Setting] {
        let (end, pause) =
            switch suffix {
            case .cr: ("cr", idleTimeout)
            case .lf: ("lf", idleTimeout)
            case .crlf: ("crlf", idleTimeout)
            case .tab: ("tab", idleTimeout)
            case .etx: ("etx", idleTimeout)
            case .idle(let pause): ("none", pause)
            }
        return [
            .init("suffix", end), missingSuffix.setting, aim.setting, .init("reply", reply == nil ? "none" : "newland"),
        ]
            + [.init("prefix", prefix.isEmpty ? nil : prefix), .init("idle", pause)].compact
    }
}

extension LineFormat.MissingSuffix {
    fileprivate var setting: Capture.Setting {
        switch self {
        case .delivered: .init("missing", "delivered")
        case .damaged: .init("missing", "damaged")
        }
    }
}

extension LineFormat.AIM {
    fileprivate var setting: Capture.Setting {
        switch self {
        case .never: .init("aim", "never")
        case .ifPresent: .init("aim", "ifPresent")
        case .always: .init("aim", "always")
        }
    }
}

extension HIDPOSSettings {
    fileprivate var words: [Capture.Setting] {
        [
            .init("fallback", fallback.rawValue), .init("redirectsOutput", true: redirectsOutput),
            .init("redirectsIfOffered", true: redirectsIfOffered),
            .init("mayOmitLastReport", true: mayOmitLastReport), .init("suffix", suffix.rawValue),
        ]
    }
}

extension KeyboardSettings {
    fileprivate var words: [Capture.Setting] {
        [
            .init("layout", layout.rawValue), .init("form", form.rawValue), .init("suffix", suffix.rawValue),
            .init("altCodePage", altCodePage.rawValue), missingSuffix.setting, aim.setting,
        ] + [.init("reportID", reportID), .init("idle", idleTimeout)].compact
    }

    fileprivate var wordsOfKeys: [Capture.Setting] {
        let special = specialKeys.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        return [
            .init("deadKeys", deadKeys.rawValue), .init("controlKeys", controlKeys.rawValue),
            .init("capsLock", capsLock.rawValue), .init("answersLocks", true: answersLocks),
        ] + [.init("special", special.isEmpty ? nil : special)].compact
    }
}

extension Capture.Setting {
    fileprivate init(_ key: String, yes isYes: Bool) { self.init(key, isYes ? "yes" : "no") }

    fileprivate init(_ key: String, true isTrue: Bool) { self.init(key, isTrue ? "true" : "false") }

    fileprivate init?(_ key: String, _ number: UInt8?) {
        guard let number else { return nil }
        self.init(key, String(number))
    }

    /// nil for a time that a capture cannot say.
    fileprivate init?(_ key: String, _ duration: Duration?) {
        guard let duration, case let milliseconds = duration.inNanoseconds / 1_000_000,
            (1...60_000).contains(milliseconds)
        else { return nil }
        self.init(key, String(milliseconds))
    }

    /// nil for none, and for more bytes than a setting has letters for.
    fileprivate init?(_ key: String, _ bytes: [UInt8]?) {
        guard let bytes, bytes.count * 2 <= CaptureLimit.settingLetters else { return nil }
        self.init(key, CaptureText.hex(bytes).filter { $0 != " " })
    }
}

extension [Capture.Setting?] {
    fileprivate var compact: [Capture.Setting] { compactMap(\.self) }
}
