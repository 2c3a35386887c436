/// What a station sounds like; a station without them is silent, and its scanners beep.
package struct SoundRules: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Tones, and recorded phrases behind them.
        case full
        case tones
        /// For homes: soft tones, and nobody speaks.
        case quiet
    }

    /// ALSA's name of the device.
    package var device = "default"
    /// The folder that holds `en` and `zh`, an absolute path.
    package var phrases = "/usr/share/scanstation/phrases"
    /// 0 to 100.
    package var volume = 80
    package var mode = Mode.full

    package init() {}
}

extension SoundRules {
    static var form: ConfigurationForm<SoundRules> {
        .mapping(
            SoundRules(),
            [
                ConfigurationKey("device", \.device, .text(1...ConfigurationLimit.deviceCharacters)),
                ConfigurationKey("phrases", \.phrases, .absolutePath),
                ConfigurationKey("volume", \.volume, .whole(0...100)),
                ConfigurationKey("mode", \.mode, .word),
            ])
    }
}
