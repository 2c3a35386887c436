package import Devices

/// A scanner in IBM hand-held mode as its firmware sees the world: each reading is one report of 64 bytes.
///
/// ```
///   scan(payload) ──► count, status, label, trailer ──► faults ──► the station
///   hostSent(report) ──► the beep order ──► what the operator heard
/// ```
/// Not modelled: status reports, labels of more than 58 bytes, orders other than the beep.
package struct FakeIBMScanner: Sendable {
    /// How the scanner is made and set up.
    package struct Configuration: Hashable, Sendable {
        package var identity: DeviceIdentity
        /// The first byte of the order to beep; nil where the device cannot.
        package var beepOrder: UInt8?
        /// Retail digits are sent as 00 to 09.
        package var sendsValues: Bool

        package init(identity: DeviceIdentity, beepOrder: UInt8? = nil, sendsValues: Bool = false) {
            self.identity = identity
            self.beepOrder = beepOrder
            self.sendsValues = sendsValues
        }
    }

    /// Vendor page FF45, hand-held scanner 4B00; 11 bytes to the scanner, 64 bytes from it; no report ids.
    package static let descriptor: [UInt8] = [
        0x06, 0x45, 0xFF, 0x0A, 0x00, 0x4B, 0xA1, 0x01, 0x0A, 0x01, 0x4B, 0x75, 0x08, 0x95, 0x0B, 0x15, 0x00, 0x26,
        0xFF,
        0x00, 0x91, 0x02, 0x0A, 0x02, 0x4B, 0x95, 0x40, 0x81, 0x02, 0xC0,
    ]
    private static let reportBytes = 64
    private static let orderBytes = 11

    /// Fixed for the life of the scanner.
    package let configuration: Configuration
    /// What the operator hears, for tests that listen closer.
    package private(set) var beeper = FakeBeeper(hasErrorSound: false)
    /// Reports and requests of the host that mean nothing to the device.
    package private(set) var notUnderstood = 0
    private var faults: [ReportFault] = []

    package init(_ configuration: Configuration) { self.configuration = configuration }

    package var identity: DeviceIdentity { configuration.identity }

    /// Tells the scanner to do this wrong with its next reading; several add up, in order.
    package mutating func commit(_ fault: ReportFault) { faults.append(fault) }

    /// The trigger is pulled over a code: the reports that go to the station. EAN and UPC by their AIM identifier and
    /// length, all else as Code 128; nothing for a label that does not fit.
    package mutating func scan(_ payload: [UInt8], aim: AIMIdentifier? = nil) -> [[UInt8]] {
        defer { faults.removeAll { $0 != .stallDescriptor && $0 != .halfDescriptor } }
        let trailer = FakeIBMScanner.trailer(aim, digits: payload.count)
        let isRetail = trailer.count == 1
        let label = isRetail && configuration.sendsValues ? payload.map { $0 & 0x0F } : payload
        let count = 4 + label.count + trailer.count
        guard count <= FakeIBMScanner.reportBytes else { return [] }
        let filling = [UInt8](repeating: 0, count: FakeIBMScanner.reportBytes - count)
        let report = [UInt8(count), 0x10, 0x03, 0x00] + label + trailer + filling
        return faults.applied(to: [report], isNumbered: false, bytes: FakeIBMScanner.reportBytes)
    }

    /// A report of the host arrives; the device answers nothing.
    @discardableResult
    package mutating func hostSent(_ report: [UInt8], at now: Instant) -> [[UInt8]] {
        if report.count == FakeIBMScanner.orderBytes, report[0] == configuration.beepOrder {
            beeper.sound(.good, at: now)
        } else {
            notUnderstood += 1
        }
        return []
    }

    /// A control request of the host; only its description can be asked for.
    package mutating func answer(_ request: ControlRequest, at now: Instant? = nil) -> ControlAnswer {
        guard (request.type, request.request, request.value) == (0x81, 0x06, 0x2200) else {
            notUnderstood += 1
            return .stalled
        }
        if let index = faults.firstIndex(of: .stallDescriptor) {
            faults.remove(at: index)
            return .stalled
        }
        return .done(Array(FakeIBMScanner.descriptor.prefix(Int(request.length))))
    }

    /// When a row of beeps is over if nothing more comes.
    package var deadline: Instant? { beeper.deadline }

    /// What the operator has heard since the last call, up to now.
    package mutating func heard(at now: Instant) -> [Feedback] {
        beeper.silence(until: now)
        return beeper.takeUnderstood()
    }

    private static func trailer(_ aim: AIMIdentifier?, digits: Int) -> [UInt8] {
        guard let aim, aim.code == UInt8(ascii: "E") else { return [0x00, 0x18, 0x0B] }
        if aim.modifier == UInt8(ascii: "4") { return [0x0C] }
        return digits == 13 ? [0x16] : digits == 12 ? [0x0D] : [0x0A]
    }
}
