package import Devices

/// The faults of a kind of device, as a command line names them.
package protocol SpokenFault {
    /// In the order help shows them.
    static var verbs: [ScanFault.Verb] { get }

    /// From a verb with arguments after colons; nil for one that there is not.
    init?(_ text: String)
}

extension ScanFault: SpokenFault {}
extension FakeSSIFault: SpokenFault {}
extension ReportFault: SpokenFault {}
extension KeyFault: SpokenFault {}
extension CardReaderFault: SpokenFault {}
extension FakePrinterFault: SpokenFault {}

/// What a command line tells a fake device to do wrong.
package protocol FaultyFirmware: FakeFirmware {
    associatedtype Fault: SpokenFault

    /// Commits a fault.
    ///
    /// - Returns: what the device sends because of that at once.
    mutating func committed(_ fault: Fault, at now: Instant) -> [[UInt8]]
}

extension FaultyFirmware {
    package static var verbs: [ScanFault.Verb] { Fault.verbs }

    /// Commits a fault by its verb, with arguments after colons.
    ///
    /// - Returns: what the device sends because of that; nil for a verb that it does not know.
    package mutating func commit(verb text: String, at now: Instant) -> [[UInt8]]? {
        Fault(text).map { committed($0, at: now) }
    }
}

/// A device that commits its faults later, with its next reading, answer or key.
package protocol PatientlyFaulty: FaultyFirmware {
    mutating func commit(_ fault: Fault)
}

extension PatientlyFaulty {
    package mutating func committed(_ fault: Fault, at now: Instant) -> [[UInt8]] {
        commit(fault)
        return []
    }
}

extension FakeLineScanner: PatientlyFaulty { package typealias Fault = ScanFault }
extension FakeSSIScanner: PatientlyFaulty { package typealias Fault = FakeSSIFault }
extension FakeHIDPOSScanner: PatientlyFaulty { package typealias Fault = ReportFault }
extension FakeIBMScanner: PatientlyFaulty { package typealias Fault = ReportFault }
extension FakeKeyboardScanner: PatientlyFaulty { package typealias Fault = KeyFault }
extension FakeKeypad: PatientlyFaulty { package typealias Fault = KeyFault }
extension FakeCardReader: PatientlyFaulty { package typealias Fault = CardReaderFault }

extension FakeLabelPrinter: FaultyFirmware {
    package mutating func committed(_ fault: FakePrinterFault, at now: Instant) -> [[UInt8]] { commit(fault, at: now) }
}
