package import Devices
package import Drivers

/// One kind of device the station knows: how to recognise it, and how to talk to it.
package struct DeviceModel: Hashable, Sendable {
    /// What a device is for.
    package enum Role: String, Hashable, Sendable, CaseIterable { case scanner, keypad, cardReader, printer }

    /// Which driver speaks the device's language, with its settings.
    package enum Language: Hashable, Sendable {
        case line(LineFormat)
        case ssi(SSISettings)
        case hidPOS(HIDPOSSettings)
        case ibm(IBMSettings)
        case keyboard(KeyboardSettings)
        case keypad(KeyboardSettings.Form)
        case cardReader(CardReaderSettings)
        case printer(PrinterSettings)
    }

    /// Which product ids an entry is for.
    package enum Product: Hashable, Sendable {
        case exactly(UInt16)
        /// Makers that number their models in the high byte and the interface mode in the low one.
        case lowByte(UInt8)
        /// Every product of the vendor that no other entry names.
        case any

        /// Whether `product` is one of them.
        package func holds(_ product: UInt16) -> Bool {
            switch self {
            case .exactly(let id): id == product
            case .lowByte(let mode): UInt8(truncatingIfNeeded: product) == mode
            case .any: true
            }
        }
    }

    /// What has to be known of a device beyond its protocol.
    package enum Quirk: String, Hashable, Sendable, CaseIterable {
        /// Not a USB serial class device: needs a vendor driver of the kernel.
        case vendorSerial
        /// Commands are answered among the scans.
        case answersInBand
        /// "Not on file" disables the scanner until it is enabled again.
        case refusalDisables
        /// Found by its kind of port alone; the maker is not known.
        case fallback
        /// Used only where a rule of the site names the very device or its model: it may as well be something that is
        /// not the station's, such as the keyboard of the box.
        case needsRule
        /// Used only where a rule names this entry: the same device is reached by another entry, or looks like what it
        /// is not, and two links to one device take it from each other.
        case onlyByName
        /// Ships in another mode: a set-up bar code has to be scanned before it appears under these ids.
        case needsSetupBarcode
        /// The interface only looks like it; the report descriptor says whether it is.
        case descriptorDecides
        /// The language is a guess until the printer's device id (IEEE 1284) or the configuration has told it.
        case languageFromDeviceID
        /// Data go one way only, or what comes back cannot be relied on.
        case unidirectional
        /// The kernel's driver is not given back when the link is closed: attaching it resets the device.
        case noReattach
    }

    /// How far an entry can be trusted.
    package enum Trust: String, Hashable, Sendable {
        /// From a maker's or standard document.
        case documented
        /// Read in public code that drives such devices.
        case code
        /// Not confirmed; a configuration may have to correct it.
        case unconfirmed
    }

    /// USB vendor id; nil for the fallbacks, which go by the kind of port.
    package var vendor: UInt16?
    package var product: Product
    /// How the node's name has to begin; empty for any. Only fallbacks need it.
    package var nodePrefix: String
    /// One of these has to stand in the name the device gives itself, in any case; empty for any name.
    package var words: [String]
    /// Maker and model, for people. No two entries have the same.
    package var name: String
    package var language: Language
    /// How it is reached. USB serial devices ignore the speed of their line; adaptors do not.
    package var wire: Wire
    /// How it is told to beep, where that is not a part of its language.
    package var verdict: VerdictLanguage
    package var quirks: Set<Quirk>
    /// The file below `Hardware/Sheets` that says how to set it up.
    package var sheet: String
    package var trust: Trust
    /// Where the ids and the language were read.
    package var source: String

    package init(
        vendor: UInt16?, product: Product, nodePrefix: String = "", words: [String] = [], name: String,
        language: Language = .line(LineFormat()), wire: Wire = .serial(LineSettings()),
        verdict: VerdictLanguage = .silent, quirks: Set<Quirk> = [], sheet: String = "line-scanner.md",
        trust: Trust = .documented, source: String
    ) {
        self.vendor = vendor
        self.product = product
        self.nodePrefix = nodePrefix
        self.words = words
        self.name = name
        self.language = language
        self.wire = wire
        self.verdict = verdict
        self.quirks = quirks
        self.sheet = sheet
        self.trust = trust
        self.source = source
    }

    /// How its driver is set: its language, and for a line scanner how it is told to beep.
    package var settings: DriverSettings {
        switch language {
        case .line(let format): .line(format, verdict)
        case .ssi(let settings): .ssi(settings)
        case .hidPOS(let settings): .hidPOS(settings)
        case .ibm(let settings): .ibm(settings)
        case .keyboard(let settings): .keyboard(settings)
        case .keypad(let form): .keypad(KeypadSettings(form: form))
        case .cardReader(let settings): .cardReader(settings)
        case .printer(let settings): .printer(settings)
        }
    }

    /// What the device is for follows from its language.
    package var role: Role {
        switch language {
        case .line, .ssi, .hidPOS, .ibm, .keyboard: .scanner
        case .keypad: .keypad
        case .cardReader: .cardReader
        case .printer: .printer
        }
    }
}
