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
    package enum Quirk: String, Hashable, Sendable {
        /// Not a USB serial class device: needs a vendor driver of the kernel.
        case vendorSerial
        /// Commands are answered among the scans.
        case answersInBand
        /// "Not on file" disables the scanner until it is enabled again.
        case refusalDisables
        /// Found by its kind of port alone; the maker is not known.
        case fallback
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
    /// Maker and model, for people.
    package var name: String
    package var role: Role
    package var language: Language
    /// How it is reached. USB serial devices ignore the speed of their line; adaptors do not.
    package var wire: Wire
    package var verdict: VerdictLanguage
    package var quirks: Set<Quirk>
    package var trust: Trust
    /// Where the ids and the language were read.
    package var source: String

    package init(
        vendor: UInt16?, product: Product, name: String, role: Role = .scanner,
        language: Language = .line(LineFormat()),
        wire: Wire = .serial(LineSettings()), verdict: VerdictLanguage, quirks: Set<Quirk> = [],
        trust: Trust = .documented, source: String
    ) {
        self.vendor = vendor
        self.product = product
        self.name = name
        self.role = role
        self.language = language
        self.wire = wire
        self.verdict = verdict
        self.quirks = quirks
        self.trust = trust
        self.source = source
    }
}
