package import Devices

/// What a command line tells a fake device to do wrong.
package protocol FaultyFirmware: FakeFirmware {
    /// In the order help shows them.
    static var verbs: [ScanFault.Verb] { get }

    /// Commits a fault by its verb, with arguments after colons.
    ///
    /// - Returns: what the device sends because of that; nil for a verb that it does not know.
    mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]?
}

extension FakeLineScanner: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { ScanFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        ScanFault(text).map {
            commit($0)
            return []
        }
    }
}

extension FakeSSIScanner: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { FakeSSIFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        FakeSSIFault(text).map {
            commit($0)
            return []
        }
    }
}

extension FakeHIDPOSScanner: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { ReportFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        ReportFault(text).map {
            commit($0)
            return []
        }
    }
}

extension FakeIBMScanner: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { ReportFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        ReportFault(text).map {
            commit($0)
            return []
        }
    }
}

extension FakeKeyboardScanner: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { KeyFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        KeyFault(text).map {
            commit($0)
            return []
        }
    }
}

extension FakeKeypad: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { KeyFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        KeyFault(text).map {
            commit($0)
            return []
        }
    }
}

extension FakeCardReader: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { CardReaderFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        CardReaderFault(text).map {
            commit($0)
            return []
        }
    }
}

extension FakeLabelPrinter: FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { FakePrinterFault.verbs }

    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        FakePrinterFault(text).map { commit($0, at: now) }
    }
}
