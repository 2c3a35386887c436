package import Devices

extension Capture {
    /// What a capture says of its device and of itself. Texts are one line, at most `CaptureLimit.valueBytes`.
    package struct Header: Hashable, Sendable {
        /// Name and, for a device on USB, its ids: `Honeywell 1900 (0c2e:0b61)`.
        package let device: String
        package let language: CaptureLanguage
        /// How the driver was set; each key once.
        package let settings: [Setting]
        /// The firmware's own words, or `unknown`.
        package let firmware: String
        package let source: Source
        package let wire: CapturedWire
        /// The report descriptor of a HID device; empty for none.
        package let descriptor: [UInt8]

        package init(
            device: String, language: CaptureLanguage, settings: [Setting] = [], firmware: String = "unknown",
            source: Source, wire: CapturedWire = .usb, descriptor: [UInt8] = []
        ) {
            self.device = Header.oneLine(device, else: "unnamed")
            self.language = language
            var keys: Set<String> = []
            self.settings = settings.filter { keys.insert($0.key).inserted }.prefix(CaptureLimit.settings).map(\.self)
            self.firmware = Header.oneLine(firmware, else: "unknown")
            self.source = source
            self.wire = wire.kept
            self.descriptor = Array(descriptor.prefix(CaptureLimit.descriptorBytes))
        }

        /// Itself with this descriptor, where it has none.
        func described(by descriptor: [UInt8]) -> Header {
            if !self.descriptor.isEmpty || descriptor.isEmpty { return self }
            return Header(
                device: device, language: language, settings: settings, firmware: firmware, source: source, wire: wire,
                descriptor: descriptor)
        }

        /// Control characters are blanks; blanks at the ends go; cut between two characters.
        static func oneLine(
            _ text: String, else other: String, most: Int = CaptureLimit.valueBytes
        ) -> String {
            var kept = String.UnicodeScalarView()
            var bytes = 0
            for scalar in text.unicodeScalars {
                bytes += UTF8.width(scalar)
                if bytes > most { break }
                kept.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
            }
            while kept.last == " " { kept.removeLast() }
            let line = String(kept.drop { $0 == " " })
            return line.isEmpty ? other : line
        }
    }

    /// One `key=value` of the settings.
    package struct Setting: Hashable, Sendable {
        package let key: String
        package let value: String

        /// Blanks, control characters, and `=` in the key, become `_`.
        package init(_ key: String, _ value: String) {
            self.key = Setting.word(key, without: "=")
            self.value = Setting.word(value, without: " ")
        }

        private static func word(_ text: String, without other: Unicode.Scalar) -> String {
            let line = Header.oneLine(text, else: "_").unicodeScalars.prefix(CaptureLimit.settingLetters)
            return line.reduce(into: "") { word, scalar in
                word.unicodeScalars.append(scalar == " " || scalar == other ? "_" : scalar)
            }
        }
    }

    /// Where the bytes are from.
    package struct Source: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            /// Printed in a document.
            case documented
            /// Made by the rules of a document, and by nobody's device.
            case computed
            /// Recorded from a device.
            case captured
        }
        package let kind: Kind
        /// The document, or how it was recorded.
        package let place: String

        /// What `scanstation record` writes, without persons.
        package static let recording = Source(.captured, "scanstation record")
        /// What it writes with `--raw`.
        package static let rawRecording = Source(.captured, "scanstation record --raw; this is health data")

        package init(_ kind: Kind, _ place: String) {
            self.kind = kind
            self.place = Header.oneLine(place, else: "unknown")
        }
    }
}

/// How the device was connected.
package enum CapturedWire: Hashable, Sendable {
    case usb
    case network
    /// A serial line and its settings, `9600 8N1`.
    case serial(LineSettings)

    package var text: String {
        switch self {
        case .usb: "usb"
        case .network: "network"
        case .serial(let line):
            "\(line.baudRate) \(line.dataBits)\(CapturedWire.letter(of: line.parity))\(line.stopBits)"
        }
    }

    package init?(_ text: String) {
        switch text {
        case "usb": self = .usb
        case "network": self = .network
        default:
            let parts = text.split(separator: " ")
            guard parts.count == 2, parts[1].utf8.count == 3, let baudRate = Int(parts[0]) else { return nil }
            let form = Array(parts[1])
            guard form.count == 3, let dataBits = form[0].wholeNumberValue, let stopBits = form[2].wholeNumberValue,
                let parity = [LineSettings.Parity.none, .even, .odd].first(where: {
                    CapturedWire.letter(of: $0) == String(form[1])
                })
            else { return nil }
            let line = LineSettings(baudRate: baudRate, dataBits: dataBits, parity: parity, stopBits: stopBits)
            guard CapturedWire.serial(line).kept == .serial(line) else { return nil }
            self = .serial(line)
        }
    }

    /// Itself with values a line can have.
    var kept: CapturedWire {
        guard case .serial(var line) = self else { return self }
        line.baudRate = min(max(line.baudRate, 50), 4_000_000)
        line.dataBits = min(max(line.dataBits, 5), 8)
        line.stopBits = min(max(line.stopBits, 1), 2)
        return .serial(line)
    }

    private static func letter(of parity: LineSettings.Parity) -> String {
        switch parity {
        case .none: "N"
        case .even: "E"
        case .odd: "O"
        }
    }
}
